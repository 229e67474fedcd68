import { gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { Problem } from '../../platform/problem.ts'
import type { UiFile } from '../../plugin-host/index.ts'
import { faultAnswer, faultBody, fileParameters, nameParameters, refreshAnswer, screensSchema, type FaultBody } from './screen-schema.ts'
import type { Screens } from './screens.ts'
import { streamChanges } from './stream-changes.ts'

type FileRequest = FastifyRequest<{ Params: { plugin: string; hash: string; '*': string } }>

const tags = ['Plugins']

/** What the web application loads of plugins. */
export function registerScreenRoutes(http: FastifyInstance, screens: Screens): void {
  const everybody = { config: { permission: 'account.read' } }
  http.get('/api/plugins/ui', { ...everybody, schema: { summary: 'What the active plugins put into the slots of the web application, as far as the caller may see it', tags, response: { 200: screensSchema } } }, (request) => screens.itemsFor(request.caller))
  http.post<{ Body: FaultBody }>('/api/plugins/ui/faults', { ...everybody, schema: { summary: 'Report that a part of a plugin failed in a browser', tags, body: faultBody, response: { 202: faultAnswer } } }, (request, reply) => noteFault(screens, request, reply))
  http.post<{ Params: { name: string } }>('/api/plugins/:name/ui', { config: { permission: 'plugins.manage' }, schema: { summary: 'Read the screens of an active plugin again after a file has changed', tags, params: nameParameters, response: { 200: refreshAnswer } } }, (request) => refreshScreens(screens, request.params.name))
  // The files are the code of a page, like those of the application itself; they hold no record. Hidden: nobody calls them by hand.
  http.get<{ Params: { plugin: string; hash: string; '*': string } }>('/api/plugins/ui/:plugin/:hash/*', { config: { public: true, hidden: true }, schema: { params: fileParameters } }, (request, reply) => sendFile(screens, request, reply))
  if (screens.live) http.get('/api/plugins/ui/changes', { config: { permission: 'account.read', hidden: true } }, (request, reply) => streamChanges(screens.changes, http.host.closing, request, reply))
}

async function refreshScreens(screens: Screens, name: string): Promise<{ findings: PluginFinding[] }> {
  if (!screens.isActive(name)) throw new Problem('PLUGIN_NOT_FOUND', { detail: `No active plugin "${name}" has screens.`, extra: { plugin: name } })
  return { findings: await screens.refresh(name) }
}

function sendFile(screens: Screens, request: FileRequest, reply: FastifyReply): FastifyReply {
  const { plugin, hash, '*': rest } = request.params
  const file = screens.fileAt(`/api/plugins/ui/${plugin}/${hash}/${rest}`)
  if (!file) throw new Problem('NOT_FOUND', { detail: 'The plugin is not active, or its screens have changed.' })
  // Whatever stands at this address never changes: the hash is in it.
  reply.header('cache-control', 'public, max-age=31536000, immutable').header('content-type', file.type).header('vary', 'Accept-Encoding')
  const wanted = request.headers['accept-encoding']
  if (file.body.length < 1024 || typeof wanted !== 'string' || !/\bgzip\b/.test(wanted)) return reply.send(file.body)
  return reply.header('content-encoding', 'gzip').send(compressed(file))
}

const packed = new WeakMap<UiFile, Buffer>()

function compressed(file: UiFile): Buffer {
  const body = packed.get(file) ?? gzipSync(file.body)
  packed.set(file, body)
  return body
}

/** Whoever is told the request id finds the stack in the log. */
function noteFault(screens: Screens, request: FastifyRequest<{ Body: FaultBody }>, reply: FastifyReply): FastifyReply {
  const { plugin, slot, part, message, stack } = request.body
  if (!screens.isActive(plugin)) throw new Problem('PLUGIN_NOT_FOUND', { extra: { plugin } })
  request.log.warn({ plugin, slot, part, message, stack, by: request.caller.label }, 'a part of a plugin failed in a browser')
  return reply.code(202).send({ requestId: request.id })
}
