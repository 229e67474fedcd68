import { searchResultSchema, type SearchResultContent } from '@shopdb/contract/plugin-content'
import type { Level0SearchResult } from '@shopdb/contract/plugin-ui-level0'
import { createEnrichment, defineExtensionPoint, type BatchLoad, type PluginHost } from '../../plugin-host/index.ts'
import { readFields, type RecordServices } from '../records/index.ts'
import type { Level0Checks } from './level0-checks.ts'
import { findModel } from './links.ts'
import { declaredLimit, enrichmentLimit } from './map-markers.ts'
import { fieldsOf, fillTemplate } from './template.ts'

const mostBadges = 5

/** What plugins add to search results, by hook and by declared templates; a hook's second line stands before a declared one. */
export function createSearchResults(services: RecordServices, host: PluginHost, checks: Level0Checks) {
  const { log, now } = services.platform
  const enrichment = createEnrichment<SearchResultContent>({ what: 'search results', schema: searchResultSchema, log, now, timeLimit: enrichmentLimit })
  host.defineExtensionPoint(defineExtensionPoint<readonly BatchLoad[]>({
    key: 'searchResults',
    added: ({ name }, added) => enrichment.add(name, added),
    removed: ({ name }, added) => enrichment.remove(name, added),
  }))
  host.defineExtensionPoint(defineExtensionPoint<readonly Level0SearchResult[]>({
    key: 'ui.searchResult',
    check: checks.searchResult,
    added: (plugin, declared) => {
      const own = declared.map((result) => declaredResults(services, result))
      plugin.own('declared search results', () => enrichment.remove(plugin.name, own))
      enrichment.add(plugin.name, own, declaredLimit)
    },
  }))
  return async (idsByType: ReadonlyMap<string, readonly number[]>): Promise<Map<number, { subtitle: string | null; badges: string[] }>> => {
    const contents = await enrichment.contentsOf(idsByType)
    return new Map([...contents].map(([id, said]) => [id, { subtitle: said.findLast(({ subtitle }) => subtitle !== undefined)?.subtitle ?? null, badges: [...new Set(said.flatMap(({ badges }) => badges ?? []))].slice(0, mostBadges) }]))
  }
}

function declaredResults(services: RecordServices, { type, subtitle = '', badges = [] }: Level0SearchResult): BatchLoad {
  const names = [...new Set([subtitle, ...badges].flatMap(fieldsOf))]
  return {
    type,
    load: async (ids) => {
      const model = findModel(services.platform.resources, type)
      if (!model) return {}
      const values = await readFields(services.platform, model, ids, names)
      return Object.fromEntries([...values].map(([id, record]) => [id, resultOf(record, subtitle, badges)]))
    },
  }
}

function resultOf(values: Readonly<Record<string, unknown>>, subtitle: string, badges: readonly string[]): SearchResultContent {
  const filled = fillTemplate(subtitle, values).slice(0, 255)
  return { ...(filled !== '' && { subtitle: filled }), badges: badges.map((badge) => fillTemplate(badge, values).slice(0, 40)).filter((badge) => badge !== '') }
}
