import { Problem } from '../problem.ts'
import type { Engine } from './database.ts'
import { indexName } from './index-name.ts'

export type DatabaseErrorKind = 'duplicate' | 'reference' | 'conflict' | 'unavailable' | 'other'

/**
 * What an engine reported, in one shape. It is the `cause` of the Problem a caller sees. It never holds parameter
 * values that we sent; the message of the engine itself may (MySQL quotes the duplicate value).
 */
export class DatabaseError extends Error {
  readonly kind: DatabaseErrorKind
  readonly sql: string | undefined
  /** Duplicates only: the derived name of the index (see index-name.ts), or `primary`. */
  readonly constraint: string | undefined

  constructor(message: string, options: { kind: DatabaseErrorKind; sql?: string; constraint?: string; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'DatabaseError'
    this.kind = options.kind
    this.sql = options.sql
    this.constraint = options.constraint
  }
}

/** The violated unique index of a caught error (`primary` for the primary key), or null when it is something else. */
export function duplicateConstraint(error: unknown): string | null {
  const cause = error instanceof Problem ? error.cause : error
  return cause instanceof DatabaseError && cause.kind === 'duplicate' ? (cause.constraint ?? 'unknown') : null
}

/** Deadlocks and serialization failures: the same transaction, run again, may well succeed. */
export function isRetryable(error: unknown): boolean {
  const cause = error instanceof Problem ? error.cause : error
  return cause instanceof DatabaseError && cause.kind === 'conflict'
}

/** The one place where engine errors become ours. */
export function translateDatabaseError(engine: Engine, error: unknown, sql?: string): Error {
  if (error instanceof Problem || error instanceof DatabaseError) return error
  const raw = rawError(error)
  const kind = kindOf(engine, raw)
  const constraint = kind === 'duplicate' ? constraintOf(engine, raw) : undefined
  const translated = new DatabaseError(raw.message, { kind, sql, constraint, cause: error })
  if (kind === 'duplicate') return new Problem('DUPLICATE', { cause: translated })
  if (kind === 'unavailable') return new Problem('DATABASE_UNAVAILABLE', { cause: translated })
  if (kind === 'reference') return new Problem(/^\s*delete\b/i.test(sql ?? '') ? 'IN_USE' : 'REFERENCE_MISSING', { cause: translated })
  return translated
}

type RawError = { message: string; code: string; errno: number; constraint: string; table: string }

function rawError(error: unknown): RawError {
  const fields: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {}
  const number = fields['errcode'] ?? fields['errno']
  return {
    message: error instanceof Error ? error.message : String(error),
    code: typeof fields['code'] === 'string' ? fields['code'] : '',
    errno: typeof number === 'number' ? number : 0,
    constraint: typeof fields['constraint'] === 'string' ? fields['constraint'] : '',
    table: typeof fields['table'] === 'string' ? fields['table'] : '',
  }
}

const lostConnection = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOST|ENETUNREACH|EAI_AGAIN|PROTOCOL_CONNECTION_LOST|PROTOCOL_ENQUEUE|ER_SERVER_SHUTDOWN|ER_CON_COUNT|ER_TOO_MANY_USER|ER_ACCESS_DENIED|ER_DBACCESS|57P0|08|53300|28)/
const lostMessage = /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|Can't add new command when connection is in closed state|Connection lost|Queue limit reached/i

function kindOf(engine: Engine, { message, code, errno }: RawError): DatabaseErrorKind {
  if (lostConnection.test(code) || lostMessage.test(message)) return 'unavailable'
  if (engine === 'sqlite') return sqliteKind(errno)
  if (engine === 'mysql') {
    if (errno === 1062 || errno === 1586) return 'duplicate'
    if (errno === 1213 || errno === 1205 || errno === 1020) return 'conflict'
    if (errno === 1216 || errno === 1217 || errno === 1451 || errno === 1452) return 'reference'
    return errno === 1047 || errno === 1290 ? 'unavailable' : 'other' // Galera node not ready; server read-only
  }
  if (code === '23505') return 'duplicate'
  if (code === '23503') return 'reference'
  return code === '40001' || code === '40P01' || code === '55P03' ? 'conflict' : 'other'
}

function sqliteKind(errcode: number): DatabaseErrorKind {
  if (errcode === 2067 || errcode === 1555 || errcode === 2579) return 'duplicate' // UNIQUE, PRIMARYKEY, ROWID
  if (errcode === 787) return 'reference'
  const primary = errcode & 0xff
  return primary === 5 || primary === 6 || primary === 10 || primary === 13 || primary === 14 ? 'unavailable' : 'other' // busy, locked, I/O, full, cannot open
}

function constraintOf(engine: Engine, { message, constraint, errno }: RawError): string {
  if (engine === 'postgres') return constraint.endsWith('_pkey') ? 'primary' : constraint
  if (engine === 'mysql') {
    const name = /for key '(?:[^'.]*\.)?([^']*)'$/.exec(message)?.[1] ?? ''
    return name === 'PRIMARY' ? 'primary' : name
  }
  if (errno !== 2067) return 'primary'
  const columns = (/failed: (.*)$/.exec(message)?.[1] ?? '').split(', ').map((part) => part.split('.'))
  return indexName(columns[0]?.[0] ?? '', columns.map((part) => part[1] ?? ''), true)
}
