import type { Engine } from './database.ts'
import { translateDatabaseError } from './database-error.ts'

/** Refuses statements after a transaction's end or first failure, and gives it up when nothing happens in it. */
export type TransactionGuard = {
  run: <R>(sql: string, call: () => R | Promise<R>) => R | Promise<R>
  /** Rejects when nothing has run for the limit. */
  idleTooLong: Promise<never>
  /** Throws the first failure, even when the caller caught it. */
  assertHealthy: () => void
  end: () => void
}

type State = { failure: Error | undefined; ended: boolean; running: number }

export function createTransactionGuard(engine: Engine, idleLimitMs: number): TransactionGuard {
  const state: State = { failure: undefined, ended: false, running: 0 }
  const { idleTooLong, timer } = watchIdleness(state, idleLimitMs)
  const fail = (error: unknown, sql: string): never => {
    state.failure ??= translateDatabaseError(engine, error, sql)
    throw state.failure
  }
  const settle = async <R>(sql: string, pending: Promise<R>): Promise<R> => {
    state.running++
    try {
      return await pending
    } catch (error) {
      return fail(error, sql)
    } finally {
      state.running--
      if (!state.ended) timer.refresh()
    }
  }
  return {
    idleTooLong,
    run: (sql, call) => {
      assertOpen(state)
      try {
        const result = call()
        if (result instanceof Promise) return settle(sql, result)
        timer.refresh()
        return result
      } catch (error) {
        return fail(error, sql)
      }
    },
    assertHealthy: () => {
      if (state.failure) throw state.failure
    },
    end: () => {
      state.ended = true
      clearTimeout(timer)
    },
  }
}

function assertOpen({ ended, failure }: State): void {
  if (ended) throw new Error('The transaction has ended; await every statement inside the work given to write().')
  if (failure) throw new Error('The transaction cannot go on after a failed statement; it is being rolled back.', { cause: failure })
}

function watchIdleness(state: State, idleLimitMs: number): { idleTooLong: Promise<never>; timer: NodeJS.Timeout } {
  const { promise: idleTooLong, reject } = Promise.withResolvers<never>()
  idleTooLong.catch(() => undefined) // nobody waits for it once the work has settled
  const timer = setTimeout(() => {
    if (state.running > 0) return void timer.refresh()
    state.failure ??= new Error(`The transaction was rolled back: nothing ran in it for ${idleLimitMs} ms.`)
    reject(state.failure)
  }, idleLimitMs)
  timer.unref()
  return { idleTooLong, timer }
}
