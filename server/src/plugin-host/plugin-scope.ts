import { AsyncLocalStorage } from 'node:async_hooks'

/** Which plugin's code is running, and what it was called for. */
export type PluginScope = { plugin: string; label: string }

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
  return {
    current: (): PluginScope | undefined => storage.getStore(),
    enter: <Result>(scope: PluginScope, work: () => Result): Result => storage.run(scope, work),
    /** For the host's own work that a plugin's code has set off: it must not run in the plugin's name. */
    outside: <Result>(work: () => Result): Result => storage.exit(work),
    /** Rejects with TimeLimitError when `work` takes longer than `milliseconds`; 0 waits for ever. */
    async run<Result>(scope: PluginScope, milliseconds: number, work: () => Result | Promise<Result>): Promise<Result> {
      const running = storage.run(scope, async () => work())
      if (milliseconds === 0) return running
      let timer: NodeJS.Timeout | undefined
      const limit = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new TimeLimitError(scope, milliseconds)), milliseconds)
      })
      return Promise.race([running, limit]).finally(() => clearTimeout(timer))
    },
  }
}

export type PluginScopes = ReturnType<typeof createPluginScopes>
