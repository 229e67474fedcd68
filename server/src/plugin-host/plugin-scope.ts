import { AsyncLocalStorage } from 'node:async_hooks'
import { createEntryMarks } from './watchdog-memory.ts'

/** Which plugin's code is running, and what it was called for. */
export type PluginScope = {
  plugin: string
  label: string
  requestId?: string | undefined
  /** A request on its way to the plugin's server: most of what runs there is the platform's code. */
  isDispatch?: true
}

/** A hook or handler that did not settle in time. What it was doing cannot be stopped, only no longer waited for. */
export class TimeLimitError extends Error {
  constructor(scope: PluginScope, milliseconds: number) {
    super(`${scope.label} of the plugin "${scope.plugin}" did not settle within ${milliseconds} ms.`)
    this.name = 'TimeLimitError'
  }
}

/** Runs code of plugins so that whatever it starts (timers, promises) can be told to be theirs. */
export function createPluginScopes() {
  const storage = new AsyncLocalStorage<PluginScope>()
  const marks = createEntryMarks()
  let onFailed: (scope: PluginScope, error: unknown) => void = () => undefined

  /** Noted where the watchdog sees it, until the call returns or waits for something. */
  function noted<Result>(scope: PluginScope, work: () => Result): Result {
    if (scope.isDispatch) return work()
    const before = marks.enter(scope)
    try {
      return work()
    } finally {
      marks.leave(before)
    }
  }

  return {
    marks,
    /** Hears of every call that failed or took too long. */
    onFailed: (listener: typeof onFailed): void => void (onFailed = listener),
    failed: (scope: PluginScope, error: unknown): void => onFailed(scope, error),
    current: (): PluginScope | undefined => storage.getStore(),
    enter: <Result>(scope: PluginScope, work: () => Result): Result => storage.run(scope, () => noted(scope, work)),
    /** For the host's own work that a plugin's code has set off: it must not run in the plugin's name. */
    outside: <Result>(work: () => Result): Result => storage.exit(work),
    /** Rejects with TimeLimitError when `work` takes longer than `milliseconds`; 0 waits for ever. */
    async run<Result>(entry: PluginScope, milliseconds: number, work: () => Result | Promise<Result>): Promise<Result> {
      const scope = { ...entry, requestId: entry.requestId ?? storage.getStore()?.requestId }
      let timer: NodeJS.Timeout | undefined
      try {
        const running = storage.run(scope, async () => noted(scope, work))
        if (milliseconds === 0) return await running
        const limit = new Promise<never>((_resolve, reject) => {
          timer = setTimeout(() => reject(new TimeLimitError(scope, milliseconds)), milliseconds)
        })
        return await Promise.race([running, limit])
      } catch (error) {
        onFailed(scope, error)
        throw error
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

export type PluginScopes = ReturnType<typeof createPluginScopes>
