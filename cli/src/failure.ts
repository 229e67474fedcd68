import { errorCatalogue, type FieldProblem, type ProblemDetails } from '@shopdb/contract/errors'

/** Exit statuses of every command. */
export const exitStatus = { done: 0, failed: 1, usage: 2 } as const

/** Why a command failed, in the words shown to the person: what happened and what to do now. */
export class CommandFailure extends Error {
  readonly code: string
  readonly fix: string
  readonly status: number
  readonly fields: readonly FieldProblem[]
  readonly requestId: string | undefined
  /** What the server added: the missing permission, the record in the way, the seconds to wait. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, fix: string, more: { status?: number; fields?: readonly FieldProblem[]; requestId?: string; details?: Readonly<Record<string, unknown>>; cause?: unknown } = {}) {
    super(message, { cause: more.cause })
    this.name = 'CommandFailure'
    this.code = code
    this.fix = fix
    this.status = more.status ?? exitStatus.failed
    this.fields = more.fields ?? []
    this.requestId = more.requestId
    this.details = more.details ?? {}
  }
}

/** A wrong use of the command line. */
export function usageFailure(message: string, fix: string): CommandFailure {
  return new CommandFailure('USAGE', message, fix, { status: exitStatus.usage })
}

/** The server's own words; what is no text of a problem (a proxy in between, another program at the address) is left out. */
export function failureFromProblem(problem: Partial<Record<keyof ProblemDetails, unknown>>, httpStatus: number): CommandFailure {
  const { type: _type, title, status: _status, code, detail, fix, requestId, fields, ...details } = problem
  const message = textOr(detail, textOr(title, `The server answered ${httpStatus}.`))
  return new CommandFailure(textOr(code, `HTTP_${httpStatus}`), message, textOr(fix, 'See the log of the server.'), { fields: Array.isArray(fields) ? fields.filter(isFieldProblem) : [], ...(typeof requestId === 'string' ? { requestId } : {}), details })
}

function textOr(value: unknown, other: string): string {
  return typeof value === 'string' && value !== '' ? value : other
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string' && 'message' in value && typeof value.message === 'string' && (!('allowed' in value) || Array.isArray(value.allowed))
}

/** Whatever was thrown as something a person can act on. */
export function toFailure(thrown: unknown): CommandFailure {
  if (thrown instanceof CommandFailure) return thrown
  if (!(thrown instanceof Error)) return new CommandFailure('INTERNAL', String(thrown), errorCatalogue.INTERNAL.fix)
  return fromCatalogue(thrown) ?? fromConfig(thrown) ?? fromSystem(thrown)
    ?? new CommandFailure('INTERNAL', thrown.message, 'Run it again with NODE_DEBUG=shopdb to see where it failed, and report it.', { cause: thrown })
}

/** A Problem of the server thrown in this process: recognised by its code, so that the server need not be loaded for it. */
function fromCatalogue(error: Error): CommandFailure | null {
  if (!('code' in error) || typeof error.code !== 'string' || !(error.code in errorCatalogue)) return null
  const entry = errorCatalogue[error.code as keyof typeof errorCatalogue] // just looked up
  const fields = 'fields' in error && Array.isArray(error.fields) ? error.fields as FieldProblem[] : [] // what a Problem carries
  return new CommandFailure(error.code, error.message, entry.fix, { fields, cause: error })
}

const systemFailures: Readonly<Record<string, [code: string, fix: string]>> = {
  EADDRINUSE: ['PORT_IN_USE', 'Another program listens there, perhaps another ShopDB: stop it, or choose another PORT.'],
  EADDRNOTAVAIL: ['ADDRESS_UNKNOWN', 'HOST is none of the addresses of this computer: use 127.0.0.1, or 0.0.0.0 for all.'],
  EACCES: ['ACCESS_DENIED', 'Give this user the right, or choose another folder (SHOPDB_DATA_DIR) or a PORT above 1023.'],
  ENOSPC: ['DISK_FULL', 'Free some space on the disk and run it again.'],
}

function fromSystem(error: Error): CommandFailure | null {
  const [code, fix] = ('code' in error && systemFailures[String(error.code)]) || []
  return code === undefined || fix === undefined ? null : new CommandFailure(code, error.message, fix, { cause: error })
}

function fromConfig(error: Error): CommandFailure | null {
  if (error.name !== 'ConfigError') return null
  return new CommandFailure('CONFIGURATION_INVALID', error.message, 'Correct the variables named above in the environment or in .env (.env.example explains each).')
}

/** A result that was printed and still means failure, as a quarantined record. */
export function failedQuietly(): void {
  process.exitCode = exitStatus.failed
}

