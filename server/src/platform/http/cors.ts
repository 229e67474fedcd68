import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'

const allowedHeaders = 'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, X-CSRF-Token, X-Request-Id'
const exposedHeaders = 'ETag, Location, Retry-After, X-Request-Id'

/** Answers other origins that stand in the allow-list; `*` (development only) reflects any, without credentials. */
export function createCors(origins: readonly string[]) {
  const allowed = new Set(origins)
  const any = allowed.has('*')

  function isAllowed(origin: string): boolean {
    return any || allowed.has(origin.toLowerCase())
  }

  return {
    /** Adds the headers for an allowed origin. */
    addHeaders(request: FastifyRequest, reply: FastifyReply): void {
      const { origin } = request.headers
      if (origin === undefined) return
      reply.header('vary', 'Origin')
      if (!isAllowed(origin)) return
      reply.header('access-control-allow-origin', origin)
      reply.header('access-control-expose-headers', exposedHeaders)
      if (allowed.has(origin.toLowerCase())) reply.header('access-control-allow-credentials', 'true')
      // The answer is meant for this origin; the default of same-origin would take it away again.
      reply.header('cross-origin-resource-policy', 'cross-origin')
    },

    /** Answers a preflight; false when the request is none. */
    answerPreflight(request: FastifyRequest, reply: FastifyReply): boolean {
      const { origin } = request.headers
      if (request.method !== 'OPTIONS' || origin === undefined || request.headers['access-control-request-method'] === undefined) return false
      if (!isAllowed(origin)) throw new Problem('ORIGIN_REFUSED')
      reply.header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
      reply.header('access-control-allow-headers', allowedHeaders)
      reply.header('access-control-max-age', '600')
      reply.code(204).send()
      return true
    },

    /** Whether a browser page of this request's origin may change something with the caller's cookies. */
    assertOwnOrigin(request: FastifyRequest): void {
      const { origin } = request.headers
      if (origin === undefined || allowed.has(origin.toLowerCase())) return
      // Only the host is compared: behind a proxy that ends TLS the scheme seen here differs from the browser's.
      if (URL.canParse(origin) && withoutPort(new URL(origin).host) === withoutPort(request.host)) return
      throw new Problem('ORIGIN_REFUSED')
    },
  }
}

export type Cors = ReturnType<typeof createCors>

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:(?:80|443)$/, '')
}
