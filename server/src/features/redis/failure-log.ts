import type { Logger } from 'pino'

/** Milliseconds between two lines: a handler that fails on each message must not fill the disk. */
const pause = 1000

/** Logs the first failure at once, then one line a second with how many there were. */
export function createFailureLog(log: Logger, now: () => number) {
  let count = 0
  let untold = 0
  let nextAt = 0
  return {
    count: (): number => count,
    note: (error: unknown, values: Readonly<Record<string, unknown>>): void => {
      count++
      untold++
      if (now() < nextAt) return
      log.warn({ err: error, ...values, failures: untold }, 'a handler of Redis messages failed')
      nextAt = now() + pause
      untold = 0
    },
  }
}
