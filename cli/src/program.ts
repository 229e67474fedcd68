import { Command, CommanderError } from 'commander'
import { exitStatus, toFailure } from './failure.ts'
import type { Terminal } from './terminal/terminal.ts'
import { printableLines, tellFailure } from './terminal/tell-failure.ts'

type CommandEntry = { name: string; summary: string; load: () => Promise<(program: Command, terminal: Terminal) => void> }

/** Every command of `shopdb`. The list alone answers `--help`; the code of a command is loaded when it is named. */
export const commandEntries: readonly CommandEntry[] = [
  { name: 'serve', summary: 'start the server', load: async () => (await import('./commands/serve.ts')).defineServe },
  { name: 'doctor', summary: 'look for what is wrong with this installation', load: async () => (await import('./commands/doctor.ts')).defineDoctor },
  { name: 'db', summary: 'migrate, back up and restore the database', load: async () => (await import('./commands/db.ts')).defineDb },
  { name: 'seed', summary: 'fill in reference data or a demo plant', load: async () => (await import('./commands/seed.ts')).defineSeed },
  { name: 'user', summary: 'create and list users, set passwords', load: async () => (await import('./commands/user.ts')).defineUser },
  { name: 'token', summary: 'create, list and revoke API tokens', load: async () => (await import('./commands/token.ts')).defineToken },
  { name: 'plugin', summary: 'install, enable, disable and uninstall plugins', load: async () => (await import('./commands/plugin.ts')).definePlugin },
  { name: 'export', summary: 'write a list as CSV', load: async () => (await import('./commands/export.ts')).defineExport },
  { name: 'import', summary: 'read records from files', load: async () => (await import('./commands/import.ts')).defineImport },
  { name: 'collect', summary: 'send the inventory of this computer to the server', load: async () => (await import('./commands/collect.ts')).defineCollect },
  { name: 'search', summary: 'search everything', load: async () => (await import('./commands/search.ts')).defineSearch },
]

/** Runs a command line and resolves to the exit status: 0 done, 1 failed, 2 wrong use. */
export async function runCommandLine(argumentList: readonly string[], terminal: Terminal): Promise<number> {
  const opened: (() => Promise<void>)[] = []
  try {
    await (await createProgram(argumentList, terminal, opened)).parseAsync([...argumentList], { from: 'user' })
    return Number(process.exitCode ?? exitStatus.done)
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitStatus.done : exitStatus.usage // commander told it already
    const failure = toFailure(thrown)
    tellFailure(terminal, failure, argumentList.includes('--json'))
    return failure.status
  } finally {
    for (const close of opened) await close()
  }
}

async function createProgram(argumentList: readonly string[], terminal: Terminal, opened: (() => Promise<void>)[]): Promise<Command> {
  const program = new Command('shopdb')
    .usage('<command> [options]')
    .description('ShopDB: the assets of a manufacturing site. "npx shopdb <command> --help" explains a command.')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', '\nExample:\n  $ npx shopdb collect')
    .showHelpAfterError('Run it with --help to see how it is used.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: (text) => terminal.note(printableLines(text.trimEnd())), getOutHelpWidth: () => Math.min(terminal.width, 110), getErrHelpWidth: () => Math.min(terminal.width, 110) })
  const named = argumentList[0] === 'help' ? argumentList[1] : argumentList[0]
  for (const { name, summary, load } of commandEntries) {
    if (name === named) (await load())(program, terminal)
    else program.command(name).summary(summary).description(summary)
  }
  const isOther = named !== undefined && !named.startsWith('-') && named !== 'help' && !commandEntries.some(({ name }) => name === named)
  if (isOther) await (await import('./plugin-commands.ts')).definePluginCommands(program, terminal, named, argumentList, opened)
  if (argumentList.length === 0) program.action(() => program.help())
  return program
}
