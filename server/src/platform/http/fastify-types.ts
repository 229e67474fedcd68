import type { Caller } from '../caller.ts'
import type { Authentication } from './authentication.ts'
import type { HostServer } from './host.ts'
import type { Creates, RouteEntry } from './route-table.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route: `noun.verb`. */
    permission?: string
    /** Callable without sign-in; must stand in public-routes.ts (or be offered by a mount that the host reviewed). */
    public?: boolean
    /** Also answers a token of a feed in the query. */
    feed?: boolean
    /** Left out of the OpenAPI document: pages and static files. */
    hidden?: boolean
    /** Tells whether something can work: open to everybody unless HEALTH_REQUIRES_AUTH. */
    health?: boolean
    /** Content types of a body that is read as it comes; stands in the OpenAPI document. */
    takes?: readonly string[]
    /** The kind of record it creates; where the kind is its own base, the body is that of any kind of the family. */
    creates?: Creates
  }

  interface FastifySchema {
    summary?: string
    description?: string
    tags?: readonly string[]
  }

  interface FastifyRequest {
    /** Who asks; `anonymousCaller` on public routes without sign-in. */
    caller: Caller
    /** How the caller proved it; null when anonymous. */
    authentication: Authentication | null
    /** Why the credentials sent were not accepted. */
    refusal: Error | null
    /** The route that answers, for log and metrics; null before it is known. */
    entry: RouteEntry | null
    settled: boolean
  }

  interface FastifyInstance {
    /** On the host only. */
    host: HostServer
  }
}
