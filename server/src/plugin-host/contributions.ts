import type { JsonSchema } from '@shopdb/contract/json-schema'
import type { Caller } from '../platform/caller.ts'
import { Problem } from '../platform/problem.ts'
import { checkAgainstSchema } from './json-schema-check.ts'
import { TimeLimitError } from './plugin-scope.ts'

/** Something that core or a plugin shows under an id of its own: a widget, a report, a panel. */
export type Contribution = { readonly id: string; readonly title: string; readonly permission?: string | undefined; readonly order?: number | undefined; /** Loaded by the host from a declaration: what it refuses is the host's answer. */ readonly declared?: boolean }
export type Contributed<Entry extends Contribution> = { readonly plugin: string; readonly permission: string; readonly entry: Entry }

/** The owner under which core's own contributions stand beside those of plugins. */
export const coreOwner = 'core'

/** What is there to show, and who may see it. Without a permission of its own an entry needs `<plugin>.read`. */
export function createContributions<Entry extends Contribution>(noun: string, isPermission: (id: string) => boolean) {
  const owned: Contributed<Entry>[] = []

  function add(plugin: string, entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (owned.some((other) => other.plugin === plugin && other.entry.id === entry.id)) throw new Error(`Two ${noun}s are called "${entry.id}". Give each an id of its own.`)
      if (entry.permission !== undefined && !isPermission(entry.permission)) {
        throw new Error(`The ${noun} "${entry.id}" asks for the permission "${entry.permission}", which nobody declares. Declare it under "permissions" in the manifest.`)
      }
      owned.push({ plugin, permission: entry.permission ?? `${plugin}.read`, entry })
    }
  }

  return {
    add,
    remove(plugin: string, entries: readonly Entry[]): void {
      for (const entry of entries) {
        const at = owned.findIndex((candidate) => candidate.plugin === plugin && candidate.entry === entry)
        if (at >= 0) owned.splice(at, 1)
      }
    },
    /** By order, then as they were added: core first, then plugins. */
    visibleTo: (caller: Caller): Contributed<Entry>[] =>
      owned.filter(({ permission }) => caller.may(permission)).toSorted((one, other) => (one.entry.order ?? 100) - (other.entry.order ?? 100)),
    get(caller: Caller, plugin: string, id: string): Contributed<Entry> {
      const found = owned.find((candidate) => candidate.plugin === plugin && candidate.entry.id === id)
      if (!found) throw new Problem('NOT_FOUND', { detail: `There is no ${noun} "${id.slice(0, 80)}" of "${plugin.slice(0, 32)}".` })
      if (!caller.may(found.permission)) throw new Problem('PERMISSION_MISSING', { extra: { permission: found.permission } })
      return found
    },
  }
}

export type Contributions<Entry extends Contribution> = ReturnType<typeof createContributions<Entry>>

/**
 * Runs what a contribution is made of and checks what it answers. What goes wrong in a plugin is a 503 with its name, for
 * this one entry; what a plugin refuses on purpose (`context.errors`) stays as it is.
 */
export async function loadContribution<Result>(what: string, contributed: Contributed<Contribution>, load: () => Result | Promise<Result>, schema?: JsonSchema): Promise<Result> {
  const result = await attempt(what, contributed, load)
  const problems = schema === undefined ? [] : checkAgainstSchema(schema, result)
  // A misspelt member says more than the one that is missing because of it.
  const problem = problems.find(({ unknownKey }) => unknownKey !== undefined) ?? problems[0]
  if (!problem) return result
  const { plugin, entry } = contributed
  const detail = `The ${what} "${entry.id}" of "${plugin}" answered something unexpected at "${problem.path || '/'}": ${problem.message}${problem.nearestKey ? ` Did you mean "${problem.nearestKey}"?` : ''}`
  throw new Problem('PLUGIN_FAILED', { detail, extra: { plugin } })
}

async function attempt<Result>(what: string, { plugin, entry: { id, declared } }: Contributed<Contribution>, load: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await load()
  } catch (cause) {
    if (plugin === coreOwner || (cause instanceof Problem && (declared === true || cause.extra['plugin'] === plugin))) throw cause
    if (cause instanceof TimeLimitError) throw new Problem('PLUGIN_TIMEOUT', { detail: cause.message, extra: { plugin }, cause })
    throw new Problem('PLUGIN_FAILED', { detail: `The ${what} "${id}" of the plugin "${plugin}" failed.`, extra: { plugin }, cause })
  }
}
