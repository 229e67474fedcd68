import type { FastifyInstance } from 'fastify'
import type { AssetTypes } from '../assets/index.ts'
import type { RecordServices } from '../records/index.ts'
import { deepest, defaultDepth, defaultLimit, highestLimit, readGraph } from './graph.ts'

type GraphRoute = { Params: { id: number }; Querystring: { depth: number; limit: number; types?: string } }

const params = { type: 'object', properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } }, required: ['id'] } as const
const query = {
  type: 'object', additionalProperties: false,
  properties: {
    depth: { type: 'integer', minimum: 1, maximum: deepest, default: defaultDepth, description: 'How many steps from the asset.' },
    limit: { type: 'integer', minimum: 1, maximum: highestLimit, default: defaultLimit, description: 'Assets at most.' },
    types: { type: 'string', maxLength: 500, description: 'Only relations of these names, separated by commas, in the words of either end.' },
  },
} as const
const text = { type: 'string' } as const
const id = { type: 'integer' } as const
const node = {
  type: 'object',
  properties: { id, type: { type: ['string', 'null'] }, assetNumber: text, title: text, status: { type: ['object', 'null'], properties: { id, name: text, kind: text } }, url: text, depth: id },
} as const
const edge = { type: 'object', properties: { id: text, from: id, to: id, type: { type: 'string', description: 'How `from` says it.' }, inverse: { type: 'string', description: 'How `to` says it.' }, resource: text, recordId: id } } as const
const answer = { type: 'object', required: ['nodes', 'edges', 'truncated'], properties: { nodes: { type: 'array', items: node }, edges: { type: 'array', items: edge }, truncated: { type: 'boolean', description: 'There is more than this.' } } } as const

export function registerGraphRoutes(http: FastifyInstance, { platform }: RecordServices, types: AssetTypes): void {
  http.get<GraphRoute>('/api/assets/:id/graph', { config: { permission: 'relationships.read' }, schema: { summary: 'What surrounds an asset: related assets to a depth', tags: ['Assets'], params, querystring: query, response: { 200: answer } } }, ({ params: { id: assetId }, query: { depth, limit, types: names }, caller }) => readGraph(platform, types, caller, assetId, { depth, limit, types: namesOf(names) }))
}

function namesOf(names: string | undefined): string[] | null {
  const given = names?.split(',').map((name) => name.trim()).filter((name) => name !== '') ?? []
  return given.length === 0 ? null : given
}
