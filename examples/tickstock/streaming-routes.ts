import type { PluginRoute } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { readAlerts, readStreamedIndicators, readStreamedPatterns, readSummary } from './patterns-store.ts'
import { clamp, integer, named, requireSymbol, sinceHours, text } from './query.ts'

/** History of the streams, from the pattern database. */
export function streamingRoutes(context: Context): PluginRoute[] {
  const { clock, errors, foreignDatabase, route } = context
  const params = named({ symbol: text }, ['symbol'])
  const always = { method: 'GET', permission: 'tickstock.read', flag: 'historicalData' } as const
  const database = foreignDatabase('database')

  return [
    route({
      ...always, path: '/streaming/patterns/:symbol', summary: 'Patterns of a symbol in the last hours, newest first, at most 100', params, query: named({ hours: integer }),
      handle: ({ params: { symbol }, query: { hours } }) => readStreamedPatterns(database, requireSymbol(errors, symbol), sinceHours(hours, clock.now())),
    }),
    route({
      ...always, path: '/streaming/indicators/:symbol', summary: 'Indicators of a symbol in the last hours, newest first, at most 200', params, query: named({ hours: integer, indicator: text }),
      handle: ({ params: { symbol }, query: { hours, indicator } }) => readStreamedIndicators(database, requireSymbol(errors, symbol), indicator ?? null, sinceHours(hours, clock.now())),
    }),
    route({
      ...always, path: '/streaming/alerts', summary: 'When the RSI was above 70 or below 30, newest first', query: named({ hours: integer, alert_type: text, limit: integer }),
      handle: ({ query: { hours, alert_type: type, limit = 100 } }) => readAlerts(database, type ?? null, sinceHours(hours, clock.now()), clamp(limit, 10, 500)),
    }),
    route({ ...always, path: '/streaming/summary', summary: 'What came in the last hour', handle: () => readSummary(database, sinceHours(1, clock.now())) }),
  ]
}
