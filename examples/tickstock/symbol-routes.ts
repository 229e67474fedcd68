import type { PluginRoute } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { readSymbol, readSymbols } from './patterns-store.ts'
import { clamp, integer, named, requireSymbol, text } from './query.ts'

export function symbolRoutes({ errors, foreignDatabase, route }: Context): PluginRoute[] {
  const always = { method: 'GET', permission: 'tickstock.read', flag: 'patternDiscovery' } as const
  const database = foreignDatabase('database')
  return [
    route({
      ...always, path: '/symbols', summary: 'Symbols that are traded', query: named({ market: text, search: text, limit: integer }),
      handle: async ({ query: { market, search = '', limit = 1000 } }) => {
        const began = performance.now()
        const symbols = await readSymbols(database, { market: market ?? null, search, limit: clamp(limit, 1, 5000) })
        return { symbols, filters: { market: market ?? null, search }, performance: { api_response_time_ms: Math.round(performance.now() - began), count: symbols.length } }
      },
    }),
    route({
      ...always, path: '/symbols/search', summary: 'Symbols by a part of their name', query: named({ query: text }, ['query']),
      handle: async ({ query }) => ({ success: true, symbols: await readSymbols(database, { market: null, search: query.query, limit: 100 }) }),
    }),
    route({
      ...always, path: '/symbols/:symbol', summary: 'One symbol', params: named({ symbol: text }, ['symbol']),
      handle: async ({ params }) => {
        const symbol = requireSymbol(errors, params.symbol)
        const found = await readSymbol(database, symbol)
        if (found === null) throw errors.notFound(`There is no symbol ${symbol}.`)
        return found
      },
    }),
  ]
}
