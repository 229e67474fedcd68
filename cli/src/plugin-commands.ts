import { Option, type Command } from 'commander'
import { listItems, type ApiClient } from './connection/api-client.ts'
import { connect, connectIfRunning } from './connection/connect.ts'
import { addConnectionOptions, countOption, defineCommand, listOption } from './define-command.ts'
import { formatPairs, formatTable } from './terminal/table.ts'
import type { Terminal } from './terminal/terminal.ts'

type ParameterSchema = { type?: string; description?: string; title?: string; default?: unknown; enum?: readonly string[] }
type PluginCommand = { plugin: string; name: string; description: string; parameters: { properties?: Record<string, ParameterSchema>; required?: readonly string[] } }

/**
 * `npx shopdb <plugin> <command>`: what the active plugins of the server offer. Defines nothing when no plugin has this
 * name, so that a misspelt command is told as one.
 */
export async function definePluginCommands(program: Command, terminal: Terminal, plugin: string, argumentList: readonly string[], opened: (() => Promise<void>)[]): Promise<void> {
  const options = { url: valueOf(argumentList, '--url'), token: valueOf(argumentList, '--token') }
  const client = (await connectIfRunning(options)) ?? ((await isPluginHere(plugin)) ? await connect(options) : null)
  if (client === null) return
  opened.push(client.close)
  const commands = (await listItems(client, '/api/plugins/commands')).filter((command) => command.plugin === plugin) as PluginCommand[] // documented answer
  if (commands.length === 0) return
  const group = program.command(plugin).description(`commands of the plugin ${plugin}`)
  for (const command of commands) addConnectionOptions(defineOne(group, terminal, client, command))
}

/** A plugin that can be installed here; asked only when no server runs, since opening the database takes a second. */
async function isPluginHere(plugin: string): Promise<boolean> {
  if (!/^[a-z][a-z0-9]{1,31}$/.test(plugin)) return false
  const { loadServerConfig } = await import('./server-config.ts')
  const { readPlugins } = await import('@shopdb/server/migration-chains')
  return readPlugins(await loadServerConfig()).some(({ name }) => name === plugin)
}

function valueOf(argumentList: readonly string[], option: string): string | undefined {
  const at = argumentList.findIndex((argument) => argument === option || argument.startsWith(`${option}=`))
  const found = argumentList[at]
  if (found === undefined) return undefined
  return found === option ? argumentList[at + 1] : found.slice(option.length + 1)
}

function defineOne(group: Command, terminal: Terminal, client: ApiClient, { plugin, name, description, parameters }: PluginCommand): Command {
  const command = defineCommand<Record<string, unknown>>(group, terminal, { usage: name, summary: description, examples: [`${plugin} ${name}`] }, async ({ print }, options) => {
    const given = Object.fromEntries(Object.keys(parameters.properties ?? {}).flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])))
    const { result } = await client.request('POST', `/api/plugins/${plugin}/commands/${name}`, given) as { result: unknown } // documented answer
    print(result, () => inWords(result, terminal.width))
  })
  for (const [key, schema] of Object.entries(parameters.properties ?? {})) command.addOption(optionOf(key, schema, parameters.required?.includes(key) ?? false))
  return command
}

function optionOf(key: string, schema: ParameterSchema, isRequired: boolean): Option {
  const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  const words = schema.description ?? schema.title ?? key
  if (schema.type === 'boolean') return new Option(schema.default === true ? flag.replace('--', '--no-') : flag, words)
  const option = new Option(`${flag} <${schema.type === 'integer' || schema.type === 'number' ? 'number' : schema.type === 'array' ? 'values' : 'text'}>`, words)
  if (schema.enum) option.choices(schema.enum.map(String))
  if (schema.type === 'integer') option.argParser(countOption)
  if (schema.type === 'number') option.argParser(Number)
  if (schema.type === 'array') option.argParser(listOption)
  if (schema.default !== undefined) option.default(schema.default)
  return isRequired && schema.default === undefined ? option.makeOptionMandatory() : option
}

/** A text as it is, a list of objects as a table, an object as pairs. */
function inWords(result: unknown, width: number): string {
  if (result === null || result === undefined) return 'Done.'
  if (Array.isArray(result)) return tableOf(result, width)
  return typeof result === 'object' ? formatPairs(Object.entries(result)) : String(result)
}

function tableOf(rows: readonly unknown[], width: number): string {
  const objects = rows.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null && !Array.isArray(row))
  if (rows.length === 0) return 'Nothing.'
  if (objects.length < rows.length) return rows.map(String).join('\n')
  const names = [...new Set(objects.flatMap((row) => Object.keys(row)))]
  return formatTable(names, objects.map((row) => names.map((name) => row[name])), width)
}
