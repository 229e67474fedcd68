import type { ValidateFunction } from 'ajv'
import type { Command } from '@shopdb/plugin-api'
import type { Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { createValidator, fieldProblem } from '../../platform/resources/validate-input.ts'
import { defineExtensionPoint, type ExtensionPoint } from '../../plugin-host/index.ts'

/** Who may run a command that names no permission of its own. */
const defaultPermission = 'plugins.manage'

export type ListedCommand = { plugin: string; name: string; description: string; permission: string; parameters: object }

type Entry = ListedCommand & { check: ValidateFunction; run: Command['run'] }

/** The commands of the active plugins. */
export type Commands = {
  point: ExtensionPoint<readonly Command[]>
  /** Those that the caller may run, by plugin and name. */
  list: (caller: Caller) => ListedCommand[]
  /** Checks permission and parameters, then runs it; answers what it answered. */
  run: (plugin: string, name: string, parameters: Record<string, unknown>, caller: Caller) => Promise<unknown>
}

export function createCommands({ permissions }: Pick<Platform, 'permissions'>): Commands {
  const entries = new Map<string, Entry>()
  const validator = createValidator()

  function entryOf(plugin: string, { name, description, permission = defaultPermission, parameters: schema, run }: Command): Entry {
    if (entries.has(`${plugin} ${name}`)) throw new Error(`The command ${name} is declared twice.`)
    if (!permissions.all().some(({ id }) => id === permission)) throw new Error(`The command ${name} asks for the permission "${permission}", which nobody declares. Declare it under "permissions" in the manifest.`)
    const parameters = typeof schema === 'object' ? schema : { type: 'object' as const }
    // Its own object: what a validator has compiled it keeps by the schema's identity.
    return { plugin, name, description, permission, parameters, run, check: validator.compile({ type: 'object', additionalProperties: false, ...structuredClone(parameters) }) }
  }

  return {
    point: defineExtensionPoint<readonly Command[]>({
      key: 'commands',
      added: (plugin, commands) => {
        for (const command of commands) {
          const entry = entryOf(plugin.name, command)
          entries.set(`${plugin.name} ${command.name}`, entry)
          plugin.own(`command ${command.name}`, () => void entries.delete(`${plugin.name} ${command.name}`))
        }
      },
    }),
    list: (caller) => [...entries.values()].filter(({ permission }) => caller.may(permission)).map(({ plugin, name, description, permission, parameters }) => ({ plugin, name, description, permission, parameters })).toSorted((a, b) => (`${a.plugin} ${a.name}` < `${b.plugin} ${b.name}` ? -1 : 1)),
    run: async (plugin, name, parameters, caller) => {
      const entry = entries.get(`${plugin} ${name}`)
      if (!entry) throw new Problem('NOT_FOUND', { detail: `The plugin ${plugin} has no command ${name}.` })
      if (!caller.may(entry.permission)) throw new Problem('PERMISSION_MISSING', { extra: { permission: entry.permission } })
      return runEntry(entry, { ...defaultsOf(entry.parameters), ...parameters })
    },
  }
}

async function runEntry({ plugin, name, check, run }: Entry, parameters: Record<string, unknown>): Promise<unknown> {
  if (!check(parameters)) {
    const fields = (check.errors ?? []).map(fieldProblem)
    throw new Problem('REQUEST_INVALID', { detail: `${fields[0]?.path || 'The parameters'} ${fields[0]?.message ?? ''}`, fields })
  }
  try {
    return await run(parameters)
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    if (cause instanceof Error && cause.name === 'TimeLimitError') throw new Problem('PLUGIN_TIMEOUT', { detail: cause.message, extra: { plugin }, cause })
    throw new Problem('PLUGIN_FAILED', { detail: `The command ${name} of the plugin ${plugin} failed.`, extra: { plugin }, cause })
  }
}

function defaultsOf(parameters: object): Record<string, unknown> {
  const properties: unknown = 'properties' in parameters ? parameters.properties : undefined
  if (typeof properties !== 'object' || properties === null) return {}
  return Object.fromEntries(Object.entries(properties).flatMap(([name, schema]: [string, unknown]) => (typeof schema === 'object' && schema !== null && 'default' in schema ? [[name, schema.default]] : [])))
}
