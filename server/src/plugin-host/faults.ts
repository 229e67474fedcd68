import type { PluginScopes } from './plugin-scope.ts'

export type FaultOptions = {
  scopes: PluginScopes
  now: () => number
  /** Faults within the window that quarantine a plugin. */
  limit: number
  windowMilliseconds: number
  onFault: (plugin: string, label: string, error: unknown) => void
  onTooMany: (plugin: string, error: unknown) => void
  /** What no plugin can be told to have caused; it is never blamed on one. */
  onCoreFault: (error: unknown) => void
}

/**
 * Attributes errors that nobody caught. AsyncLocalStorage knows the plugin for promises, timers and ticks; a listener on
 * a foreign emitter runs without it and counts as core's.
 */
export function createFaults(options: FaultOptions) {
  const times = new Map<string, number[]>()

  function record(error: unknown): void {
    const scope = options.scopes.current()
    if (!scope) return options.onCoreFault(error)
    options.onFault(scope.plugin, scope.label, error)
    const since = options.now() - options.windowMilliseconds
    const recent = [...(times.get(scope.plugin) ?? []).filter((time) => time > since), options.now()]
    times.set(scope.plugin, recent)
    if (recent.length === options.limit) options.onTooMany(scope.plugin, error)
  }

  return {
    count: (plugin: string): number => times.get(plugin)?.length ?? 0,
    forget: (plugin: string): void => void times.delete(plugin),
    listen(): void {
      process.on('unhandledRejection', record)
      process.on('uncaughtException', record)
    },
    unlisten(): void {
      process.off('unhandledRejection', record)
      process.off('uncaughtException', record)
    },
  }
}
