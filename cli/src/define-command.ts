import { InvalidArgumentError, type Command } from 'commander'
import { connect, type ConnectionOptions } from './connection/connect.ts'
import type { ApiClient } from './connection/api-client.ts'
import type { Terminal } from './terminal/terminal.ts'

/** Options that commands share, beside their own. */
export type SharedOptions = ConnectionOptions & { json?: boolean }

/** What a command works with. `print` writes the result: whole as JSON, or in words for people. */
export type Run = {
  terminal: Terminal
  isJson: boolean
  print: (result: unknown, words: () => string) => void
}

export type ApiRun = Run & { client: ApiClient }

type Specification = { usage: string; summary: string; examples: readonly string[] }

/** A command that works on its own. `act` gets the arguments, then the options. */
export function defineCommand<Options>(parent: Command, terminal: Terminal, specification: Specification, act: (run: Run, options: Options & SharedOptions, ...values: string[]) => Promise<void>): Command {
  const command = parent.command(specification.usage).description(specification.summary)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\n${specification.examples.length === 1 ? 'Example' : 'Examples'}:\n${specification.examples.map((example) => `  $ npx shopdb ${example}`).join('\n')}`)
  return command.action(async (...given: unknown[]) => {
    const values = given.slice(0, command.registeredArguments.length) as string[] // commander hands arguments first, as text
    const options = command.optsWithGlobals<Options & SharedOptions>()
    await act(createRun(terminal, options.json === true), options, ...values)
  })
}

/** A command that goes through the REST API: of the running server, of a remote one, or of the database opened here. */
export function defineApiCommand<Options>(parent: Command, terminal: Terminal, specification: Specification, act: (run: ApiRun, options: Options & SharedOptions, ...values: string[]) => Promise<void>): Command {
  const command = defineCommand<Options>(parent, terminal, specification, async (run, options, ...values) => {
    const client = await connect(options)
    try {
      await act({ ...run, client }, options, ...values)
    } finally {
      await client.close()
    }
  })
  return addConnectionOptions(command)
}

export function addConnectionOptions(command: Command): Command {
  return command.option('--url <address>', 'a remote server instead of the local one (also SHOPDB_URL)')
    .option('--token <token>', 'API token for it (better: SHOPDB_TOKEN, which no process list shows)')
}

function createRun(terminal: Terminal, isJson: boolean): Run {
  return { terminal, isJson, print: (result, words) => terminal.out(isJson ? JSON.stringify(result, null, 2) : words()) }
}

/** Adds to the values of an option given several times, each of which may hold several separated by commas. */
export function listOption(value: string, previous: readonly string[] = []): string[] {
  return [...previous, ...value.split(',').map((part) => part.trim()).filter(Boolean)]
}

export function countOption(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('It takes a whole number.')
  return Number(value)
}
