import type { Command } from 'commander'
import { defineCommand } from '../define-command.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function defineServe(program: Command, terminal: Terminal): void {
  defineCommand(program, terminal, {
    usage: 'serve',
    summary: 'start the server; its settings are environment variables (see .env.example)',
    examples: ['serve'],
  }, async () => (await import('../run-server.ts')).runServer())
}
