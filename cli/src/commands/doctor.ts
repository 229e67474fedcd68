import type { Command } from 'commander'
import { defineCommand } from '../define-command.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function defineDoctor(program: Command, terminal: Terminal): void {
  defineCommand<{ next?: string }>(program, terminal, {
    usage: 'doctor',
    summary: 'look for what is wrong with this installation: settings, data folder, database, server, plugins',
    examples: ['doctor', 'doctor --json', 'doctor --next ../shopdb-next'],
  }, async (run, { next }) => (await import('../doctor/examine.ts')).examine(run, next))
    .option('--next <version>', 'folder or archive of the next version of ShopDB: tells which plugins it will break')
}
