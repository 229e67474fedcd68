import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../platform/platform.ts'
import { search } from './search.ts'

const querySchema = {
  type: 'object',
  required: ['q'],
  properties: { q: { type: 'string', maxLength: 200, description: 'Words in any order; identifiers, IP and MAC addresses in any notation.' }, limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
} as const

const resultSchema = {
  type: 'object',
  properties: { type: { type: 'string' }, typeTitle: { type: 'string' }, id: { type: 'integer' }, title: { type: 'string' }, subtitle: { type: 'string' }, url: { type: 'string' }, match: { type: 'string', enum: ['exact', 'prefix', 'substring'] } },
} as const

export function registerSearchRoutes(http: FastifyInstance, platform: Platform): void {
  http.get<{ Querystring: { q: string; limit: number } }>('/api/search', {
    config: { permission: 'search.read' },
    schema: { summary: 'Search everything you may read', tags: ['search'], querystring: querySchema, response: { 200: { type: 'object', properties: { items: { type: 'array', items: resultSchema } } } } },
  }, async (request) => ({ items: await search(platform, request.caller, request.query.q, request.query.limit) }))
}
