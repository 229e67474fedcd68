import { statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { DatabaseLog, WriterDatabase } from './database.ts'
import { createLock } from './lock.ts'
import { nativePlaceholders } from './placeholders.ts'
import { runTransaction, type BegunTransaction } from './run-transaction.ts'
import { logSlowStatements } from './slow-statements.ts'
import { openSqliteReader, openSqliteWriter, type SqliteConnection, type SqliteSettings } from './sqlite-connection.ts'
import type { SqlConnection } from './sql-connection.ts'
import { createPreparedRead } from './transaction.ts'

/** The one owner of the write connection. Proxied transactions and writer tasks take the same lock, in turn. */
export type SqliteWriter = { begin: () => Promise<BegunTransaction>; database: WriterDatabase; close: () => void }

const longestBusyMs = 30_000

export function createSqliteWriter(settings: SqliteSettings, log: DatabaseLog): SqliteWriter {
  const connection = openSqliteWriter(settings)
  const reader = openSqliteReader(settings)
  const counters = { transactions: 0, retries: 0, slowStatements: 0 }
  const lock = createLock()
  const capWal = createWalCap(connection, settings.file, log)
  const timed = logSlowStatements(connection, log, counters)

  const begin = async (): Promise<BegunTransaction> => {
    const release = await lock.acquire()
    try {
      await beginWhenFree(connection)
    } catch (error) {
      release()
      throw error
    }
    return begun(connection, timed, release, capWal)
  }
  const database: WriterDatabase = {
    engine: 'sqlite',
    write: (work, options) => runTransaction({ engine: 'sqlite', log, counters, begin }, work, options),
    all: (sql, parameters = []) => Promise.resolve(reader.execute(nativePlaceholders('sqlite', sql), parameters).rows),
    prepare: (sql) => createPreparedRead('sqlite', reader, sql),
  }
  return { begin, database, close: () => closeAll(connection, reader) }
}

/** Another process may hold the file: SQLite waits in slices of its timeout, between them this thread takes messages. */
async function beginWhenFree(connection: SqliteConnection): Promise<void> {
  const started = performance.now()
  for (;;) {
    try {
      return connection.raw.exec('begin immediate')
    } catch (error) {
      const busy = error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5
      if (!busy || performance.now() - started > longestBusyMs) throw error
      await delay(2)
    }
  }
}

function begun(connection: SqliteConnection, timed: SqlConnection, release: () => void, afterCommit: () => void): BegunTransaction {
  return {
    connection: timed,
    commit: () => {
      connection.raw.exec('commit')
      afterCommit()
      release()
    },
    rollback: () => {
      try {
        if (connection.raw.isTransaction) connection.raw.exec('rollback') // some failures, as a full disk, roll back by themselves
      } finally {
        release()
      }
    },
  }
}

const walLimit = 128 * 1024 * 1024

/**
 * The automatic checkpoint after every 16,000 pages (64 MB) keeps the log short as long as no reader holds an old state; the
 * readers here are short. Where one is not (a backup), the log grows, so now and then its size is looked at and it is
 * emptied once nobody needs it: a checkpoint that waits for readers 50 ms at most, so that writers do not stand still.
 */
function createWalCap(connection: SqliteConnection, file: string, log: DatabaseLog): () => void {
  let commits = 0
  return () => {
    if (++commits % 64 !== 0 || walSize(file) <= walLimit) return
    connection.raw.exec('pragma busy_timeout = 50')
    try {
      connection.raw.exec('pragma wal_checkpoint(truncate)')
    } catch (error) {
      log.warn({ err: error }, 'the write-ahead log could not be emptied') // the commit before it stands; the next look tries again
    } finally {
      connection.raw.exec('pragma busy_timeout = 5000')
    }
  }
}

function walSize(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
}

function closeAll(connection: SqliteConnection, reader: SqliteConnection): void {
  reader.close()
  connection.close()
}
