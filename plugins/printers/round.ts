import type { AssetRecord, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { matchSpares, readSpares, type Spare } from './spares.ts'
import { makeOf } from './stock.ts'
import { findDue, numberOf, textOf } from './store.ts'
import { dateIn } from './time.ts'
import { walkOrder } from './walk-order.ts'

const mostStops = 60
const mostSupplies = 300

export type RoundSupply = { slot: number; name: string; kind: string; colour: string | null; partNumber: string | null; percent: number | null; state: string; emptyOn: string | null; spare: { id: number; partNumber: string; storedAt: string | null; stock: number } | null }
export type Stop = { assetId: number; assetNumber: string; name: string | null; location: string | null; floorPlanId: number | null; x: number; y: number; supplies: RoundSupply[] }
export type Floor = { id: number; name: string; version: number; width: number; height: number }

/** Printers to visit because a supply is low, empty or runs out within so many days, floor by floor in the order of walking, and what to carry. */
export async function planRound(context: Context, days: number) {
  const { database, assets } = context
  const due = Map.groupBy(await findDue(database, dateIn(days), mostSupplies), (row) => Number(row.assetid))
  const ids = [...due.keys()]
  const [spares, printers] = await Promise.all([readSpares(context), assets.getMany(ids.slice(0, mostStops))])
  const stops = await Promise.all(printers.map((printer) => stopOf(context, printer, (due.get(printer.id) ?? []).map((row) => supplyOf(row, spares)))))
  const floors = await readFloors(context, stops)
  const ordered = [...floors.flatMap((floor) => walkFloor(stops, floor)), ...stops.filter(({ floorPlanId }) => !floors.some(({ id }) => id === floorPlanId)).toSorted((one, other) => (one.location ?? '').localeCompare(other.location ?? '') || one.assetNumber.localeCompare(other.assetNumber))]
  return { days, stops: ordered, floors, carry: carryFor(ordered, spares), left: Math.max(0, ids.length - mostStops) }
}

async function stopOf({ resolveAssetPosition }: Context, printer: AssetRecord, supplies: RoundSupply[]): Promise<Stop> {
  const position = await resolveAssetPosition(printer.id)
  const location = printer['location']
  return { assetId: printer.id, assetNumber: printer.assetNumber, name: printer.name, location: typeof location === 'string' ? location : null, floorPlanId: position?.floorPlanId ?? null, x: position?.x ?? 0, y: position?.y ?? 0, supplies }
}

function supplyOf(row: Row, spares: readonly Spare[]): RoundSupply {
  const { name, kind, colour, partNumber, model } = makeOf(row)
  const [spare] = matchSpares(spares, { name, kind, colour, partNumber, model }).toSorted((one, other) => other.stock - one.stock)
  return { slot: Number(row.slot), name, kind, colour, partNumber, percent: numberOf(row.percent), state: String(row.state), emptyOn: textOf(row.emptyon), spare: spare ? { id: spare.id, partNumber: spare.partNumber, storedAt: spare.storedAt, stock: spare.stock } : null }
}

/** The plans on which there is something to do, by name: "Floor 2" before "Floor 10". */
async function readFloors({ records, codec }: Context, stops: readonly Stop[]): Promise<Floor[]> {
  const ids = [...new Set(stops.flatMap(({ floorPlanId }) => floorPlanId ?? []))]
  const plans = (await Promise.all(ids.map((id) => records.get('floorplans', id)))).filter((plan) => plan !== null)
  const floors = plans.map((plan): Floor => ({ id: plan.id, name: String(plan['name']), version: Number(plan['version']), width: Number(plan['width'] ?? 1) || 1, height: Number(plan['height'] ?? 1) || 1 }))
  return floors.toSorted((one, other) => (codec.naturalKey(one.name) < codec.naturalKey(other.name) ? -1 : 1))
}

/** Coordinates are shares of the plan's width and height; for walking both have to be of one length. */
function walkFloor(stops: readonly Stop[], { id, width, height }: Floor): Stop[] {
  const placed = stops.filter(({ floorPlanId }) => floorPlanId === id).map((stop) => ({ stop, x: stop.x * width, y: stop.y * height }))
  return walkOrder(placed, { x: 0, y: 0 }).map(({ stop }) => stop)
}

/** What to take out of the store before setting off. */
function carryFor(stops: readonly Stop[], spares: readonly Spare[]) {
  const needed = new Map<number, number>()
  for (const { spare } of stops.flatMap(({ supplies }) => supplies)) if (spare) needed.set(spare.id, (needed.get(spare.id) ?? 0) + 1)
  return spares.flatMap((spare) => {
    const count = needed.get(spare.id)
    return count === undefined ? [] : [{ spareId: spare.id, partNumber: spare.partNumber, title: spare.title, kind: spare.kind, colour: spare.colour, storedAt: spare.storedAt, needed: count, stock: spare.stock }]
  })
}
