import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifyServerOptions, type RawServerDefault } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from '../../config.ts'
import { Problem } from '../problem.ts'
import { logRequest } from './access-log.ts'
import { guardRoutes } from './access.ts'
import { anonymousCaller, type Authenticate, type AuthenticationResult } from './authentication.ts'
import { createChildServer, prepareRequests } from './child-server.ts'
import { createCors } from './cors.ts'
import { assertCsrfToken, changesState } from './csrf-check.ts'
import { createDispatch, type Dispatch } from './dispatch.ts'
import { createErrorHandler } from './error-handler.ts'
import './fastify-types.ts'
import { createHealthRegistry } from './health-registry.ts'
import type { HostServer } from './host.ts'
import { createProcessMetrics, createRequestMetrics } from './metrics.ts'
import { answerNotFound } from './not-found.ts'
import { createRateLimit } from './rate-limit.ts'
import { requestIdOf } from './request-id.ts'
import { createRouteTable } from './route-table.ts'
import { securityHeaders, strictTransportSecurity } from './security-headers.ts'
import { createStaticFiles } from './static-files.ts'
import { addSystemRoutes } from './system-routes.ts'
import { createValidatorCompiler } from './validation.ts'

export type { HostServer } from './host.ts'

export type HostOptions = {
  config: Pick<Config, 'production' | 'corsOrigins' | 'trustProxy' | 'bodyLimit' | 'rateLimit' | 'metrics'> & Partial<Pick<Config, 'healthRequiresAuth'>>
  log: Logger
  authenticate: Authenticate
  /** Folder of the built web application; null serves the API alone. */
  webRoot?: string | null
  now?: () => number
}

export function createHttpServer(options: HostOptions): HostServer {
  const { config, log, authenticate } = options
  const app = createApp(options)
  const table = createRouteTable()
  const dispatch = createDispatch()
  const requests = createRequestMetrics()
  const traffic = { running: 0, draining: false }
  const closing = new AbortController()
  const serveStatic = createStaticFiles(options.webRoot ?? null)

  const host: HostServer = {
    app,
    health: createHealthRegistry(),
    metrics: { registry: createProcessMetrics(), requests },
    routes: () => [...table.entries, ...dispatch.entries()],
    createChildServer: (child) => createChildServer({ log, bodyLimit: config.bodyLimit, openHealth: config.healthRequiresAuth === false, ...child }),
    mountChild: dispatch.mountChild,
    mountFailed: dispatch.mountFailed,
    unmountChild: dispatch.unmountChild,
    holdRequests: dispatch.holdRequests,
    resumeRequests: dispatch.resumeRequests,
    authenticate,
    closing: closing.signal,
    close: (close) => {
      closing.abort()
      return drainAndClose(app, traffic, close?.drainMs ?? 10_000)
    },
  }
  app.decorate('host', host)
  prepareRequests(app)
  app.setValidatorCompiler(createValidatorCompiler())
  app.setErrorHandler(createErrorHandler((request) => formatAt(dispatch, request)))
  app.addHook('onRequest', beginRequest({ options, dispatch, traffic, settle }))
  app.addHook('onResponse', (request, reply, done) => {
    settle(request, reply, reply.statusCode)
    done()
  })
  guardRoutes(app, { table, plugin: null })
  addSystemRoutes(host, { metrics: config.metrics })
  app.setNotFoundHandler((request, reply) => {
    if (isPage(request)) {
      if ((request.method === 'GET' || request.method === 'HEAD') && serveStatic(request, reply)) return reply
      throw new Problem('NOT_FOUND')
    }
    return answerNotFound(request, table)
  })

  function settle(request: FastifyRequest, reply: FastifyReply, status: number): void {
    if (request.settled) return
    request.settled = true
    traffic.running--
    logRequest(request, reply, status, requests)
  }
  return host
}

function createApp({ config, log }: HostOptions): FastifyInstance {
  const trustProxy = trustedProxies(config.trustProxy)
  const loggerInstance: FastifyBaseLogger = log
  const options: FastifyServerOptions<RawServerDefault, FastifyBaseLogger> = {
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: config.bodyLimit,
    trustProxy,
    genReqId: requestIdOf,
    forceCloseConnections: true,
    // Agents on slow lines send large inventories as one stream; slow headers end earlier by Node's own limit.
    requestTimeout: 600_000,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, request, reply) => {
      reply.headers(securityHeaders)
      reply.header('x-request-id', request.id)
      createErrorHandler(() => 'problem')(error, request, reply)
    },
  }
  return Fastify(options)
}

/** Fastify takes hops as a function and wants a list it may change. */
function trustedProxies(value: Config['trustProxy']): boolean | string[] | ((address: string, hop: number) => boolean) {
  if (typeof value === 'number') return (_address, hop) => hop < value
  return typeof value === 'boolean' ? value : [...value]
}

type Traffic = { running: number; draining: boolean }
type Start = { options: HostOptions; dispatch: Dispatch; traffic: Traffic; settle: (request: FastifyRequest, reply: FastifyReply, status: number) => void }

/** The one hook before every route: counts, headers, caller, CSRF, rate; then the host's own route or a plugin's. */
function beginRequest({ options, dispatch, traffic, settle }: Start) {
  const { config, authenticate, now = Date.now } = options
  const cors = createCors(config.corsOrigins)
  const assertRate = createRateLimit(config.rateLimit, now)

  function proceed(request: FastifyRequest, reply: FastifyReply, found: AuthenticationResult): boolean {
    if (found instanceof Problem) request.refusal = found
    else if (found !== null) {
      request.authentication = found
      request.caller = found.caller
    }
    assertRate(rateKey(request))
    if (found !== null && !(found instanceof Problem) && found.via === 'cookie' && changesState(request.method)) {
      cors.assertOwnOrigin(request)
      assertCsrfToken(request, found.csrf ?? '')
    }
    const mount = request.is404 ? dispatch.find(request.url) : undefined
    if (mount === undefined) return true
    dispatch.send(mount, request, reply)
    return false
  }

  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    traffic.running++
    request.caller = anonymousCaller
    reply.raw.once('close', () => settle(request, reply, reply.raw.writableFinished ? reply.statusCode : 499))
    reply.headers(securityHeaders)
    reply.header('x-request-id', request.id)
    try {
      if (request.protocol === 'https') reply.header('strict-transport-security', strictTransportSecurity)
      if (traffic.draining) throw refuseNew(reply)
      if (request.headers.origin !== undefined) {
        cors.addHeaders(request, reply)
        if (cors.answerPreflight(request, reply)) return
      }
      if (isPage(request) && request.is404) return done()
      if (request.url.includes('%00')) throw new Problem('REQUEST_INVALID', { detail: 'The address holds the character NUL.' })
      const found = authenticate(request)
      if (!(found instanceof Promise)) return proceed(request, reply, found) ? done() : undefined
      found.then((result) => { if (proceed(request, reply, result)) done() }).catch(done)
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

function refuseNew(reply: FastifyReply): Problem {
  reply.header('connection', 'close')
  return new Problem('SHUTTING_DOWN')
}

function rateKey({ authentication, ip }: FastifyRequest): string {
  // A forwarded address may be any text.
  if (authentication === null) return ip.slice(0, 64)
  return authentication.tokenId === null ? `u${authentication.caller.userId}` : `t${authentication.tokenId}`
}

/** Addresses outside the API: documents and files of the web application. */
function isPage({ url }: FastifyRequest): boolean {
  return !(url.startsWith('/api') && (url.length === 4 || url[4] === '/' || url[4] === '?'))
}

function formatAt(dispatch: Dispatch, request: FastifyRequest) {
  const mount = request.is404 ? dispatch.find(request.url) : undefined
  return (mount?.kind === 'child' ? mount.child.errorFormat : mount?.errorFormat) ?? 'problem'
}

async function drainAndClose(app: FastifyInstance, traffic: Traffic, drainMs: number): Promise<void> {
  traffic.draining = true
  const deadline = Date.now() + drainMs
  while (traffic.running > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
  await app.close()
}
