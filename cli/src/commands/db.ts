import type { Command } from 'commander'
import { countOption, defineCommand } from '../define-command.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function defineDb(program: Command, terminal: Terminal): void {
  const db = program.command('db').description('migrate, back up and restore the database')
  defineCommand(db, terminal, {
    usage: 'status', summary: 'which migrations are applied and which wait', examples: ['db status', 'db status --json'],
  }, async (run) => (await import('../database/migrate.ts')).showStatus(run))
  defineCommand<{ name?: string; plugin?: string }>(db, terminal, {
    usage: 'migrate [plugin]', summary: 'write the migration that leads from the recorded tables to the declared ones', examples: ['db migrate', 'db migrate equipment --name add-calibration'],
  }, async (run, { name, plugin }, named?: string) => (await import('../database/migrate.ts')).writeMigration(run, { name, plugin: named ?? plugin }))
    .option('--name <words>', 'what changes, as part of the file name').option('--plugin <name>', 'the same as the argument: of this plugin instead of core')
  defineCommand(db, terminal, {
    usage: 'upgrade', summary: 'apply every migration that waits', examples: ['db upgrade'],
  }, async (run) => (await import('../database/migrate.ts')).upgrade(run))
  defineCommand<{ steps: number; chain: string; yes?: boolean }>(db, terminal, {
    usage: 'downgrade', summary: 'take back the last migrations', examples: ['db downgrade --steps 1 --yes'],
  }, async (run, options) => (await import('../database/migrate.ts')).downgrade(run, options.steps, options.chain, options.yes === true))
    .option('--chain <name>', 'core or a plugin', 'core').option('--steps <count>', 'how many', countOption, 1).option('--yes', 'do not ask')
  defineCommand(db, terminal, {
    usage: 'backup [file]', summary: 'write everything into one file, also while the server runs', examples: ['db backup', 'db backup before-upgrade.backup'],
  }, async (run, _options, file) => (await import('../database/back-up.ts')).backUp(run, file))
  defineCommand<{ yes?: boolean }>(db, terminal, {
    usage: 'restore <file>', summary: 'put a backup in place of the database; the server must be stopped', examples: ['db restore before-upgrade.backup --yes'],
  }, async (run, { yes }, file) => (await import('../database/back-up.ts')).restore(run, file, yes === true)).option('--yes', 'do not ask')
}
