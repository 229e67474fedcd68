import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { UninstallPolicy } from '@shopdb/contract/plugins'
import { pageOf, smallListQuery, smallListSchema, type SmallListQuery } from '../../platform/http/small-list.ts'
import type { PluginHost } from '../../plugin-host/index.ts'
import type { Navigation } from './navigation.ts'
import { emptyBody, installBody, nameParameter, navigationSchema, pluginDetailSchema, pluginSummarySchema, uninstallQuery } from './plugin-schema.ts'

type Named = { Params: { name: string } }
type Install = Named & { Body: { approve?: boolean } | null }
type Uninstall = Named & { Querystring: { policy: UninstallPolicy } }

const tags = ['Plugins']
const list = { type: 'object', additionalProperties: false, properties: smallListQuery } as const

export function pluginRoutes(http: FastifyInstance, host: PluginHost, navigation: Navigation): void {
  const read = { config: { permission: 'plugins.read' } }
  const manage = { config: { permission: 'plugins.manage' } }
  const answer = { 200: pluginDetailSchema }
  http.get<{ Querystring: SmallListQuery }>('/api/plugins', { ...read, schema: { summary: 'List plugins and their states', tags, querystring: list, response: { 200: smallListSchema(pluginSummarySchema) } } }, (request) => listPlugins(host, request.query))
  http.get<Named>('/api/plugins/:name', { ...read, schema: { summary: 'Get one plugin with everything it registered', tags, params: nameParameter, response: answer } }, async (request) => host.get(request.params.name))
  http.post<Install>('/api/plugins/:name/install', { ...manage, schema: { summary: 'Install a discovered plugin', tags, params: nameParameter, body: installBody, response: answer } }, (request) => installPlugin(host, request))
  http.post<Named>('/api/plugins/:name/enable', { ...manage, schema: { summary: 'Enable a plugin, or try a failed one again', tags, params: nameParameter, body: emptyBody, response: answer } }, (request) => enablePlugin(host, request))
  http.post<Named>('/api/plugins/:name/disable', { ...manage, schema: { summary: 'Disable a plugin; what it stored stays', tags, params: nameParameter, body: emptyBody, response: answer } }, (request) => disablePlugin(host, request))
  http.delete<Uninstall>('/api/plugins/:name', { ...manage, schema: { summary: 'Uninstall a plugin', tags, params: nameParameter, querystring: uninstallQuery, response: { 204: { type: 'null' } } } }, (request, reply) => uninstallPlugin(host, request, reply))
  http.get('/api/navigation', { config: { permission: 'account.read' }, schema: { summary: 'Navigation of core and of the active plugins, as far as the caller may see it', tags, response: { 200: navigationSchema } } }, async (request) => ({ items: navigation.itemsFor(request.caller) }))
}

async function listPlugins(host: PluginHost, query: SmallListQuery) {
  return pageOf(host.list(), query, ({ name, title, description }) => `${name} ${title} ${description ?? ''}`)
}

async function installPlugin(host: PluginHost, request: FastifyRequest<Install>) {
  const detail = await host.install(request.params.name, { approve: request.body?.approve ?? false })
  return noted(request, 'installed', detail)
}

async function enablePlugin(host: PluginHost, request: FastifyRequest<Named>) {
  return noted(request, 'enabled', await host.enable(request.params.name))
}

async function disablePlugin(host: PluginHost, request: FastifyRequest<Named>) {
  return noted(request, 'disabled', await host.disable(request.params.name))
}

async function uninstallPlugin(host: PluginHost, request: FastifyRequest<Uninstall>, reply: FastifyReply) {
  await host.uninstall(request.params.name, request.query.policy)
  request.log.info({ plugin: request.params.name, policy: request.query.policy, by: request.caller.label }, 'plugin uninstalled')
  return reply.code(204).send()
}

function noted<Detail extends { name: string }>(request: FastifyRequest, what: string, detail: Detail): Detail {
  request.log.info({ plugin: detail.name, by: request.caller.label }, `plugin ${what}`)
  return detail
}
