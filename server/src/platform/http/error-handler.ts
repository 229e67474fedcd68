import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { renderProblem, type ErrorFormat } from './problem-response.ts'
import { redact } from './redact.ts'
import { fieldProblems } from './validation.ts'

const connectionErrors = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'EPIPE', 'PROTOCOL_CONNECTION_LOST', 'POOL_CLOSED', 'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN', 'ER_ACCESS_DENIED_ERROR', 'ER_BAD_DB_ERROR', '08000', '08001', '08003', '08004', '08006', '57P01', '57P02', '57P03', '53300', '3D000', '28P01',
])

/** Another problem in the place of an error, or null. */
export type MapError = (error: unknown, where: string) => Promise<Problem | null>

/** Turns whatever was thrown into the answer of the catalogue and logs what is our fault, once. */
export function createErrorHandler(formatFor: (request: FastifyRequest) => ErrorFormat, plugin: string | null = null, mapError?: MapError) {
  if (!mapError) return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => answer(error, toProblem(error, plugin), request, reply)
  return async (error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const known = toProblem(error, plugin)
    const where = `${request.method} ${request.routeOptions.url ?? request.url.split('?', 1)[0]}`
    answer(error, (await mapError(error.validation ? known : error, where)) ?? known, request, reply)
    return reply
  }

  function answer(error: FastifyError, problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    if (problem.status >= 500 && problem.code !== 'SHUTTING_DOWN') logFailure(error, problem, request)
    sendProblem(problem, request, reply, formatFor(request))
  }
}

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply, format: ErrorFormat): void {
  const { status, headers, body } = renderProblem(problem, request.id, format)
  // As bytes: Fastify would append a charset to the type of a text, which JSON has none of.
  reply.code(status).headers(headers).send(Buffer.from(body))
}

/** The problem behind an error. Unknown ones become INTERNAL; their text stays in the log. */
export function toProblem(error: unknown, plugin: string | null = null): Problem {
  if (error instanceof Problem) return error
  if (!(error instanceof Error)) return new Problem('INTERNAL', { cause: error })
  const { validation, validationContext, code = '', statusCode = 500 } = error as Partial<FastifyError> // any thrown error: the members are looked for, not trusted
  if (Array.isArray(validation)) return invalidRequest(validation, validationContext)
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || statusCode === 413) return new Problem('BODY_TOO_LARGE')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || statusCode === 415) return new Problem('MEDIA_TYPE_UNSUPPORTED')
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH' || code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError && statusCode === 400) return new Problem('BODY_UNREADABLE')
  if (statusCode >= 400 && statusCode < 500) return new Problem('REQUEST_INVALID', { detail: code.startsWith('FST_') ? error.message : undefined })
  // A plugin talks to devices and services of its own: a refused connection there is not our database.
  if (plugin === null && isConnectionError(error)) return new Problem('DATABASE_UNAVAILABLE', { cause: error })
  return new Problem('INTERNAL', { cause: error })
}

function invalidRequest(validation: Parameters<typeof fieldProblems>[0], context: string | undefined): Problem {
  const fields = fieldProblems(validation)
  if (context === 'querystring' || context === 'params') for (const field of fields) field.path = field.path.replace(/^\//, '')
  return new Problem('REQUEST_INVALID', { fields })
}

function isConnectionError(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    if ('code' in one && typeof one.code === 'string' && connectionErrors.has(one.code)) return true
  }
  return false
}

function logFailure(error: unknown, problem: Problem, request: FastifyRequest): void {
  const route = request.entry?.url ?? request.routeOptions.url
  const parameters = redact({ params: request.params, query: request.query, body: isPlain(request.body) ? request.body : undefined })
  const level = problem.code === 'INTERNAL' ? 'error' : 'warn'
  request.log[level]({ err: error, code: problem.code, method: request.method, route, parameters, user: request.caller?.label }, 'request failed')
}

/** Streams and raw bytes are not parameters that a log could show. */
function isPlain(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return true
  const prototype: unknown = Object.getPrototypeOf(body)
  return prototype === Object.prototype || prototype === null || Array.isArray(body)
}
