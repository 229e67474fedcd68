import type { Report, ReportRow } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { readStock } from './stock.ts'
import { findForecastsUntil, numberOf, sumCostBy, sumPagesByDay, textOf } from './store.ts'
import { dateIn, daysUntil } from './time.ts'

const rowsInOneStep = 500

export function printerReports(context: Context): Report[] {
  return [consumptionReport(context), costReport(context), forecastReport(context), orderReport(context)]
}

function consumptionReport({ database }: Context): Report {
  return {
    id: 'consumption', title: 'Pages by month', description: 'Black and colour pages of all printers, month by month.',
    parameters: { type: 'object', properties: { months: { type: 'integer', title: 'Months back', minimum: 1, maximum: 120, default: 12 } } },
    columns: [{ name: 'month', title: 'Month' }, { name: 'black', title: 'Black pages', type: 'number' }, { name: 'colour', title: 'Colour pages', type: 'number' }, { name: 'pages', title: 'Pages', type: 'number' }],
    chart: { kind: 'bar', label: 'month', values: ['black', 'colour'] },
    run: async ({ months }) => {
      const from = monthsBack(Number(months))
      const byMonth = Map.groupBy(await sumPagesByDay(database, from, dateIn(0)), (row) => String(row.takenon).slice(0, 7))
      return [...byMonth].map(([month, rows]) => {
        const [pages, colour] = [rows.reduce((sum, row) => sum + Number(row.printed), 0), rows.reduce((sum, row) => sum + Number(row.colour), 0)]
        return { month, black: pages - colour, colour, pages }
      })
    },
  }
}

/** The first day of the month so many months ago, this one counted. */
function monthsBack(months: number): string {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + 1, 1)).toISOString().slice(0, 10)
}

function costReport({ database, records, settings }: Context): Report {
  return {
    id: 'cost', title: 'Printing cost', description: 'Pages and what they cost, by business unit or by location. Costs of pages follow from prices and yields of spare supplies, else from the settings.',
    parameters: { type: 'object', properties: { by: { type: 'string', title: 'By', enum: ['business unit', 'location'], default: 'business unit' }, days: { type: 'integer', title: 'Days back', minimum: 1, maximum: 3650, default: 90 } } },
    columns: [{ name: 'owner', title: 'Whose' }, { name: 'printers', title: 'Printers', type: 'number' }, { name: 'black', title: 'Black pages', type: 'number' }, { name: 'colour', title: 'Colour pages', type: 'number' }, { name: 'cost', title: 'Cost', type: 'number' }, { name: 'currency', title: 'Currency' }],
    chart: { kind: 'bar', label: 'owner', values: ['cost'] },
    run: async ({ by, days }) => {
      const isUnit = by === 'business unit'
      const names = new Map<number, string>()
      for await (const record of records.each(isUnit ? 'businessunits' : 'locations')) names.set(record.id, String(record['name']))
      const rows = await sumCostBy(database, isUnit ? 'businessunitid' : 'locationid', dateIn(-Number(days)), dateIn(0))
      return rows.map((row) => ({ owner: names.get(Number(row.owner)) ?? '?', printers: Number(row.printers), black: Number(row.printed) - Number(row.colour), colour: Number(row.colour), cost: Math.round(Number(row.cost) / 100) / 100, currency: settings.currency })).toSorted((one, other) => other.cost - one.cost)
    },
  }
}

function forecastReport(context: Context): Report {
  return {
    id: 'forecast', title: 'Supplies running out', description: 'Which supplies run empty when, soonest first. Four of five run empty between the two dates beside it. Supplies without enough readings have no date and do not stand here.',
    parameters: { type: 'object', properties: { days: { type: 'integer', title: 'Days ahead', minimum: 0, maximum: 3650, default: 60 } } },
    columns: [{ name: 'printer', title: 'Printer' }, { name: 'location', title: 'Location' }, { name: 'supply', title: 'Supply' }, { name: 'partNumber', title: 'Part number' }, { name: 'percent', title: 'Left', type: 'number', unit: '%' }, { name: 'emptyOn', title: 'Empty', type: 'date' }, { name: 'earliest', title: 'At the earliest', type: 'date' }, { name: 'latest', title: 'At the latest', type: 'date' }, { name: 'days', title: 'Days left', type: 'number' }],
    chart: { kind: 'bar', label: 'emptyOn' },
    run: ({ days }) => forecastRows(context, dateIn(Number(days))),
  }
}

async function* forecastRows({ database, assets }: Context, until: string): AsyncGenerator<ReportRow> {
  for (let after = { emptyOn: '', assetId: 0, slot: 0 }; ;) {
    const rows = await findForecastsUntil(database, until, after, rowsInOneStep)
    const named = new Map((await assets.getMany([...new Set(rows.map((row) => Number(row.assetid)))])).map((asset) => [asset.id, asset]))
    for (const row of rows) {
      const printer = named.get(Number(row.assetid))
      const location = printer?.['location']
      yield { printer: printer?.assetNumber ?? '', location: typeof location === 'string' ? location : null, supply: String(row.name), partNumber: textOf(row.partnumber), percent: numberOf(row.percent), emptyOn: textOf(row.emptyon), earliest: textOf(row.earliest), latest: textOf(row.latest), days: Math.max(0, daysUntil(String(row.emptyon))) }
    }
    const last = rows.at(-1)
    if (!last || rows.length < rowsInOneStep) return
    after = { emptyOn: String(last.emptyon), assetId: Number(last.assetid), slot: Number(last.slot) }
  }
}

function orderReport(context: Context): Report {
  return {
    id: 'order', title: 'Supplies to order', description: 'What to order so that after everything that is due the minimum is left; and what printers need that nobody keeps.',
    parameters: { type: 'object', properties: { days: { type: 'integer', title: 'Days ahead', minimum: 0, maximum: 365, default: 30 } } },
    columns: [{ name: 'partNumber', title: 'Part number' }, { name: 'title', title: 'Name' }, { name: 'order', title: 'To order', type: 'number' }, { name: 'stock', title: 'In stock', type: 'number' }, { name: 'due', title: 'Due', type: 'number' }, { name: 'printers', title: 'Printers', type: 'number' }, { name: 'cost', title: 'Cost', type: 'number' }],
    chart: { kind: 'bar', label: 'partNumber', values: ['order'] },
    run: async ({ days }) => {
      const { lines, missing } = await readStock(context, Number(days))
      return [
        ...lines.filter(({ order }) => order > 0).map(({ spare, order, due, printers }) => ({ partNumber: spare.partNumber, title: spare.title, order, stock: spare.stock, due, printers, cost: spare.price === null ? null : Math.round(spare.price * order * 100) / 100 })),
        ...missing.map(({ partNumber, name, model, due, printers }) => ({ partNumber: partNumber ?? '?', title: model === null ? name : `${name} (${model})`, order: due, stock: 0, due, printers, cost: null })),
      ]
    },
  }
}
