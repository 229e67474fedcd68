import { Command } from 'commander'
import { commandEntries } from '@shopdb/cli/program'
import { processTerminal } from '@shopdb/cli/terminal/terminal'

type Option = { flags: string; description: string }
export type CommandEntry = { path: string; usage: string; summary: string; options: Option[] }

/** Every command of `shopdb` with its options, read from the program itself. */
export async function listCommands(): Promise<CommandEntry[]> {
  const program = new Command('shopdb')
  for (const { load } of commandEntries) (await load())(program, processTerminal())
  return program.commands.flatMap((command) => describe(command, ''))
}

function describe(command: Command, parent: string): CommandEntry[] {
  const path = parent === '' ? command.name() : `${parent} ${command.name()}`
  if (command.commands.length > 0) return command.commands.flatMap((child) => describe(child, path))
  const names = command.registeredArguments.map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`))
  const options = command.options.filter((option) => !option.hidden).map(({ flags, description, defaultValue }) => ({ flags, description: defaultValue === undefined ? description : `${description} (default ${String(defaultValue)})` }))
  return [{ path, usage: [path, ...names].join(' '), summary: command.description(), options }]
}

export async function commandsText(): Promise<string> {
  const commands = await listCommands()
  const shared = sharedOptions(commands)
  const sections = commands.map(({ usage, summary, options }) => {
    const own = options.filter(({ flags }) => !shared.has(flags))
    return `## \`shopdb ${usage}\`\n\n${summary.charAt(0).toUpperCase()}${summary.slice(1)}.\n${own.length > 0 ? `\n${optionList(own)}\n` : ''}`
  })
  return `# Commands

\`npx shopdb <command>\` in the folder of the clone. A command goes through the server that runs on the same data folder, else opens the
database itself; \`--url\` and \`--token\` aim at another server. Every command has \`--help\` and \`--json\`. The exit status is 0 when it
did what it says, 1 when it failed, 2 when it was used wrongly. Source: \`cli/src/commands/\`.

Options of most commands:

${optionList([...shared.values()])}

${sections.join('\n')}`
}

/** What most commands take is said once. */
function sharedOptions(commands: readonly CommandEntry[]): Map<string, Option> {
  const all = commands.flatMap(({ options }) => options)
  return new Map(all.filter(({ flags }) => all.filter((other) => other.flags === flags).length > commands.length / 3).map((option) => [option.flags, option]))
}

function optionList(options: readonly Option[]): string {
  return options.map(({ flags, description }) => `- \`${flags}\`: ${description}`).join('\n')
}
