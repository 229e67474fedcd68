import type { MessagePort } from 'node:worker_threads'
import type { Kysely } from 'kysely'

export type Engine = 'sqlite' | 'mysql' | 'postgres'

/** A value as every engine takes and gives it. */
export type SqlValue = string | number | null | Uint8Array

/** Rows are plain objects keyed by column name. Tables are addressed by name; features give Kysely their row types. */
export type AnyTables = Record<string, Record<string, SqlValue>>

/**
 * A read compiled once and run often, returning rows as arrays in the order of the selected columns.
 * On SQLite it is answered synchronously on the calling thread; `await` it either way.
 */
export type PreparedRead = (parameters: readonly SqlValue[]) => SqlValue[][] | Promise<SqlValue[][]>

/**
 * One open transaction. Every method belongs to it; after it ends they throw.
 * The first statement that fails ends it on every engine alike: later ones throw, and it is rolled back even when the
 * caller catches the error. (PostgreSQL does so by itself; one behaviour everywhere is worth more than the difference.)
 */
export type Transaction = {
  readonly engine: Engine
  /** Typed queries inside the transaction. Cast per feature: `trx.query as Kysely<AssetTables>` is hidden in `tables()`. */
  readonly query: Kysely<AnyTables>
  /** Runs one statement with positional parameters (`?` on every engine). Returns rows as objects. */
  all: (sql: string, parameters?: readonly SqlValue[]) => Promise<Record<string, SqlValue>[]>
  /** A read inside the transaction, rows as arrays. Synchronous in writer tasks on SQLite; `await` it either way. */
  prepare: (sql: string) => PreparedRead
  /** Runs one statement, returns the number of rows it changed. */
  run: (sql: string, parameters?: readonly SqlValue[]) => Promise<number>
  /** Inserts many rows with one round trip where the engine allows. */
  insertRows: (table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]) => Promise<void>
  /** Runs the same statement for each parameter list, in one round trip on SQLite. */
  runMany: (sql: string, parameterLists: readonly (readonly SqlValue[])[]) => Promise<void>
  /** Inserts, or updates `update` columns where `key` columns exist already. */
  upsertRows: (table: string, key: readonly string[], columns: readonly string[], rows: readonly (readonly SqlValue[])[], update?: readonly string[]) => Promise<void>
  /** Reserves `count` ids of a table, returns the first; they are contiguous. */
  takeIds: (table: string, count: number) => Promise<number>
  /** Runs after a successful commit, never after a rollback. */
  afterCommit: (work: () => void) => void
}

export type Database = {
  readonly engine: Engine
  /** What text columns are compared by: `BINARY`, `C`, or the server's no-pad binary collation of MariaDB or MySQL. */
  readonly textCollation: string
  /** Without password. */
  readonly displayUrl: string
  /** Reads outside a transaction. On SQLite a query-only connection of this thread, never the writer's. */
  readonly read: Kysely<AnyTables>
  prepare: (sql: string) => PreparedRead
  /** Reads as objects, positional `?` on every engine. */
  all: (sql: string, parameters?: readonly SqlValue[]) => Promise<Record<string, SqlValue>[]>
  /**
   * One write transaction. On SQLite it runs on the single writer thread, statement by statement, so the calling
   * thread's loop is never blocked; on the others on a pooled connection. Deadlocks and serialization failures are
   * retried up to three times, so `work` must not have effects outside the transaction.
   */
  write: <T>(work: (transaction: Transaction) => Promise<T>, options?: WriteOptions) => Promise<T>
  /** Several reads of one and the same state, whatever is written meanwhile: exports, backups, checks. */
  snapshot: <T>(work: (reader: SnapshotReader) => Promise<T>) => Promise<T>
  /** Executes `exportName` of a module beside the writer (see writer-tasks.ts): SQLite's writer thread, or a worker with its own pool.
   * Input and output are structured clones; ArrayBuffers at the top level of the input, and what `transfer` lists, are moved. */
  runInWriter: <Input, Output>(task: WriterTask<Input, Output>, input: Input, transfer?: readonly Transferable[]) => Promise<Output>
  /** The id counters of these tables have gone or moved: what was reserved of them is never given. Absent where nothing is reserved. */
  forgetIds?: (tables: readonly string[]) => Promise<void>
  statistics: () => DatabaseStatistics
  close: () => Promise<void>
}

export type WriteOptions = {
  /** A transaction in which nothing runs for so long is rolled back, and its later calls throw. Default 15 s. */
  idleLimitMs?: number
}

/** Reads of one state. `all` gives objects, `arrays` the values in the order of the selected columns. */
export type SnapshotReader = {
  all: (sql: string, parameters?: readonly SqlValue[]) => Promise<Record<string, SqlValue>[]>
  arrays: (sql: string, parameters?: readonly SqlValue[]) => Promise<SqlValue[][]>
}

/** What metrics and health show. On SQLite the "connection" is the writer, and `waiting` its queue. */
export type DatabaseStatistics = { connections: number; inUse: number; waiting: number; transactions: number; retries: number; slowStatements: number }

/** What may be handed to another thread without a copy. */
export type Transferable = ArrayBuffer | MessagePort

/** Where slow statements and lost connections are told; a pino logger fits. */
export type DatabaseLog = { [Level in 'info' | 'warn' | 'error']: (fields: object, message: string) => void }

/** Names an exported function `(database: WriterDatabase, input) => Promise<output>` that runs on the writer thread. */
export type WriterTask<Input, Output> = { moduleUrl: string; exportName: string; _types?: (input: Input) => Output }

/** What a writer task gets: transactions that run on its own thread without message passing. */
export type WriterDatabase = Pick<Database, 'engine' | 'write' | 'all' | 'prepare' | 'forgetIds'>
