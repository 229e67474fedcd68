import type { Command } from 'commander'
import { defineCommand } from '../define-command.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function defineDoctor(program: Command, terminal: Terminal): void {
  defineCommand(program, terminal, {
    usage: 'doctor',
    summary: 'look for what is wrong with this installation: settings, data folder, database, server, plugins',
    examples: ['doctor', 'doctor --json'],
  }, async (run) => (await import('../doctor/examine.ts')).examine(run))
}
