import type { SqlValue } from './database.ts'

export type SqlRow = Record<string, SqlValue>
export type SqlResult = { rows: SqlRow[]; changes: number }

type OrPromise<T> = T | Promise<T>

/**
 * What an engine has to offer; everything above is written once on top of it. SQL is in the engine's own notation of
 * placeholders. A local SQLite connection answers at once, the others with promises: callers `await` either way.
 */
export type SqlConnection = {
  execute: (sql: string, parameters: readonly SqlValue[]) => OrPromise<SqlResult>
  /** Rows as arrays; prepared and kept. */
  arrays: (sql: string, parameters: readonly SqlValue[]) => OrPromise<SqlValue[][]>
  runMany: (sql: string, parameterLists: readonly (readonly SqlValue[])[]) => OrPromise<void>
  takeIds: (table: string, count: number) => OrPromise<number>
}
