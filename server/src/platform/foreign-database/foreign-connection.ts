export type ForeignEngine = 'sqlite' | 'mysql' | 'postgres'
export type ForeignRow = Record<string, unknown>
export type PoolFigures = { total: number; idle: number; waiting: number }

/** Connections of one engine that read and cannot write. */
export type ForeignConnections = {
  readonly engine: ForeignEngine
  all: (sql: string, parameters: readonly unknown[]) => Promise<ForeignRow[]>
  /** What the role may change although it should only read; null when nothing was found. */
  findWritable: () => Promise<string | null>
  pool: () => PoolFigures
  close: () => Promise<void>
}

export type ForeignOptions = { url: URL; file: string; /** Connections. */ size: number; /** Milliseconds of a statement. */ limit: number; tls: string | null; /** What the server sees as the name of the client. */ name: string }

/** No address, no answer, or no answer in time. */
export class ForeignDatabaseUnavailableError extends Error {
  readonly code = 'FOREIGN_DATABASE_UNAVAILABLE'
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'ForeignDatabaseUnavailableError'
  }
}

/** The one who asks may only read. */
export class ForeignStatementError extends Error {
  readonly code = 'FOREIGN_STATEMENT_REFUSED'
}
