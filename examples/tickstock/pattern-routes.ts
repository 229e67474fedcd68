import type { PluginRoute } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { comboLimit, readCombo, readDefinitions, readLatestIndicators, readTier, tierTables, type Definition } from './patterns-store.ts'
import { tiers, type Pattern } from './pattern.ts'
import { clamp, integer, listOf, named, number, requireSymbol, symbolsOf, text, texts } from './query.ts'
import { readScanQuery, scanPatterns } from './scan.ts'
import { readOverrides } from './store.ts'
import { tickStockOf } from './tickstock.ts'

/** Patterns of the last hour from the cache, and of the tiers from the pattern database. */
export function patternRoutes(context: Context): PluginRoute[] {
  const { answer, clock, errors, foreignDatabase, route } = context
  const { cache, counters } = tickStockOf(context)
  const always = { method: 'GET', permission: 'tickstock.read', flag: 'patternDiscovery' } as const
  const database = foreignDatabase('database')
  const timestamp = (): string => new Date(clock.now()).toISOString()

  return [
    route({
      ...always, path: '/patterns/scan', summary: 'Patterns of the last hour that fit, page by page', query: scanQuery,
      handle: ({ query }) => {
        const began = performance.now()
        const wanted = readScanQuery(query)
        if (wanted === null) return answer(400, { status: 'error', message: 'Invalid input format', patterns: [], pagination: { page: 1, per_page: 30, total: 0, pages: 0 } })
        const { answer: found, cached } = cache.answer(JSON.stringify(wanted), () => scanPatterns(cache.live(), wanted, clock.now()))
        const took = since(began)
        return { ...found, cache_info: { cached, query_time_ms: took }, performance: { api_response_time_ms: took, source: 'cache' } }
      },
    }),
    route({
      ...always, path: '/patterns/stats', summary: 'How full and how useful the cache is',
      handle: () => {
        const { hits, misses } = cache.counts()
        const cached = cache.live().length
        const stats = { cached_patterns: cached, cache_hits: hits, cache_misses: misses, cache_hit_ratio: hits + misses === 0 ? 0 : hits / (hits + misses), events_processed: counters.events_processed, last_event_time: counters.last_event_time }
        return { stats, status: cached > 0 ? 'healthy' : 'no_data' }
      },
    }),
    route({ ...always, path: '/patterns/summary', summary: 'Which patterns and symbols come most', handle: () => summarize(cache.live().filter(({ confidence }) => confidence >= 0.7)) }),
    ...tiers.map((tier) => route({
      ...always, path: `/patterns/${tier}`, summary: `Current patterns of the tier ${tier}, the surest first`, query: named({ symbols: text, confidence_min: number, limit: integer }),
      handle: async ({ query: { symbols: list, confidence_min: least = 0.6, limit = tier === 'combo' ? comboLimit : tierTables[tier].limit } }) => {
        const began = performance.now()
        const query = { symbols: symbolsOf(list), confidenceMin: clamp(least, 0, 1), limit: clamp(limit, 1, 200), now: new Date(clock.now()) }
        const patterns = tier === 'combo' ? await readCombo(database, await disabledHere(context), query) : await readTier(database, tier, query)
        const filter = query.symbols.length > 0 ? query.symbols : 'all'
        return { patterns, metadata: { count: patterns.length, tier, confidence_min: query.confidenceMin, symbols_filter: filter, response_time_ms: since(began) } }
      },
    })),
    route({
      ...always, path: '/patterns/indicators/latest', summary: 'Indicators of the last half hour, newest first', query: named({ symbols: text, timeframes: text, indicator_types: text, limit: integer }),
      handle: async ({ query: { symbols: list, timeframes: frames, indicator_types: types, limit = 30 } }) => {
        const began = performance.now()
        const [symbols, timeframes] = [symbolsOf(list), listOf(frames)]
        const indicators = await readLatestIndicators(database, { symbols, timeframes, types: listOf(types), limit: clamp(limit, 1, 100), now: new Date(clock.now()) })
        return { indicators, metadata: { count: indicators.length, response_time_ms: since(began), timeframes_included: timeframes.length > 0 ? timeframes : 'all', symbols_filter: symbols.length > 0 ? symbols : 'all' } }
      },
    }),
    route({
      ...always, path: '/patterns/definitions', summary: 'Patterns that are looked for',
      handle: async () => {
        const patterns = (await definitionsHere(context)).filter(({ enabled }) => enabled)
        return { patterns, count: patterns.length, timestamp: timestamp() }
      },
    }),
    route({
      ...always, path: '/patterns/:symbol', summary: 'Patterns of a symbol in the last hour, newest first', params: named({ symbol: text }, ['symbol']),
      handle: ({ params }) => {
        const symbol = requireSymbol(errors, params.symbol)
        return { patterns: cache.live().filter((pattern) => pattern.symbol === symbol).toSorted((one, other) => other.detected_at.localeCompare(one.detected_at)) }
      },
    }),
  ]
}

/** Read as text: what is out of range becomes the default there, and is no reason to refuse. */
const scanQuery = named({
  pattern_types: texts, symbols: texts, sectors: texts, confidence_min: text, rs_min: text, vol_min: text, rsi_range: text, timeframe: text, page: text, per_page: text, sort_by: text, sort_order: text,
})

const since = (began: number): number => Math.round((performance.now() - began) * 100) / 100

/** As the producer defines them, with what was switched here. */
export async function definitionsHere({ database, foreignDatabase }: Pick<Context, 'database' | 'foreignDatabase'>): Promise<Definition[]> {
  const overrides = await readOverrides(database)
  return (await readDefinitions(foreignDatabase('database'))).map((definition) => ({ ...definition, enabled: overrides.get(definition.id) ?? definition.enabled }))
}

async function disabledHere({ database }: Pick<Context, 'database'>): Promise<number[]> {
  return [...await readOverrides(database)].filter(([, isEnabled]) => !isEnabled).map(([id]) => id)
}

function summarize(patterns: readonly Pattern[]) {
  const names = countBy(patterns, 'pattern_type')
  const symbols = countBy(patterns, 'symbol')
  return {
    total_patterns: patterns.length, high_confidence_patterns: patterns.filter(({ confidence }) => confidence >= 0.8).length,
    pattern_types: { distribution: Object.fromEntries(names), top_patterns: names.slice(0, 5).map(([pattern, count]) => ({ pattern, count })) },
    symbols: { active_symbols: symbols.length, top_symbols: symbols.slice(0, 10).map(([symbol, count]) => ({ symbol, count })) },
  }
}

/** Largest first. */
function countBy(patterns: readonly Pattern[], member: 'symbol' | 'pattern_type'): [string, number][] {
  const counts = new Map<string, number>()
  for (const pattern of patterns) counts.set(pattern[member], (counts.get(pattern[member]) ?? 0) + 1)
  return [...counts].toSorted(([, one], [, other]) => other - one)
}
