import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { guardRoutes } from './access.ts'
import { anonymousCaller } from './authentication.ts'
import { addBodyParsers } from './body-parser.ts'
import { addCompression } from './compression.ts'
import { createErrorHandler, type MapError } from './error-handler.ts'
import { hostRequestOf } from './host-request.ts'
import { answerNotFound } from './not-found.ts'
import type { ErrorFormat } from './problem-response.ts'
import { createRouteTable, type RouteTable } from './route-table.ts'
import { createValidatorCompiler } from './validation.ts'

export type ChildOptions = {
  plugin: string
  log: Logger
  bodyLimit: number
  errorFormat?: ErrorFormat
  /** What the plugin makes of an error, before it is answered. */
  mapError?: MapError
  /** `METHOD /url` of routes that may be public, reviewed by the host. Default: none. */
  publicRoutes?: readonly string[]
  openHealth?: boolean
}

/** A server of its own for one plugin: validation and handlers here, everything around them in the host. */
export type ChildServer = { app: FastifyInstance; table: RouteTable; plugin: string; errorFormat: ErrorFormat }

export function createChildServer(options: ChildOptions): ChildServer {
  const { plugin, errorFormat = 'problem', mapError } = options
  const loggerInstance: FastifyBaseLogger = options.log.child({ plugin })
  const app: FastifyInstance = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: options.bodyLimit,
    routerOptions: { maxParamLength: 500 },
    genReqId: (raw) => hostRequestOf(raw)?.id ?? 'none',
    frameworkErrors: (error, request, reply) => createErrorHandler(() => errorFormat, plugin, mapError)(error, request, reply),
  })
  const table = createRouteTable()
  prepareRequests(app)
  app.setValidatorCompiler(createValidatorCompiler())
  app.setErrorHandler(createErrorHandler(() => errorFormat, plugin, mapError))
  app.addHook('onRequest', (request, _reply, done) => {
    const outer = hostRequestOf(request.raw)
    request.caller = outer?.caller ?? anonymousCaller
    request.authentication = outer?.authentication ?? null
    request.refusal = outer?.refusal ?? null
    done()
  })
  guardRoutes(app, { table, plugin, publicRoutes: options.publicRoutes ?? [], openHealth: options.openHealth })
  app.setNotFoundHandler((request) => answerNotFound(request, table))
  return { app, table, plugin, errorFormat }
}

/** Members of every request and parsers, the same in host and child. */
export function prepareRequests(app: FastifyInstance): void {
  app.decorateRequest('caller')
  app.decorateRequest('authentication', null)
  app.decorateRequest('refusal', null)
  app.decorateRequest('entry', null)
  app.decorateRequest('settled', false)
  addBodyParsers(app)
  addCompression(app)
}
