import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { PluginOverview } from '@shopdb/contract/plugin-overview'
import type { UninstallPolicy } from '@shopdb/contract/plugins'
import { pageOf, smallListQuery, smallListSchema, type SmallListQuery } from '../../platform/http/small-list.ts'
import type { PluginHost } from '../../plugin-host/index.ts'
import type { Navigation } from './navigation.ts'
import { pluginOverviewSchema } from './plugin-overview.ts'
import { emptyBody, installBody, nameParameter, navigationSchema, pluginDetailSchema, pluginSummarySchema, restoreBody, restoredSchema, uninstallPlanSchema, uninstallQuery, uninstallResultSchema } from './plugin-schema.ts'

type Named = { Params: { name: string } }
type Install = Named & { Body: { approve?: boolean } | null }
type Uninstall = Named & { Querystring: { policy?: UninstallPolicy } }
type Restore = Named & { Body: { archive?: string } | null }

const tags = ['Plugins']
const list = { type: 'object', additionalProperties: false, properties: smallListQuery } as const

export type PluginRouteParts = { host: PluginHost; navigation: Navigation; overviewOf: (name: string) => Promise<PluginOverview> }

export function pluginRoutes(http: FastifyInstance, { host, navigation, overviewOf }: PluginRouteParts): void {
  const read = { config: { permission: 'plugins.read' } }
  const manage = { config: { permission: 'plugins.manage' } }
  const answer = { 200: pluginDetailSchema }
  http.get<{ Querystring: SmallListQuery }>('/api/plugins', { ...read, schema: { summary: 'List plugins and their states', tags, querystring: list, response: { 200: smallListSchema(pluginSummarySchema) } } }, (request) => listPlugins(host, request.query))
  http.get<Named>('/api/plugins/:name', { ...read, schema: { summary: 'Get one plugin with everything it registered', tags, params: nameParameter, response: { 200: pluginOverviewSchema } } }, (request) => overviewOf(request.params.name))
  http.post<Install>('/api/plugins/:name/install', { ...manage, schema: { summary: 'Install a discovered plugin', tags, params: nameParameter, body: installBody, response: answer } }, (request) => installPlugin(host, request))
  http.post<Named>('/api/plugins/:name/enable', { ...manage, schema: { summary: 'Enable a plugin, or try a failed one again', tags, params: nameParameter, body: emptyBody, response: answer } }, (request) => enablePlugin(host, request))
  http.post<Install>('/api/plugins/:name/replace', { ...manage, schema: { summary: 'Put the files that are there now in the place of the running version, while requests flow', tags, params: nameParameter, body: installBody, response: answer } }, (request) => replacePlugin(host, request))
  http.post<Named>('/api/plugins/:name/downgrade', { ...manage, schema: { summary: 'Take the tables of a plugin back to the version that is there; what is dropped is archived', tags, params: nameParameter, body: emptyBody, response: answer } }, async (request) => noted(request, 'downgraded', await host.downgrade(request.params.name)))
  http.post<Named>('/api/plugins/:name/disable', { ...manage, schema: { summary: 'Disable a plugin; what it stored stays', tags, params: nameParameter, body: emptyBody, response: answer } }, (request) => disablePlugin(host, request))
  http.get<Uninstall>('/api/plugins/:name/uninstall-plan', { ...manage, schema: { summary: 'What uninstalling would take away, before anything is', tags, params: nameParameter, querystring: uninstallQuery, response: { 200: uninstallPlanSchema } } }, (request) => host.planUninstall(request.params.name, request.query.policy))
  http.delete<Uninstall>('/api/plugins/:name', { ...manage, schema: { summary: 'Uninstall a plugin: keep, archive or purge its data', tags, params: nameParameter, querystring: uninstallQuery, response: { 200: uninstallResultSchema } } }, (request) => uninstallPlugin(host, request))
  http.post<Restore>('/api/plugins/:name/restore', { ...manage, schema: { summary: 'Put the archive of an uninstalled plugin back', tags, params: nameParameter, body: restoreBody, response: { 200: restoredSchema } } }, (request) => restorePlugin(host, request))
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

async function replacePlugin(host: PluginHost, request: FastifyRequest<Install>) {
  return noted(request, 'replaced', await host.replace(request.params.name, { approve: request.body?.approve ?? false }))
}

async function disablePlugin(host: PluginHost, request: FastifyRequest<Named>) {
  return noted(request, 'disabled', await host.disable(request.params.name))
}

async function uninstallPlugin(host: PluginHost, request: FastifyRequest<Uninstall>) {
  const result = await host.uninstall(request.params.name, request.query.policy)
  request.log.info({ plugin: result.name, policy: result.policy, archive: result.archive?.id, by: request.caller.label }, 'plugin uninstalled')
  return result
}

async function restorePlugin(host: PluginHost, request: FastifyRequest<Restore>) {
  const { detail, result } = await host.restore(request.params.name, request.body?.archive)
  return noted(request, 'restored', { ...detail, restored: result })
}

function noted<Detail extends { name: string }>(request: FastifyRequest, what: string, detail: Detail): Detail {
  request.log.info({ plugin: detail.name, by: request.caller.label }, `plugin ${what}`)
  return detail
}
