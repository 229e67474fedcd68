import { errorCatalogue, type ErrorCode, type FieldProblem } from '@shopdb/contract/errors'

export type ProblemOptions = {
  detail?: string
  fields?: FieldProblem[]
  /** Further members of the body (`existing`, `conflicts`, `permission`, `retryAfter`). */
  extra?: Record<string, unknown>
  cause?: unknown
}

/** The one error type a handler throws on purpose; everything else that reaches the error handler is INTERNAL. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly fields: FieldProblem[] | undefined
  readonly extra: Record<string, unknown>
  readonly detail: string | undefined

  constructor(code: ErrorCode, options: ProblemOptions = {}) {
    super(options.detail ?? errorCatalogue[code].message, { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.status = errorCatalogue[code].status
    this.detail = options.detail
    this.fields = options.fields
    this.extra = options.extra ?? {}
  }
}
