import type { Logger } from 'pino'
import type { DeprecationCatalogue } from '@shopdb/contract/deprecations'
import type { PluginDeprecation } from '@shopdb/contract/plugin-overview'

type Use = { count: number; lastAt: string }

/** Counts what each plugin uses of what will go; the log says it once for each. */
export function createDeprecations(catalogue: DeprecationCatalogue, log: Logger, now: () => number) {
  const uses = new Map<string, Map<string, Use>>()

  /** Nothing happens for what is not deprecated. */
  function use(plugin: string, id: string): void {
    const deprecation = Object.hasOwn(catalogue, id) ? catalogue[id] : undefined
    if (!deprecation) return
    const ofPlugin = uses.get(plugin) ?? new Map<string, Use>()
    const count = (ofPlugin.get(id)?.count ?? 0) + 1
    uses.set(plugin, ofPlugin.set(id, { count, lastAt: new Date(now()).toISOString() }))
    if (count === 1) log.warn({ plugin, deprecated: id, ...deprecation }, 'a plugin uses something of the contract that will go')
  }

  return {
    use,
    list: (plugin: string): PluginDeprecation[] => [...(uses.get(plugin) ?? [])].flatMap(([id, { count, lastAt }]) => (catalogue[id] ? [{ id, ...catalogue[id], count, lastAt }] : [])),
  }
}

export type Deprecations = ReturnType<typeof createDeprecations>
