import type { DatabaseLog } from './database.ts'
import type { SqlConnection } from './sql-connection.ts'

const slowMs = 200

/** Tells of statements over 200 ms: their text, never their values. */
export function logSlowStatements(connection: SqlConnection, log: DatabaseLog, counters: { slowStatements: number }): SqlConnection {
  const report = (sql: string, started: number): void => {
    const took = performance.now() - started
    if (took < slowMs) return
    counters.slowStatements++
    log.warn({ sql: sql.slice(0, 2000), ms: Math.round(took) }, 'slow statement')
  }
  const timed = <R>(sql: string, call: () => R | Promise<R>): R | Promise<R> => {
    const started = performance.now()
    const result = call()
    if (result instanceof Promise) return result.finally(() => report(sql, started))
    report(sql, started)
    return result
  }
  return {
    execute: (sql, parameters) => timed(sql, () => connection.execute(sql, parameters)),
    arrays: (sql, parameters) => timed(sql, () => connection.arrays(sql, parameters)),
    runMany: (sql, lists) => timed(sql, () => connection.runMany(sql, lists)),
    takeIds: connection.takeIds,
  }
}
