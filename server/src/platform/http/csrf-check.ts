import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export function changesState(method: string): boolean {
  return !safeMethods.has(method)
}

/** Compares X-CSRF-Token with the token bound to the session, in constant time. */
export function assertCsrfToken(request: Pick<FastifyRequest, 'headers'>, expected: string): void {
  const sent = request.headers['x-csrf-token']
  if (typeof sent !== 'string' || sent.length !== expected.length) throw new Problem('CSRF_FAILED')
  if (!timingSafeEqual(Buffer.from(sent, 'latin1'), Buffer.from(expected, 'latin1'))) throw new Problem('CSRF_FAILED')
}
