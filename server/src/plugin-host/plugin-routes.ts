import type { RouteOptions } from 'fastify'
import type { JsonSchema } from '@shopdb/contract/json-schema'
import { Problem } from '../platform/problem.ts'
import { nearest } from '../platform/resources/nearest.ts'
import type { PluginHandle } from './extension-points.ts'
import { TimeLimitError } from './plugin-scope.ts'

export const defaultRouteLimit = 30_000

/** Made by `context.answer`; a class, so that a plain object with the same members stays plain JSON. */
export class PluginAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>>) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** A declared route after its schema was checked. */
export type CheckedRoute = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  permission: string
  flag?: string
  feed?: boolean
  health?: boolean
  summary: string
  description?: string
  params?: JsonSchema
  query?: JsonSchema
  body?: JsonSchema
  answer?: JsonSchema
  status?: number
  timeLimit?: number
  handle: (request: unknown) => unknown
}

/** Binds the plugin's own operations in its server. Throws at the first that cannot be. */
export function registerPluginRoutes(plugin: PluginHandle, routes: readonly CheckedRoute[], knownPermissions: ReadonlySet<string>, flags: Readonly<Record<string, boolean>> = {}): void {
  for (const route of routes) {
    if (!knownPermissions.has(route.permission)) {
      throw new Error(`${route.method} ${route.path} asks for the permission "${route.permission}", which nobody declares. Declare it under "permissions" in the manifest.`)
    }
    assertFlag(plugin, route)
    if (route.feed === true && route.method !== 'GET') throw new Error(`${route.method} ${route.path} says "feed", which is for GET: a feed is read and changes nothing.`)
    if (route.health === true && route.method !== 'GET') throw new Error(`${route.method} ${route.path} says "health", which is for GET.`)
    plugin.http.route(toFastifyRoute(plugin, route, flags))
  }
}

function assertFlag({ manifest }: PluginHandle, { method, path, flag }: CheckedRoute): void {
  const declared = Object.keys(manifest.flags ?? {})
  if (flag === undefined || declared.includes(flag)) return
  throw new Error(`${method} ${path} names the flag "${flag}", which the manifest does not declare${declared.length > 0 ? `; nearest: "${nearest(flag, declared)}"` : ''}. Declare it under "flags".`)
}

/** Asked after the permission and before the body is read. */
function refuseWhileOff(plugin: string, flag: string, flags: Readonly<Record<string, boolean>>): RouteOptions['onRequest'] {
  return (_request, _reply, done) => done(flags[flag] === true ? undefined : new Problem('FEATURE_DISABLED', { extra: { plugin, flag, setting: `plugin.${plugin}.flags.${flag}` } }))
}

/** Numbers in addresses are ids: what no database can hold is refused before a plugin asks one. */
function withinIds(params: JsonSchema): JsonSchema {
  if (typeof params === 'boolean' || params.properties === undefined) return params
  const bounded = Object.entries(params.properties).map(([name, schema]) => [name, typeof schema === 'object' && schema.type === 'integer' && schema.maximum === undefined ? { ...schema, maximum: Number.MAX_SAFE_INTEGER } : schema])
  return { ...params, properties: Object.fromEntries(bounded) }
}

function toFastifyRoute(plugin: PluginHandle, route: CheckedRoute, flags: Readonly<Record<string, boolean>>): RouteOptions {
  const { method, path, flag, summary, description, params, query, body, answer, status = 200 } = route
  const schemas = { ...(params && { params: withinIds(params) }), ...(query && { querystring: query }), ...(body && { body }), ...(answer && { response: { [status]: answer } }) }
  return {
    method,
    url: plugin.apiPrefix + (path === '/' ? '' : path),
    config: { permission: route.permission, ...(route.feed === true && { feed: true }), ...(route.health === true && { health: true }) },
    ...(flag !== undefined && { onRequest: refuseWhileOff(plugin.name, flag, flags) }),
    // An answer outside its schema fails after the handler.
    onError: (request, _reply, error, done) => {
      if ((error.statusCode ?? 500) >= 500) plugin.noteFault(`${method} ${path}`, error, request.id)
      done()
    },
    schema: { summary, ...(description && { description }), tags: [plugin.manifest.title ?? plugin.name], ...schemas },
    handler: async (request, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const given = { params: request.params, query: request.query, body: request.body, caller: request.caller, requestId: request.id, signal: gone.signal }
      const result = await runRoute(plugin, route, given).finally(() => gone.abort())
      if (result instanceof PluginAnswer) return reply.code(result.status).headers(result.headers).send(result.body)
      return reply.code(result === undefined ? 204 : status).send(result)
    },
  }
}

async function runRoute(plugin: PluginHandle, route: CheckedRoute, given: unknown): Promise<unknown> {
  try {
    return await plugin.run(`${route.method} ${route.path}`, () => route.handle(given), route.timeLimit ?? defaultRouteLimit)
  } catch (cause) {
    if (cause instanceof TimeLimitError) throw new Problem('PLUGIN_TIMEOUT', { detail: cause.message, extra: { plugin: plugin.name }, cause })
    throw cause
  }
}
