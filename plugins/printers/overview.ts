import type { Row } from '@shopdb/plugin-api'
import { printerType, type Context } from './context.ts'
import { matchSpares, readSpares } from './spares.ts'
import { findForecasts, findMovementsOf, numberOf, textOf } from './store.ts'

/** Everything its page shows of the supplies of a printer, of its queue and its driver. */
export async function readOverview(context: Context, assetId: number) {
  const printer = await context.assets.get(assetId)
  if (printer?.type !== printerType) throw context.errors.notFound(`There is no printer ${assetId}.`)
  const [forecasts, spares, movements] = await Promise.all([findForecasts(context.database, [assetId]), readSpares(context), findMovementsOf(context.database, assetId, 5)])
  return {
    supplies: forecasts.map((row) => {
      const shown = supplyOf(row)
      const [spare] = matchSpares(spares, { ...shown, model: textOf(row.model) }).toSorted((one, other) => other.stock - one.stock)
      return { ...shown, spare: spare ? { id: spare.id, partNumber: spare.partNumber, title: spare.title, stock: spare.stock, storedAt: spare.storedAt } : null }
    }),
    changes: movements.map((row) => ({ id: Number(row.id), action: String(row.action), quantity: Number(row.quantity), partNumber: String(row.partnumber), title: textOf(row.title), note: textOf(row.note), by: String(row.doneby), at: new Date(Number(row.doneat)).toISOString() })),
    queue: { name: wordOf(printer['queueName']), server: wordOf(printer['queueServer']), driver: wordOf(printer['driverName']), driverVersion: wordOf(printer['driverVersion']), installerUrl: wordOf(printer['installerUrl']), ippAddress: wordOf(printer['ippAddress']) },
    mayBeAsked: wordOf(printer['ippAddress']) !== null,
  }
}

/** `perDay` in percent. Without a date `reason` says why: `few-readings`, `not-falling` or `no-level`. */
export function supplyOf(row: Row) {
  const perDay = numberOf(row.perday)
  return {
    slot: Number(row.slot), name: String(row.name), kind: String(row.kind), colour: textOf(row.colour), partNumber: textOf(row.partnumber), percent: numberOf(row.percent), state: String(row.state), takenAt: new Date(Number(row.takenat)).toISOString(),
    emptyOn: textOf(row.emptyon), earliest: textOf(row.earliest), latest: textOf(row.latest), basis: textOf(row.basis), reason: textOf(row.reason), perDay: perDay === null ? null : perDay / 1000, readings: Number(row.readings),
    refilledAt: numberOf(row.refilledat) === null ? null : new Date(Number(row.refilledat)).toISOString(),
  }
}

function wordOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
