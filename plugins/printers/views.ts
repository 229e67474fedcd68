import type { AssetPanel, MapMarkers, SearchFields, SearchResults } from '@shopdb/plugin-api'
import { printerType, type Context } from './context.ts'
import { findForecasts, findPages, findPrinters, findReadings, numberOf, textOf } from './store.ts'
import { dateIn, dateOf, day, daysUntil } from './time.ts'
import { toneOf } from './widgets.ts'

const historyDays = 90
const words: Readonly<Record<string, string>> = { ok: 'Supplies ok', unknown: 'Levels unknown', low: 'Low', empty: 'Empty' }

/** Coloured by the supply that is lowest, with its level on the marker. */
export function mapMarkers({ database }: Context): MapMarkers[] {
  return [{
    type: printerType,
    load: async (ids) => Object.fromEntries((await findPrinters(database, ids)).map((row) => {
      const [state, level, emptyOn] = [textOf(row.supplystate) ?? 'unknown', numberOf(row.lowestlevel), textOf(row.emptyon)]
      const what = level === null ? words[state] : `${textOf(row.lowestsupply) ?? ''} ${level} %`
      const when = emptyOn === null || state === 'empty' ? '' : `, empty in ${Math.max(0, daysUntil(emptyOn))} days`
      return [Number(row.assetid), { tone: toneOf(state), label: `${what}${when}`.slice(0, 120), ...(level !== null && state !== 'ok' && { badge: `${level}%` }) }] as const
    })),
  }]
}

/** A printer is found by what it is filled with. */
export function searchFields({ database }: Context): SearchFields[] {
  return [{
    type: printerType,
    load: async (ids) => {
      const bySupply = Map.groupBy(await findForecasts(database, ids), (row) => Number(row.assetid))
      return Object.fromEntries([...bySupply].map(([id, rows]) => [id, [...new Set(rows.flatMap((row) => [textOf(row.partnumber), textOf(row.name)].filter((text) => text !== null)))]]))
    },
  }]
}

export function searchResults({ database }: Context): SearchResults[] {
  return [{
    type: printerType,
    load: async (ids) => Object.fromEntries((await findPrinters(database, ids)).map((row) => {
      const [state, level] = [textOf(row.supplystate), numberOf(row.lowestlevel)]
      return [Number(row.assetid), { badges: [...(state === 'low' || state === 'empty' ? [`${words[state]}: ${textOf(row.lowestsupply) ?? ''} ${level ?? ''} %`.slice(0, 40)] : []), ...(row.devicestate === 'offline' || row.devicestate === 'stopped' ? [String(row.devicestate)] : [])] }] as const
    })),
  }]
}

export function assetPanels({ database, settings }: Context): AssetPanel[] {
  return [
    {
      id: 'history', title: 'Levels of the last 90 days', kind: 'chart', types: [printerType], order: 20,
      load: async (assetId) => {
        const [forecasts, readings] = [await findForecasts(database, [assetId]), await findReadings(database, [assetId], Date.now() - historyDays * day)]
        const bySlot = Map.groupBy(readings.filter((row) => row.percent !== null), (row) => Number(row.slot))
        const series = forecasts.filter((row) => bySlot.has(Number(row.slot))).slice(0, 8)
        return { kind: 'line', unit: '%', labelType: 'date', series: series.map((row) => ({ name: String(row.name), points: lastOfDays(bySlot.get(Number(row.slot)) ?? []) })) }
      },
    },
    {
      id: 'counters', title: 'Pages and cost', kind: 'fields', types: [printerType], order: 30,
      load: async (assetId) => {
        const [[printer], pages] = await Promise.all([findPrinters(database, [assetId]), findPages(database, assetId, dateIn(-30))])
        const sum = (of: 'printed' | 'printedcolour'): number => pages.reduce((total, row) => total + Number(row[of]), 0)
        const cost = (value: number | null): number | null => (value === null ? null : value / 10_000)
        const [mono, colour] = [cost(numberOf(printer?.pagecostmono)), cost(numberOf(printer?.pagecostcolour))]
        const spent = (sum('printed') - sum('printedcolour')) * (mono ?? settings.costMono) + sum('printedcolour') * (colour ?? settings.costColour)
        return { items: [
          { title: 'Pages printed since it was new', value: numberOf(printer?.pagecount), type: 'number' }, { title: 'Pages of the last 30 days', value: sum('printed'), type: 'number' }, { title: 'Of these in colour', value: sum('printedcolour'), type: 'number' },
          { title: `Cost of the last 30 days (${settings.currency})`, value: Math.round(spent * 100) / 100, type: 'number' }, { title: `Black page (${settings.currency})`, value: mono, type: 'number' }, { title: `Colour page (${settings.currency})`, value: colour, type: 'number' },
        ] }
      },
    },
  ]
}

/** The last level of each day: what lines can show. */
function lastOfDays(rows: readonly { [column: string]: string | number | null }[]): { label: string; value: number }[] {
  const byDay = new Map(rows.map((row) => [dateOf(Number(row.takenat)), Number(row.percent)]))
  return [...byDay].map(([label, value]) => ({ label, value }))
}
