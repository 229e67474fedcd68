import type { Caller, Infer, JsonSchema, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { matchSpares, readSpares, type Make, type Spare } from './spares.ts'
import { countMakes, findMovements, findOfMake, insertMovement, numberOf, textOf } from './store.ts'
import { dateIn } from './time.ts'

export const movementSchema = {
  type: 'object', additionalProperties: false, required: ['action', 'quantity'],
  properties: {
    action: { type: 'string', enum: ['take', 'put', 'count'], description: 'take: out of the store. put: into it. count: so many lie there.' }, quantity: { type: 'integer', minimum: 0, maximum: 10_000 },
    assetId: { type: 'integer', minimum: 1, description: 'The printer it goes into.' }, note: { type: 'string', maxLength: 255 },
  },
} as const satisfies JsonSchema

export type StockLine = { spare: Spare; printers: number; supplies: number; due: number; order: number }
export type MissingLine = Make & { printers: number; due: number }

/**
 * Spare supplies against what printers need: how many supplies they are for, how many of these are due within so many days, and how many to order so that
 * after all of them the minimum is left. What printers need and nobody keeps stands under `missing`.
 */
export async function readStock(context: Context, days: number): Promise<{ lines: StockLine[]; missing: MissingLine[] }> {
  const [spares, makes] = await Promise.all([readSpares(context), countMakes(context.database, dateIn(days))])
  const lines = new Map(spares.map((spare) => [spare.id, { spare, printers: 0, supplies: 0, due: 0, order: 0 }]))
  const missing: MissingLine[] = []
  for (const row of makes) {
    const make = makeOf(row)
    const [printers, supplies, due] = [Number(row.printers), Number(row.supplies), Number(row.due)]
    // Of several that fit, that of which most is there serves.
    const [spare] = matchSpares(spares, make).toSorted((one, other) => other.stock - one.stock)
    const line = spare && lines.get(spare.id)
    if (!line) missing.push({ ...make, printers, due })
    else Object.assign(line, { printers: line.printers + printers, supplies: line.supplies + supplies, due: line.due + due })
  }
  for (const line of lines.values()) line.order = Math.max(0, line.due + line.spare.minimumStock - line.spare.stock)
  return { lines: [...lines.values()].toSorted((one, other) => other.order - one.order || one.spare.partNumber.localeCompare(other.spare.partNumber)), missing: missing.filter(({ due }) => due > 0).toSorted((one, other) => other.due - one.due) }
}

export function makeOf(row: Row): Make {
  return { name: String(row.name), kind: String(row.kind), colour: textOf(row.colour), partNumber: textOf(row.partnumber), model: textOf(row.model) }
}

/** Takes out of the store, puts in, or counts; who did it, how many and for which printer stands in the log. */
export async function move(context: Context, spareId: number, { action, quantity, assetId, note }: Infer<typeof movementSchema>, caller: Caller): Promise<{ stock: number }> {
  const { records, errors, assets } = context
  if (assetId !== undefined && (await assets.get(assetId))?.type !== 'printers.printer') throw errors.problem({ code: 'NO_PRINTER', status: 422, message: 'A supply goes into a printer.', fix: 'Name the id of a printer under "assetId", or leave it out.' })
  const spare = await records.get('sparesupplies', spareId)
  if (!spare) throw errors.notFound(`There is no spare supply ${spareId}.`)
  const before = Number(spare['stock'] ?? 0)
  const stock = action === 'count' ? quantity : action === 'put' ? before + quantity : before - quantity
  if (stock < 0) throw errors.problem({ code: 'STOCK_TOO_LOW', status: 409, message: `There are ${before} of ${String(spare['partNumber'])} in stock.`, fix: 'Take fewer, or count the stock first when more lie there.' })
  // Two who take the last one at the same moment: the second is told that the record has changed.
  await records.update('sparesupplies', spareId, { stock, version: spare['version'] }, caller)
  await context.database.write((transaction) => insertMovement(transaction, { spareid: spareId, assetid: assetId ?? null, action, quantity, stockafter: stock, note: note ?? null, doneby: caller.label, doneat: Date.now() }))
  return { stock }
}

/** Who uses it, and what was taken and put. */
export async function readSpare(context: Context, spareId: number) {
  const { database, assets } = context
  const [spares, makes] = await Promise.all([readSpares(context), countMakes(database, dateIn(context.settings.horizonDays))])
  const spare = spares.find(({ id }) => id === spareId)
  if (!spare) throw context.errors.notFound(`There is no spare supply ${spareId}.`)
  const fitting = makes.map(makeOf).filter((make) => matchSpares([spare], make).length > 0)
  const supplies = (await Promise.all(fitting.slice(0, 20).map((make) => findOfMake(database, make, 100)))).flat()
  const movements = await findMovements(database, spareId, 50)
  const ids = [...new Set([...supplies.map((row) => Number(row.assetid)), ...movements.flatMap((row) => numberOf(row.assetid) ?? [])])]
  const named = new Map((await assets.getMany(ids)).map((asset) => [asset.id, asset]))
  return {
    spare,
    printers: supplies.map((row) => ({ assetId: Number(row.assetid), assetNumber: named.get(Number(row.assetid))?.assetNumber ?? '', name: named.get(Number(row.assetid))?.name ?? null, supply: String(row.name), percent: numberOf(row.percent), state: String(row.state), emptyOn: textOf(row.emptyon) })),
    movements: movements.map((row) => ({ id: Number(row.id), action: String(row.action), quantity: Number(row.quantity), stockAfter: Number(row.stockafter), assetId: numberOf(row.assetid), assetNumber: named.get(Number(row.assetid))?.assetNumber ?? null, note: textOf(row.note), by: String(row.doneby), at: new Date(Number(row.doneat)).toISOString() })),
  }
}
