import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import type { RouteTable } from './route-table.ts'

/** 401 without sign-in (what exists is nobody's business), 405 where another method exists, else 404. */
export function answerNotFound(request: FastifyRequest, table: RouteTable): never {
  if (request.authentication === null) throw request.refusal ?? new Problem('SIGN_IN_REQUIRED')
  const allow = table.allowedMethods(pathOf(request.url))
  if (allow.length > 0 && !allow.includes(request.method)) throw new Problem('METHOD_NOT_ALLOWED', { extra: { allow } })
  throw new Problem('NOT_FOUND')
}

export function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return end < 0 ? url : url.slice(0, end)
}
