import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../platform/platform.ts'
import type { Caller } from '../../platform/caller.ts'
import { groupIds } from '../../plugin-host/index.ts'
import { search, type SearchResult } from './search.ts'

const querySchema = {
  type: 'object',
  required: ['q'],
  properties: { q: { type: 'string', maxLength: 200, description: 'Words in any order; identifiers, IP and MAC addresses in any notation.' }, limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
} as const

const resultSchema = {
  type: 'object',
  properties: { type: { type: 'string' }, typeTitle: { type: 'string' }, id: { type: 'integer' }, title: { type: 'string' }, subtitle: { type: 'string' }, url: { type: 'string' }, match: { type: 'string', enum: ['exact', 'prefix', 'substring'] }, badges: { type: 'array', items: { type: 'string' } } },
} as const

/** What plugins say about results, by id: one question for each type, however many results. */
export type ResultEnrichment = (idsByType: ReadonlyMap<string, readonly number[]>) => Promise<ReadonlyMap<number, { subtitle: string | null; badges: string[] }>>

export function registerSearchRoutes(http: FastifyInstance, platform: Platform, enrich: ResultEnrichment): void {
  http.get<{ Querystring: { q: string; limit: number } }>('/api/search', {
    config: { permission: 'search.read' },
    schema: { summary: 'Search everything you may read', tags: ['search'], querystring: querySchema, response: { 200: { type: 'object', properties: { items: { type: 'array', items: resultSchema } } } } },
  }, async (request) => ({ items: await findResults(platform, enrich, request.caller, request.query) }))
}

/** Ids are unique among assets only; what plugins say is about those. */
async function findResults(platform: Platform, enrich: ResultEnrichment, caller: Caller, { q, limit }: { q: string; limit: number }): Promise<SearchResult[]> {
  const results = await search(platform, caller, q, limit)
  const said = await enrich(groupIds(results.filter(isAsset)))
  return results.map((result) => {
    const further = isAsset(result) ? said.get(result.id) : undefined
    return further ? { ...result, subtitle: further.subtitle ?? result.subtitle, badges: further.badges } : result
  })
}

function isAsset({ type }: SearchResult): boolean {
  return type.includes('.')
}
