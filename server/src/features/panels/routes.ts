import type { FastifyInstance } from 'fastify'
import type { Panels } from './panels.ts'

type ByAsset = { Params: { id: number } }
type ByPanel = { Params: { id: number; plugin: string; panel: string } }

const text = { type: 'string' } as const
const id = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const
const byAsset = { type: 'object', required: ['id'], properties: { id } } as const
const byPanel = { type: 'object', required: ['id', 'plugin', 'panel'], properties: { id, plugin: { type: 'string', maxLength: 32 }, panel: { type: 'string', maxLength: 80 } } } as const
const listSchema = {
  type: 'object', required: ['items'],
  properties: { items: { type: 'array', items: { type: 'object', properties: { plugin: text, id: text, title: text, kind: { type: 'string', enum: ['fields', 'table', 'chart'] }, order: { type: 'integer' } } } } },
} as const
const tags = ['Assets']

export function registerPanelRoutes(http: FastifyInstance, panels: Panels): void {
  const config = { permission: 'assets.read' }
  http.get<ByAsset>('/api/assets/:id/panels', { config, schema: { summary: 'Panels that plugins add to the page of an asset', tags, params: byAsset, response: { 200: listSchema } } }, async (request) => ({ items: await panels.list(request.caller, request.params.id) }))
  http.get<ByPanel>('/api/assets/:id/panels/:plugin/:panel', { config, schema: { summary: 'What a panel shows of an asset', description: 'fields: `{ items: [{ title, value }] }`; table: `{ columns, rows }`; chart: `{ kind, series }`.', tags, params: byPanel } }, (request) => panels.load(request.caller, request.params.id, request.params.plugin, request.params.panel))
}
