import type { FastifyInstance, FastifyRequest, RouteOptions, onRequestHookHandler } from 'fastify'
import { Problem } from '../problem.ts'
import { hostRequestOf } from './host-request.ts'
import { publicRoutes } from './public-routes.ts'
import type { RouteEntry, RouteTable } from './route-table.ts'

export type GuardOptions = {
  table: RouteTable
  plugin: string | null
  /** `METHOD /url` of the routes that may be public. Default: the reviewed list. */
  publicRoutes?: readonly string[]
  /** Whether routes that say `config.health` answer without a sign-in. Default: no. */
  openHealth?: boolean
}

/**
 * Makes deny the default: a route without a permission cannot be registered, and every other one checks it before the
 * body is read.
 */
export function guardRoutes(app: FastifyInstance, options: GuardOptions): void {
  const reviewed = new Set(options.publicRoutes ?? publicRoutes)
  app.addHook('onRoute', (route) => {
    const entries = [route.method].flat().map((method) => describeRoute(route, method, options.plugin))
    for (const entry of entries) assertDeclared(entry, route, reviewed)
    options.table.entries.push(...entries.filter((entry) => entry.method !== 'HEAD'))
    const [entry] = entries
    if (entry?.isFeed) route.preValidation = [forgetFeedToken, ...[route.preValidation ?? []].flat()]
    if (entry !== undefined) route.onRequest = [checkAccess(entry, options.openHealth === true && route.config?.health === true), ...[route.onRequest ?? []].flat()]
  })
}

function describeRoute(route: RouteOptions, method: string, plugin: string | null): RouteEntry {
  const permission = route.config?.permission ?? null
  return { method: method.toUpperCase(), url: route.url, permission, plugin, hidden: route.config?.hidden ?? false, isFeed: route.config?.feed ?? false, takes: route.config?.takes ?? null, creates: route.config?.creates ?? null, schema: route.schema ?? {} }
}

function assertDeclared(entry: RouteEntry, route: RouteOptions, reviewed: ReadonlySet<string>): void {
  const address = `${entry.method} ${entry.url}`
  if (route.config?.public === true) {
    const listed = entry.method === 'HEAD' ? `GET ${entry.url}` : address
    if (entry.permission !== null) throw new Error(`${address} is public and has a permission. Keep one of them.`)
    if (!reviewed.has(listed)) throw new Error(`${address} is public but not in the reviewed list. Add it to server/src/platform/http/public-routes.ts, or give it a permission.`)
  } else if (entry.permission === null) {
    throw new Error(`${address} declares no permission. Add config: { permission: '<noun>.<verb>' }.`)
  } else if (!/^[a-z][a-z0-9]*(\.[a-z][a-z0-9]*)+$/.test(entry.permission)) {
    throw new Error(`${address} has the permission "${entry.permission}". Permissions are written <noun>.<verb>, in lower case.`)
  }
}

function checkAccess(entry: RouteEntry, isOpen: boolean): onRequestHookHandler {
  const { permission } = entry
  return (request, _reply, done) => {
    request.entry = entry
    // The host writes log and metrics of a plugin's request; it learns here which route answers.
    const outer = hostRequestOf(request.raw)
    if (outer !== undefined) outer.entry = entry
    if (permission === null || (isOpen && request.authentication === null)) return done()
    done(refusalFor(request, permission, entry.isFeed))
  }
}

/** It has said who asks; schema and handler know only the parameters of the route. */
function forgetFeedToken(request: FastifyRequest, _reply: unknown, done: () => void): void {
  const { query } = request
  if (typeof query === 'object' && query !== null) Reflect.deleteProperty(query, 'feed')
  done()
}

function refusalFor(request: FastifyRequest, permission: string, isFeed: boolean): Error | undefined {
  if (request.authentication?.via === 'feed' && !isFeed) return new Problem('SIGN_IN_REQUIRED', { detail: 'The address of a feed opens that feed and nothing else.' })
  if (request.authentication === null) return request.refusal ?? new Problem('SIGN_IN_REQUIRED')
  if (!request.caller.may(permission)) return new Problem('PERMISSION_MISSING', { extra: { permission } })
  return undefined
}
