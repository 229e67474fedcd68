import { errorCatalogue, type ErrorCode } from '@shopdb/contract/errors'
import { Problem } from '../problem.ts'
import type { SqlValue } from './database.ts'
import { DatabaseError, type DatabaseErrorKind } from './database-error.ts'
import type { SqliteSettings } from './sqlite-connection.ts'

/** What a worker beside the database is started with. */
export type WriterStart = { engine: 'sqlite'; settings: SqliteSettings } | { engine: 'pool'; url: string }

/** One message to the writer. `transaction` is the id of the `begin` that opened it. */
export type WriterRequest = { id: number } & (
  | { kind: 'begin' }
  | { kind: 'execute' | 'arrays'; transaction: number; sql: string; parameters: readonly SqlValue[] }
  | { kind: 'runMany'; transaction: number; sql: string; parameterLists: readonly (readonly SqlValue[])[] }
  | { kind: 'takeIds'; transaction: number; table: string; count: number }
  | { kind: 'commit' | 'rollback'; transaction: number }
  | { kind: 'task'; moduleUrl: string; exportName: string; input: unknown }
  | { kind: 'close' }
)

export type WriterResponse =
  | { kind: 'ready' }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: TransferredError }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; fields: object; message: string }

/** A structured clone of an Error loses its own members, so they travel beside it. */
export type TransferredError = { message: string; name: string; stack?: string; fields: Record<string, unknown>; cause?: TransferredError }

export function packError(error: unknown): TransferredError {
  if (!(error instanceof Error)) return { message: String(error), name: 'Error', fields: {} }
  const fields = Object.fromEntries(Object.entries(error).filter(([key, value]) => key !== 'cause' && isPlain(value)))
  const cause = error.cause === undefined ? undefined : packError(error.cause)
  return { message: error.message, name: error.name, stack: error.stack, fields, cause }
}

function isPlain(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

export function unpackError({ message, name, stack, fields, cause }: TransferredError): Error {
  const inner = cause && unpackError(cause)
  const error = rebuild(message, name, fields, inner)
  if (stack !== undefined) error.stack = stack
  return error
}

function rebuild(message: string, name: string, fields: Record<string, unknown>, cause: Error | undefined): Error {
  const code = fields['code']
  if (name === 'Problem' && typeof code === 'string' && code in errorCatalogue) {
    const { detail, fields: problems, extra } = fields as Pick<Problem, 'detail' | 'fields' | 'extra'> // packed from a Problem
    return new Problem(code as ErrorCode, { detail, fields: problems, extra, cause }) // `in` the catalogue
  }
  if (name === 'DatabaseError') {
    const { kind, sql, constraint } = fields as { kind: DatabaseErrorKind; sql?: string; constraint?: string } // packed from a DatabaseError
    return new DatabaseError(message, { kind, sql, constraint, cause })
  }
  return Object.assign(new Error(message, { cause }), fields, { name })
}
