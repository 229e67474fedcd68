import { errorCatalogue, type ErrorCode, type ProblemDetails } from '@shopdb/contract/errors'
import type { Problem } from '../problem.ts'

/** `problem` is RFC 9457; `status-message` is what some plugins promised their clients: `{ status: 'error', message }`. */
export type ErrorFormat = 'problem' | 'status-message'
export type RenderedProblem = { status: number; headers: Record<string, string>; body: string }

/** The one place where an error becomes an answer. */
export function renderProblem(problem: Problem, requestId: string, format: ErrorFormat = 'problem'): RenderedProblem {
  const headers: Record<string, string> = { 'content-type': format === 'problem' ? 'application/problem+json' : 'application/json; charset=utf-8' }
  const { retryAfter, allow } = problem.extra
  if (typeof retryAfter === 'number') headers['retry-after'] = String(retryAfter)
  if (Array.isArray(allow)) headers['allow'] = allow.join(', ')
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer realm="shopdb"'
  const body = format === 'problem' ? describeProblem(problem, requestId) : describeShortly(problem, requestId)
  return { status: problem.status, headers, body: JSON.stringify(body) }
}

/** Of a plugin's own problem what it says itself; the entry of the catalogue only carries its status. */
function describeShortly({ message, code, extra }: Problem, requestId: string): { status: 'error'; message: string; code: string; requestId: string } {
  return { status: 'error', message: typeof extra['title'] === 'string' ? extra['title'] : message, code: typeof extra['code'] === 'string' ? extra['code'] : code, requestId }
}

function describeProblem(problem: Problem, requestId: string): ProblemDetails {
  const { message, fix } = errorCatalogue[problem.code]
  return {
    type: `urn:shopdb:error:${problem.code}`,
    title: message,
    status: problem.status,
    code: problem.code,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    fix,
    requestId,
    ...(problem.fields === undefined ? {} : { fields: problem.fields }),
    ...problem.extra,
  }
}

/** The JSON Schema of the body, for the API description. */
export const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'fix', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string', description: 'What happened.' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(errorCatalogue) satisfies string[] as ErrorCode[] }, // keys of a const object are its key union
    detail: { type: 'string', description: 'What happened in this case.' },
    fix: { type: 'string', description: 'What to do about it.' },
    requestId: { type: 'string' },
    fields: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' }, allowed: { type: 'array', items: { type: 'string' } } },
      },
    },
  },
} as const
