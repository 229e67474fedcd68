import type { Engine, PreparedRead, SqlValue, Transaction } from './database.ts'
import { translateDatabaseError } from './database-error.ts'
import { createKysely } from './kysely-engine.ts'
import { nativePlaceholders } from './placeholders.ts'
import { insertStatement, rowChunks, runsOfDistinctKeys, upsertClause } from './row-statements.ts'
import type { SqlConnection } from './sql-connection.ts'

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
  const guard = createGuard(engine, idleLimitMs)
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

type Guard = {
  run: <R>(sql: string, call: () => R | Promise<R>) => R | Promise<R>
  idleTooLong: Promise<never>
  assertHealthy: () => void
  end: () => void
}

/** Watches one transaction: refuses statements after its end or first failure, and ends it when nothing happens in it. */
function createGuard(engine: Engine, idleLimitMs: number): Guard {
  let failure: Error | undefined
  let ended = false
  let running = 0
  let giveUp: (error: Error) => void = () => undefined
  const idleTooLong = new Promise<never>((_, reject) => (giveUp = reject))
  idleTooLong.catch(() => undefined) // nobody waits for it once the work has settled
  const timer = setTimeout(() => {
    if (running > 0) return void timer.refresh()
    failure ??= new Error(`The transaction was rolled back: nothing ran in it for ${idleLimitMs} ms.`)
    giveUp(failure)
  }, idleLimitMs)
  timer.unref()

  const fail = (error: unknown, sql: string): never => {
    failure ??= translateDatabaseError(engine, error, sql)
    throw failure
  }
  const settle = async <R>(sql: string, pending: Promise<R>): Promise<R> => {
    running++
    try {
      return await pending
    } catch (error) {
      return fail(error, sql)
    } finally {
      running--
      if (!ended) timer.refresh()
    }
  }
  return {
    idleTooLong,
    run: (sql, call) => {
      if (ended) throw new Error('The transaction has ended; await every statement inside the work given to write().')
      if (failure) throw new Error('The transaction cannot go on after a failed statement; it is being rolled back.', { cause: failure })
      try {
        const result = call()
        return result instanceof Promise ? settle(sql, result) : result
      } catch (error) {
        return fail(error, sql)
      }
    },
    assertHealthy: () => {
      if (failure) throw failure
    },
    end: () => {
      ended = true
      clearTimeout(timer)
    },
  }
}

function guardedConnection(connection: SqlConnection, guard: Guard): SqlConnection {
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
