import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { worstOf, type SupplyState } from './level.ts'
import { pageCost } from './page-cost.ts'
import { matchSpares, readSpares, type Spare } from './spares.ts'
import { findForecasts, numberOf, textOf } from './store.ts'

/** Writes what follows from the supplies of printers into their records, so that lists, map and search know it. */
export async function summarize(context: Context, printers: readonly Row[]): Promise<void> {
  const spares = await readSpares(context)
  const supplies = Map.groupBy(await findForecasts(context.database, printers.map((row) => Number(row.assetid))), (row) => Number(row.assetid))
  for (const printer of printers) {
    const assetId = Number(printer.assetid)
    const own = supplies.get(assetId) ?? []
    const values = { ...summaryOf(own), ...costOf(context, own, spares) }
    const isChanged = Object.entries(values).some(([field, value]) => (shownOf(printer, field) ?? null) !== value)
    if (isChanged) await context.assets.update(assetId, values)
  }
}

function summaryOf(supplies: readonly Row[]) {
  const lowest = supplies.filter((row) => numberOf(row.percent) !== null).toSorted((one, other) => Number(one.percent) - Number(other.percent))[0]
  const dates = supplies.flatMap((row) => textOf(row.emptyon) ?? []).toSorted()
  return {
    supplyState: worstOf(supplies.map((row) => String(row.state) as SupplyState)), // written by take-readings alone
    lowestLevel: lowest ? Number(lowest.percent) : null, lowestSupply: lowest ? textOf(lowest.name) : null, emptyOn: dates[0] ?? null,
  }
}

function costOf({ settings }: Context, supplies: readonly Row[], spares: readonly Spare[]) {
  const fitting = supplies.flatMap((row) => {
    const [spare] = matchSpares(spares, { name: String(row.name), kind: String(row.kind), colour: textOf(row.colour), partNumber: textOf(row.partnumber), model: textOf(row.model) })
    return spare ? [{ kind: String(row.kind), colour: textOf(row.colour), price: spare.price, yieldPages: spare.yieldPages }] : []
  })
  const { mono, colour } = pageCost(fitting, { mono: settings.costMono, colour: settings.costColour })
  return { pageCostMono: mono, pageCostColour: colour }
}

/** A value of the row as the record shows it: costs are kept in ten thousandths. */
function shownOf(printer: Row, field: string): string | number | null | undefined {
  const value = printer[field.toLowerCase()]
  return field.startsWith('pageCost') && typeof value === 'number' ? value / 10_000 : value
}
