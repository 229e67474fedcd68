import type { Command } from 'commander'
import { countOption, defineCommand } from '../define-command.ts'
import { pluginFolderOf } from '../plugin-authoring/read-plugin.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function definePluginDev(plugin: Command, terminal: Terminal): void {
  defineCommand<{ port?: number; demo?: boolean }>(plugin, terminal, {
    usage: 'dev [folder]',
    summary: 'run a plugin while you work on it: every save counts at once, a wrong one leaves the version before running',
    examples: ['plugin dev ~/plugins/lockers', 'plugin dev . --demo --port 5002'],
  }, async (run, options, typed) => (await import('../plugin-authoring/dev/run-dev.ts')).runDev(run, pluginFolderOf(typed), options))
    .option('--port <number>', 'port of the server (default: 5001, another one when it is taken)', countOption)
    .option('--demo', 'fill the new database with the demo plant')
}
