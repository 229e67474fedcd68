import type { FieldProblem, ProblemDetails } from '@shopdb/contract/errors'

/** A value that two people changed at the same time, as a refused change reports it. */
export type FieldConflict = { field: string; yours: unknown; theirs: unknown; theirsBy: string | null; theirsAt: string | null }

/** What the server, or the way to it, answered instead of a result. */
export class ApiProblem extends Error {
  readonly problem: ProblemDetails

  constructor(problem: ProblemDetails, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options)
    this.name = 'ApiProblem'
    this.problem = problem
  }

  get status(): number { return this.problem.status }
  get code(): string { return this.problem.code }
  get fields(): readonly FieldProblem[] { return this.problem.fields ?? [] }

  get conflicts(): readonly FieldConflict[] {
    const conflicts = this.problem['conflicts']
    return Array.isArray(conflicts) ? conflicts : []
  }
}

/** The server could not be reached at all: its problem is made here, with status 0. */
export function offlineProblem(cause: unknown): ApiProblem {
  return new ApiProblem({ type: 'about:blank', title: 'offline', status: 0, code: 'OFFLINE', fix: '', requestId: '' }, { cause })
}

export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new ApiProblem({ type: 'about:blank', title: 'unexpected', status: -1, code: 'UNEXPECTED', detail, fix: '', requestId: '' }, { cause: error })
}
