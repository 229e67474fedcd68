import type { Database, DatabaseLog, Engine, SnapshotReader, SqlValue } from './database.ts'
import { translateDatabaseError } from './database-error.ts'
import type { ConnectionPool, PooledConnection } from './connection-pool.ts'
import { createDrain } from './drain.ts'
import { createIdBlocks } from './id-blocks.ts'
import { createKysely } from './kysely-engine.ts'
import { nativePlaceholders } from './placeholders.ts'
import { runTransaction, type BegunTransaction } from './run-transaction.ts'
import { logSlowStatements } from './slow-statements.ts'
import type { SqlConnection } from './sql-connection.ts'
import { createPreparedRead } from './transaction.ts'
import { startWriter, type WriterClient } from './writer-client.ts'

export type PooledSettings = {
  engine: Exclude<Engine, 'sqlite'>
  textCollation: string
  displayUrl: string
  url: string
  poolSize: number
  pool: ConnectionPool
  /** One connection of its own, so that taking ids never waits for transactions that hold the others. */
  idPool: ConnectionPool
}

/** MySQL, MariaDB and PostgreSQL: everything that does not depend on the driver. */
export function createPooledDatabase(settings: PooledSettings, log: DatabaseLog): Database {
  const { engine, textCollation, displayUrl, poolSize } = settings
  const counters = { transactions: 0, retries: 0, slowStatements: 0 }
  const usage = { inUse: 0, waiting: 0 }
  const drain = createDrain()
  const ids = createIdBlocks(engine, settings.idPool)
  const acquire = countUsage(settings.pool, usage)
  const reads = logSlowStatements(poolReads(engine, acquire), log, counters)
  const begin = (): Promise<BegunTransaction> => beginOn(acquire, 'start transaction', (connection) => logSlowStatements(transactionConnection(connection, ids), log, counters))
  let writer: WriterClient | undefined
  return {
    engine, textCollation, displayUrl,
    read: createKysely(engine, reads.execute),
    prepare: (sql) => createPreparedRead(engine, reads, sql),
    all: async (sql, parameters = []) => (await reads.execute(nativePlaceholders(engine, sql), parameters)).rows,
    write: (work, options) => drain.track(() => runTransaction({ engine, log, counters, begin }, work, options)),
    snapshot: (work) => drain.track(() => readSnapshot(engine, acquire, work)),
    runInWriter: (task, input, transfer) => drain.track(async () => {
      writer ??= startWriter({ engine: 'pool', url: settings.url }, log)
      return writer.runTask(task, input, transfer)
    }),
    forgetIds: async (tables) => {
      ids.forget(tables)
      await writer?.runTask({ moduleUrl: new URL('forget-ids.ts', import.meta.url).href, exportName: 'forgetIds' }, tables)
    },
    statistics: () => ({ connections: poolSize, ...usage, ...counters }),
    close: () => drain.close(async () => {
      await writer?.close()
      await Promise.all([settings.pool.close(), settings.idPool.close()])
    }),
  }
}

type Acquire = () => Promise<PooledConnection>

function countUsage(pool: ConnectionPool, usage: { inUse: number; waiting: number }): Acquire {
  return async () => {
    usage.waiting++
    const connection = await pool.acquire().finally(() => usage.waiting--)
    usage.inUse++
    return {
      ...connection,
      release: (isBroken) => {
        usage.inUse--
        connection.release(isBroken)
      },
    }
  }
}

function poolReads(engine: Engine, acquire: Acquire): SqlConnection {
  const once = async <R>(sql: string, call: (connection: PooledConnection) => R | Promise<R>): Promise<R> => {
    try {
      const connection = await acquire()
      try {
        return await call(connection)
      } finally {
        connection.release()
      }
    } catch (error) {
      throw translateDatabaseError(engine, error, sql)
    }
  }
  const refuse = (): never => {
    throw new Error('Use database.write() to change rows.')
  }
  return {
    execute: (sql, parameters) => once(sql, (connection) => connection.execute(sql, parameters)),
    arrays: (sql, parameters) => once(sql, (connection) => connection.arrays(sql, parameters)),
    runMany: refuse,
    takeIds: refuse,
  }
}

function transactionConnection(connection: PooledConnection, ids: { takeIds: SqlConnection['takeIds'] }): SqlConnection {
  return {
    execute: connection.execute,
    arrays: connection.arrays,
    runMany: async (sql, lists) => {
      for (const parameters of lists) await connection.execute(sql, parameters)
    },
    takeIds: ids.takeIds,
  }
}

async function beginOn(acquire: Acquire, statement: string, wrap: (connection: PooledConnection) => SqlConnection): Promise<BegunTransaction> {
  const connection = await acquire()
  const end = async (command: string): Promise<void> => {
    await connection.command(command)
    connection.release()
  }
  try {
    await connection.command(statement)
  } catch (error) {
    connection.release(true)
    throw error
  }
  let broken = false
  return {
    connection: wrap(connection),
    commit: () => end('commit'),
    rollback: async () => {
      if (broken) return
      broken = true
      await end('rollback').catch((error: unknown) => {
        connection.release(true)
        throw error
      })
    },
  }
}

const snapshotStart = { mysql: ['set transaction isolation level repeatable read', 'start transaction with consistent snapshot, read only'], postgres: ['begin isolation level repeatable read, read only'] }

async function readSnapshot<T>(engine: 'mysql' | 'postgres', acquire: Acquire, work: (reader: SnapshotReader) => Promise<T>): Promise<T> {
  const connection = await acquire()
  let broken = true
  try {
    for (const statement of snapshotStart[engine]) await connection.command(statement)
    const result = await work({
      all: async (sql, parameters: readonly SqlValue[] = []) => (await connection.execute(nativePlaceholders(engine, sql), parameters)).rows,
      arrays: async (sql, parameters: readonly SqlValue[] = []) => connection.arrays(nativePlaceholders(engine, sql), parameters),
    })
    await connection.command('commit')
    broken = false
    return result
  } finally {
    connection.release(broken)
  }
}
