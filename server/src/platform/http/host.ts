import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { Authenticate } from './authentication.ts'
import type { ChildOptions, ChildServer } from './child-server.ts'
import type { Dispatch } from './dispatch.ts'
import type { HealthRegistry } from './health-registry.ts'
import type { RequestMetrics } from './metrics.ts'
import type { RouteEntry } from './route-table.ts'

/** The one server on the one port: everything around a request happens here, once, for core and plugins alike. */
export type HostServer = {
  readonly app: FastifyInstance
  readonly health: HealthRegistry
  readonly metrics: { readonly registry: Registry; readonly requests: RequestMetrics }
  /** Every operation, plugins included, as it is now. */
  routes: () => RouteEntry[]
  createChildServer: (options: Omit<ChildOptions, 'log' | 'bodyLimit'> & Partial<ChildOptions>) => ChildServer
  mountChild: Dispatch['mountChild']
  mountFailed: Dispatch['mountFailed']
  unmountChild: Dispatch['unmountChild']
  /** While the child behind a prefix is exchanged its requests wait; none is refused. */
  holdRequests: Dispatch['holdRequests']
  resumeRequests: Dispatch['resumeRequests']
  /** Resolves who sent these headers (the realtime server asks at its handshake). */
  authenticate: Authenticate
  /** Aborted when the server begins to stop: answers that would never end must end then. */
  readonly closing: AbortSignal
  /** Refuses new requests with 503, waits for running ones at most `drainMs`, then closes. */
  close: (options?: { drainMs?: number }) => Promise<void>
}
