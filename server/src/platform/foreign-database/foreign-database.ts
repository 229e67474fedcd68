import type { Logger } from 'pino'
import { parseDatabaseUrl } from '../database/database-url.ts'
import { assertReading } from './assert-reading.ts'
import { ForeignDatabaseUnavailableError, ForeignStatementError, type ForeignConnections, type ForeignOptions, type ForeignRow, type PoolFigures } from './foreign-connection.ts'
import { openMysql } from './mysql-connections.ts'
import { openPostgres } from './postgres-connections.ts'
import { openSqlite } from './sqlite-connections.ts'

export type ForeignState = { status: 'absent' | 'connecting' | 'ready' | 'down'; reason: string | null; writable: string | null; pool: PoolFigures }
export type ForeignDatabaseLink = {
  state: () => ForeignState
  /** By its address; PostgreSQL while there is none. */
  engine: () => ForeignConnections['engine']
  all: (sql: string, parameters: readonly unknown[]) => Promise<ForeignRow[]>
  /** Connects, and looks what the role may write. Never throws. */
  look: () => Promise<void>
  close: () => Promise<void>
}

type Options = { name: string; /** Read anew at each attempt to connect. */ url: () => string | null; dataDir: string; log: Logger }

const openers = { postgres: openPostgres, mysql: openMysql, sqlite: openSqlite }
const noPool: PoolFigures = { total: 0, idle: 0, waiting: 0 }
/** A statement that the server ended, or that nobody answered. */
const overdue = new Set(['57014', 'ER_STATEMENT_TIMEOUT', 'ER_QUERY_TIMEOUT', 'ER_QUERY_INTERRUPTED'])
/** The server, not the statement. */
const unreachable = /^(E[A-Z]+|08...|57P0.|53300|3D000|28...|PROTOCOL_.*|ER_(ACCESS_DENIED|DBACCESS_DENIED|BAD_DB|CON_COUNT|SERVER_SHUTDOWN).*|ERR_SQLITE_ERROR_OPEN)$/

/** Another database, for reading. It is opened when it is first used, and again at the next use when that failed. */
export function createForeignDatabase({ name, url, dataDir, log }: Options): ForeignDatabaseLink {
  let connections: ForeignConnections | null = null
  let state: Omit<ForeignState, 'pool'> = { status: url() === null ? 'absent' : 'connecting', reason: null, writable: null }

  function open(): ForeignConnections {
    if (connections) return connections
    const text = url()
    if (text === null) {
      state = { ...state, status: 'absent' }
      throw new ForeignDatabaseUnavailableError(`The database "${name}" has no address.`)
    }
    const options = optionsOf(text, dataDir, name)
    try {
      connections = openers[options.engine](options)
    } catch (cause) {
      throw down(cause)
    }
    return connections
  }

  function down(cause: unknown): Error {
    const reason = reasonOf(cause)
    if (state.status !== 'down') log.warn({ err: cause, database: name }, 'a foreign database does not answer; it is tried again at the next use')
    state = { ...state, status: 'down', reason }
    return new ForeignDatabaseUnavailableError(`The database "${name}" does not answer (${reason}).`, cause)
  }

  async function run<Result>(work: (opened: ForeignConnections) => Promise<Result>): Promise<Result> {
    const opened = open()
    try {
      const result = await work(opened)
      if (state.status !== 'ready') log.info({ database: name }, 'a foreign database answers')
      state = { ...state, status: 'ready', reason: null }
      return result
    } catch (error) {
      if (error instanceof ForeignStatementError) throw error
      const code = codeOf(error)
      if (overdue.has(code) || /query read timeout|timeout exceeded when trying to connect/i.test(String(error))) throw code === '' ? down(error) : new ForeignDatabaseUnavailableError(`The database "${name}" did not answer in time.`, error)
      if (unreachable.test(code) || /terminated|closed state|not open/i.test(String(error))) throw down(error)
      throw error
    }
  }

  return {
    state: () => ({ ...state, pool: connections?.pool() ?? noPool }),
    engine: () => {
      const text = url()
      return text === null ? 'postgres' : optionsOf(text, dataDir, name).engine
    },
    all: async (sql, parameters) => {
      assertReading(sql)
      return run((opened) => opened.all(sql, parameters))
    },
    look: async () => {
      try {
        const writable = await run((opened) => opened.findWritable())
        state = { ...state, writable }
        if (writable !== null) log.warn({ database: name, writable }, 'a foreign database is opened for reading, but its role may write; give it one that may only SELECT')
      } catch (error) {
        // The state says so, and health shows it; the next use tries again.
        log.debug({ err: error, database: name }, 'what the role may write is not known')
      }
    },
    close: async () => {
      const opened = connections
      connections = null
      await opened?.close()
    },
  }
}

function optionsOf(text: string, dataDir: string, name: string): ForeignOptions & { engine: ForeignConnections['engine'] } {
  const { engine, url, file, options } = parseDatabaseUrl(text, dataDir)
  const number = (key: string, preset: number, most: number): number => Math.min(Math.max(1, Math.trunc(Number(options.get(key) ?? preset)) || preset), most)
  return { engine, url: url ?? new URL('sqlite:'), file, size: number('pool', 5, 50), limit: number('timeout', 10_000, 600_000), tls: options.get('tls'), name: `shopdb ${name}`.slice(0, 60) }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : ''
}

/** Without address and password, which drivers write into their messages. */
function reasonOf(error: unknown): string {
  return codeOf(error) || (error instanceof Error ? error.name : 'Error')
}
