import type { Engine, PreparedRead, SqlValue, Transaction } from './database.ts'
import { translateDatabaseError } from './database-error.ts'
import { createKysely } from './kysely-engine.ts'
import { nativePlaceholders } from './placeholders.ts'
import { insertStatement, rowChunks, runsOfDistinctKeys, upsertClause } from './row-statements.ts'
import type { SqlConnection } from './sql-connection.ts'
import { createTransactionGuard, type TransactionGuard } from './transaction-guard.ts'

/** The transaction a caller works with, and what its owner needs to end it. */
export type OpenTransaction = {
  transaction: Transaction
  /** Rejects when nothing has run for the limit. */
  idleTooLong: Promise<never>
  /** Throws the first failure of a statement, even when the caller caught it. */
  assertHealthy: () => void
  end: () => void
  committed: () => (() => void)[]
}

/** Builds the engine-neutral transaction on a connection in which `begin` has been done. */
export function createTransaction(engine: Engine, connection: SqlConnection, idleLimitMs: number): OpenTransaction {
  const guard = createTransactionGuard(engine, idleLimitMs)
  const guarded = guardedConnection(connection, guard)
  const afterCommit: (() => void)[] = []
  let query: Transaction['query'] | undefined
  const transaction: Transaction = {
    engine,
    get query() {
      query ??= createKysely(engine, guarded.execute)
      return query
    },
    all: async (sql, parameters = []) => (await guarded.execute(nativePlaceholders(engine, sql), parameters)).rows,
    run: async (sql, parameters = []) => (await guarded.execute(nativePlaceholders(engine, sql), parameters)).changes,
    prepare: (sql) => {
      const native = nativePlaceholders(engine, sql)
      return (parameters) => guarded.arrays(native, parameters)
    },
    ...rowWriters(engine, guarded),
    runMany: async (sql, lists) => guarded.runMany(nativePlaceholders(engine, sql), lists),
    takeIds: async (table, count) => guarded.takeIds(table, count),
    afterCommit: (work) => void afterCommit.push(work),
  }
  return { transaction, idleTooLong: guard.idleTooLong, assertHealthy: guard.assertHealthy, end: guard.end, committed: () => afterCommit }
}

function rowWriters(engine: Engine, connection: SqlConnection): Pick<Transaction, 'insertRows' | 'upsertRows'> {
  const write = async (table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[], clause: string): Promise<void> => {
    if (engine === 'sqlite') return connection.runMany(insertStatement(engine, table, columns) + clause, rows)
    for (const chunk of rowChunks(rows, columns.length)) {
      await connection.execute(nativePlaceholders(engine, insertStatement(engine, table, columns, chunk.length) + clause), chunk.flat())
    }
  }
  return {
    insertRows: (table, columns, rows) => write(table, columns, rows, ''),
    upsertRows: async (table, key, columns, rows, update) => {
      const clause = upsertClause(engine, key, update ?? columns.filter((column) => !key.includes(column)))
      const runs = engine === 'postgres' ? runsOfDistinctKeys(rows, key.map((column) => columns.indexOf(column))) : [rows]
      for (const run of runs) await write(table, columns, run, clause)
    },
  }
}

function guardedConnection(connection: SqlConnection, guard: TransactionGuard): SqlConnection {
  return {
    execute: (sql, parameters) => guard.run(sql, () => connection.execute(sql, parameters)),
    arrays: (sql, parameters) => guard.run(sql, () => connection.arrays(sql, parameters)),
    runMany: (sql, lists) => guard.run(sql, () => connection.runMany(sql, lists)),
    takeIds: (table, count) => guard.run('take ids', () => connection.takeIds(table, count)),
  }
}

/** A prepared read outside a transaction. */
export function createPreparedRead(engine: Engine, connection: SqlConnection, sql: string): PreparedRead {
  const native = nativePlaceholders(engine, sql)
  return (parameters) => {
    try {
      const rows = connection.arrays(native, parameters)
      return rows instanceof Promise ? rows.catch((error: unknown) => Promise.reject(translateDatabaseError(engine, error, native))) : rows
    } catch (error) {
      throw translateDatabaseError(engine, error, native)
    }
  }
}
