import { setTimeout as delay } from 'node:timers/promises'
import type { Database, DatabaseLog } from './database.ts'
import { createDrain } from './drain.ts'
import { createKysely } from './kysely-engine.ts'
import { runTransaction } from './run-transaction.ts'
import { logSlowStatements } from './slow-statements.ts'
import { openSqliteReader, type SqliteConnection, type SqliteSettings } from './sqlite-connection.ts'
import type { SqlConnection } from './sql-connection.ts'
import { createPreparedRead } from './transaction.ts'
import { translateDatabaseError } from './database-error.ts'
import { startWriter } from './writer-client.ts'

/** SQLite: this thread reads, the writer thread writes. */
export async function openSqliteDatabase(settings: SqliteSettings, log: DatabaseLog): Promise<Database> {
  const reader = openSqliteReader(settings)
  await translateErrors(retryWhenBusy(reader)).execute('pragma schema_version', []) // reads the file: what is no database is refused here
  const writer = startWriter({ engine: 'sqlite', settings }, log)
  const counters = { transactions: 0, retries: 0, slowStatements: 0 }
  const drain = createDrain()
  const reads = translateErrors(logSlowStatements(retryWhenBusy(reader), log, counters))
  return {
    engine: 'sqlite',
    textCollation: 'BINARY',
    displayUrl: `sqlite:${settings.file}`,
    read: createKysely('sqlite', reads.execute),
    prepare: (sql) => createPreparedRead('sqlite', reads, sql),
    all: async (sql, parameters = []) => (await reads.execute(sql, parameters)).rows,
    write: (work, options) => drain.track(() => runTransaction({ engine: 'sqlite', log, counters, begin: writer.begin }, work, options)),
    snapshot: (work) => drain.track(() => readSnapshot(settings, work)),
    runInWriter: (task, input, transfer) => drain.track(() => writer.runTask(task, input, transfer)),
    statistics: () => ({ connections: 1, inUse: Math.min(drain.running, 1), waiting: Math.max(drain.running - 1, 0), ...counters }),
    close: () => drain.close(async () => {
      reader.close()
      await writer.close()
    }),
  }
}

/** A connection of its own: an open read on the shared one would show every other request that same old state. */
async function readSnapshot<T>(settings: SqliteSettings, work: Parameters<Database['snapshot']>[0]): Promise<T> {
  const connection = openSqliteReader(settings)
  const reads = translateErrors(retryWhenBusy(connection))
  try {
    connection.raw.exec('begin')
    const reader = {
      all: async (sql: string, parameters: Parameters<SqlConnection['execute']>[1] = []) => (await reads.execute(sql, parameters)).rows,
      arrays: async (sql: string, parameters: Parameters<SqlConnection['execute']>[1] = []) => reads.arrays(sql, parameters),
    }
    return (await work(reader)) as T // T is what the caller's work returns
  } finally {
    connection.close()
  }
}

function translateErrors(connection: SqlConnection): SqlConnection {
  const translated = <R>(sql: string, call: () => R | Promise<R>): R | Promise<R> => {
    try {
      const result = call()
      return result instanceof Promise ? result.catch((error: unknown) => Promise.reject(translateDatabaseError('sqlite', error, sql))) : result
    } catch (error) {
      throw translateDatabaseError('sqlite', error, sql)
    }
  }
  return {
    ...connection,
    execute: (sql, parameters) => translated(sql, () => connection.execute(sql, parameters)),
    arrays: (sql, parameters) => translated(sql, () => connection.arrays(sql, parameters)),
  }
}

const longestBusyMs = 5000

/** Readers meet a lock only while another process recovers or first opens the file; they wait off the loop. */
function retryWhenBusy(connection: SqliteConnection): SqlConnection {
  const attempt = <R>(call: () => R): R | Promise<R> => {
    try {
      return call()
    } catch (error) {
      if (!isBusy(error)) throw error
      return keepTrying(call)
    }
  }
  return {
    execute: (sql, parameters) => attempt(() => connection.execute(sql, parameters)),
    arrays: (sql, parameters) => attempt(() => connection.arrays(sql, parameters)),
    runMany: connection.runMany,
    takeIds: connection.takeIds,
  }
}

async function keepTrying<R>(call: () => R): Promise<R> {
  for (const started = performance.now(); ; ) {
    await delay(5)
    try {
      return call()
    } catch (error) {
      if (!isBusy(error) || performance.now() - started > longestBusyMs) throw error
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5
}
