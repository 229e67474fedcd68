import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { changedText } from './changed-text.ts'
import type { SqlValue } from './database.ts'
import type { SqlConnection, SqlResult, SqlRow } from './sql-connection.ts'

export type SqliteSettings = {
  file: string
  /** `normal` survives a killed process; `full` also a power failure, at the price of one fsync per transaction. */
  synchronous: 'normal' | 'full'
}

/** A connection of this thread: answers at once. */
export type SqliteConnection = Omit<SqlConnection, 'execute' | 'arrays' | 'runMany'> & {
  execute: (sql: string, parameters: readonly SqlValue[]) => SqlResult
  arrays: (sql: string, parameters: readonly SqlValue[]) => SqlValue[][]
  runMany: (sql: string, parameterLists: readonly (readonly SqlValue[])[]) => void
  readonly raw: DatabaseSync
  close: () => void
}

/** The most SQLite maps; only address space until a page is read. What lies beyond is read by system calls. */
const mappedBytes = 2_147_418_112

/** Only the writer thread opens one of these. */
export function openSqliteWriter({ file, synchronous }: SqliteSettings): SqliteConnection {
  const database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true })
  database.exec('pragma journal_mode = wal')
  database.exec(`pragma synchronous = ${synchronous}`)
  database.exec(`pragma cache_size = -64000; pragma mmap_size = ${mappedBytes}; pragma temp_store = memory`)
  database.exec('pragma wal_autocheckpoint = 16000; pragma journal_size_limit = 67108864')
  defineTextFunctions(database)
  return wrap(database)
}

/**
 * Reads only. Never waits for a lock (`timeout: 0`), because it runs on a thread that serves requests; in WAL mode a
 * reader meets one only for moments, and the caller tries again.
 */
export function openSqliteReader({ file }: Pick<SqliteSettings, 'file'>): SqliteConnection {
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true })
  database.exec(`pragma query_only = on; pragma cache_size = -32000; pragma mmap_size = ${mappedBytes}; pragma temp_store = memory`)
  return wrap(database)
}

/** For the triggers that keep a search index: what it forgets, and what it learns. */
function defineTextFunctions(database: DatabaseSync): void {
  const ofTexts = (part: 'removed' | 'added') => (before: SQLInputValue, after: SQLInputValue): string => changedText(String(before), String(after))[part]
  database.function('text_removed', { deterministic: true }, ofTexts('removed'))
  database.function('text_added', { deterministic: true }, ofTexts('added'))
}

function wrap(database: DatabaseSync): SqliteConnection {
  const objects = createStatementCache(database, false)
  const arrays = createStatementCache(database, true)
  const execute = (sql: string, parameters: readonly SqlValue[]): SqlResult => {
    const { statement, reads } = objects(sql)
    if (reads) {
      const rows = statement.all(...bind(parameters)) as SqlRow[] // node:sqlite gives exactly these without readBigInts
      return { rows, changes: rows.length }
    }
    return { rows: [], changes: Number(statement.run(...bind(parameters)).changes) }
  }
  const connection: SqliteConnection = {
    raw: database,
    execute,
    arrays: (sql, parameters) => arrays(sql).statement.all(...bind(parameters)) as unknown as SqlValue[][], // returnArrays is set
    runMany: (sql, lists) => {
      const { statement } = objects(sql)
      for (const parameters of lists) statement.run(...bind(parameters))
    },
    takeIds: (table, count) => takeIds(connection, table, count),
    close: () => database.close(),
  }
  return connection
}

function bind(parameters: readonly SqlValue[]): SQLInputValue[] {
  return parameters as SQLInputValue[] // never changed by node:sqlite; its type is only not readonly
}

type CachedStatement = { statement: StatementSync; reads: boolean }
const mostStatements = 500

/** Preparing costs more than running a short statement, so the last few hundred are kept, least recently used out first. */
function createStatementCache(database: DatabaseSync, returnArrays: boolean): (sql: string) => CachedStatement {
  const cache = new Map<string, CachedStatement>()
  return (sql) => {
    const known = cache.get(sql)
    if (known) {
      if (cache.size > mostStatements / 2) {
        cache.delete(sql)
        cache.set(sql, known)
      }
      return known
    }
    const statement = database.prepare(sql)
    if (returnArrays) statement.setReturnArrays(true)
    const entry = { statement, reads: statement.columns().length > 0 }
    cache.set(sql, entry)
    if (cache.size > mostStatements) cache.delete(cache.keys().next().value ?? '')
    return entry
  }
}

/** In the caller's own transaction: what is rolled back is given again. */
function takeIds(connection: SqliteConnection, table: string, count: number): number {
  const next = advance(connection, table, count)
  if (next !== undefined) return next - count
  connection.raw.exec('create table if not exists sequences (name text not null primary key, next integer not null) strict, without rowid')
  const key = connection.arrays("select name from pragma_table_info(?) where pk = 1 and type like '%int%'", [table])[0]?.[0]
  const highest = key === undefined ? 0 : connection.arrays(`select max("${String(key)}") from "${table}"`, [])[0]?.[0]
  const first = (typeof highest === 'number' ? highest : 0) + 1
  connection.execute('insert into sequences (name, next) values (?, ?)', [table, first + count])
  return first
}

function advance(connection: SqliteConnection, table: string, count: number): number | undefined {
  try {
    const value = connection.arrays('update sequences set next = next + ? where name = ? returning next', [count, table])[0]?.[0]
    return typeof value === 'number' ? value : undefined
  } catch (error) {
    if (error instanceof Error && /no such table: sequences/.test(error.message)) return undefined
    throw error
  }
}
