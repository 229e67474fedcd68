import type { PluginFault } from '@shopdb/contract/plugin-overview'
import { Problem } from '../platform/problem.ts'
import type { CodeOwner, CodePlace } from './code-owner.ts'
import { EndingRefusedError } from './guard-process.ts'
import { TimeLimitError, type PluginScope, type PluginScopes } from './plugin-scope.ts'

export type FaultOptions = {
  scopes: PluginScopes
  owner: CodeOwner
  now: () => number
  /** Errors nobody caught, within the window, that quarantine a plugin. */
  limit: number
  windowMilliseconds: number
  onFault: (plugin: string, label: string, error: unknown) => void
  onTooMany: (plugin: string, error: unknown) => void
  /** What no plugin can be told to have caused; it is never blamed on one. */
  onCoreFault: (error: unknown) => void
}

/** Kept for each plugin, the latest first. */
const keptFaults = 50
const longestMessage = 500

/**
 * Attributes errors that nobody caught, and remembers the faults of each plugin. AsyncLocalStorage knows the plugin for
 * promises, timers and ticks; for a listener on a foreign emitter the stack does. What neither tells counts as core's.
 */
export function createFaults(options: FaultOptions) {
  const times = new Map<string, number[]>()
  const faults = new Map<string, PluginFault[]>()
  /** One error is one fault, however many calls it passes through. */
  const noted = new WeakSet<object>()

  function remember(plugin: string, fault: Omit<PluginFault, 'at'>): void {
    const entry = { at: new Date(options.now()).toISOString(), ...fault, message: fault.message.slice(0, longestMessage) }
    faults.set(plugin, [entry, ...(faults.get(plugin) ?? [])].slice(0, keptFaults))
  }

  function record(error: unknown): void {
    const scope = options.scopes.current()
    const place = options.owner.ofError(error)
    const plugin = place?.plugin ?? scope?.plugin
    if (plugin === undefined) return options.onCoreFault(error)
    const isOwnScope = scope?.plugin === plugin
    const label = isOwnScope ? scope.label : 'listener'
    remember(plugin, { kind: 'uncaught', label, message: textOf(error), requestId: (isOwnScope ? scope.requestId : null) ?? null, place: placeText(plugin, place) })
    options.onFault(plugin, label, error)
    const since = options.now() - options.windowMilliseconds
    const recent = [...(times.get(plugin) ?? []).filter((time) => time > since), options.now()]
    times.set(plugin, recent)
    if (recent.length === options.limit) options.onTooMany(plugin, error)
  }

  return {
    count: (plugin: string): number => times.get(plugin)?.length ?? 0,
    list: (plugin: string): readonly PluginFault[] => faults.get(plugin) ?? [],
    remember,
    /** A call that failed and was answered: shown, but no reason to quarantine. What a plugin refuses on purpose is none. */
    note({ plugin, label, requestId }: PluginScope, error: unknown): void {
      if (error instanceof Problem || error instanceof EndingRefusedError || (error instanceof Error && noted.has(error))) return
      if (error instanceof Error) noted.add(error)
      const place = options.owner.ofError(error)
      remember(plugin, { kind: error instanceof TimeLimitError ? 'timeout' : 'failed', label, message: textOf(error), requestId: requestId ?? null, place: placeText(plugin, place) })
    },
    forget: (plugin: string): void => void times.delete(plugin),
    /** Once, however often it is called. */
    listen(): void {
      for (const event of ['unhandledRejection', 'uncaughtException'] as const) if (!process.listeners(event as 'uncaughtException').includes(record)) process.on(event, record) // both take any error
    },
    unlisten(): void {
      process.off('unhandledRejection', record)
      process.off('uncaughtException', record)
    },
  }
}

export type Faults = ReturnType<typeof createFaults>

/** In the code of another plugin that it called, with that plugin's name in front. */
function placeText(plugin: string, place: CodePlace | null): string | null {
  if (!place) return null
  return `${place.plugin === plugin ? '' : `${place.plugin}/`}${place.file}:${place.line}`
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
