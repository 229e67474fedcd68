import type { DemoPlant, DemoRandom, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { demoModels, demoSpares, type DemoModel } from './demo-models.ts'
import { insertMovement, insertReadings, keepPages } from './store.ts'
import { takeLevels } from './take-readings.ts'
import { dateOf, day } from './time.ts'

const [days, mostPrinters] = [90, 150]

/** Printers as a plant has them, each with ninety days of levels and pages: most in order, some low, a few empty, one that tells nothing. */
export async function fillWithDemoPrinters(context: Context, { assets, now, random, signal }: DemoPlant): Promise<{ printers: number; readings: number; spares: number }> {
  const places = (await context.assets.list('limit=200&sort=assetNumber')).items.filter(({ locationId }) => typeof locationId === 'number')
  const spares = await makeSpares(context, random)
  const count = Math.min(mostPrinters, Math.max(3, Math.ceil(assets / 10)))
  const made: number[] = []
  let readings = 0
  for (let number = 1; number <= count && !signal.aborted; number++) {
    const printer = await makePrinter(context, number, places, now, random, spares)
    made.push(printer.id)
    readings += printer.readings
  }
  await takeLevels(context, made, now.getTime(), true)
  return { printers: made.length, readings, spares: spares.size }
}

async function makeSpares({ records }: Context, random: DemoRandom): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  for (const spare of demoSpares) ids.set(spare.partNumber, (await records.create('sparesupplies', { ...spare, stock: random.weighted([[2, 0], [3, 1], [4, 2], [2, 4]]), minimumStock: spare.kind === 'toner' ? 2 : 1, storedAt: `Cabinet ${random.between(1, 3)}, shelf ${random.between(1, 5)}` })).id)
  return ids
}

type Place = { readonly [field: string]: unknown }

async function makePrinter(context: Context, number: number, places: readonly Place[], now: Date, random: DemoRandom, spares: ReadonlyMap<string, number>): Promise<{ id: number; readings: number }> {
  const model = demoModels[(number - 1) % demoModels.length] ?? random.pick(demoModels)
  const name = `PRN-${String(number).padStart(3, '0')}`
  const lives = model.supplies.map((supply) => liveOf(supply.wearsOff, now.getTime(), random))
  const pages = pagesOf(model, now.getTime(), random)
  const hidden = model.tells === 'nothing' ? -2 : -3
  const [result] = (await context.collector.push([{
    hostname: name.toLowerCase(), serialNumber: `${model.model.replace(/\W/g, '').slice(0, 4).toUpperCase()}${70_000 + number * 37}`, vendor: model.vendor, model: model.model, printerKind: model.printerKind, isColour: model.isColour, isDuplex: true, ipAddress: `10.20.30.${number}`, firmware: `4.${number % 7}.2`,
    deviceState: random.weighted([[14, 'idle'], [4, 'printing'], [1, 'stopped'], [1, 'offline']]), stateReasons: 'nothing', pageCount: pages.at(-1)?.pages ?? 0, colourPageCount: pages.at(-1)?.colour ?? 0,
    supplies: model.supplies.map(({ title, kind, colour, partNumber }, index) => ({ slot: index + 1, name: model.tells === 'all' ? `${title} ${partNumber}` : title, kind, colour, level: model.tells === 'all' ? (lives[index]?.at(-1)?.percent ?? 0) : hidden, capacity: model.tells === 'all' ? 100 : -2, unit: 'percent' })),
  }])).results
  const id = result?.assetId ?? 0
  const near = places.length === 0 ? {} : (places[(number * 17) % places.length] ?? {})
  const shift = (value: unknown): number | null => (typeof value === 'number' ? Math.min(0.98, Math.max(0.02, value + (random.next() - 0.5) / 20)) : null)
  await context.assets.update(id, {
    name: `${model.model} ${number % 2 === 0 ? 'cell' : 'office'} ${number}`, locationId: near['locationId'] ?? null, businessUnitId: near['businessUnitId'] ?? null, mapX: shift(near['mapX']), mapY: shift(near['mapY']),
    queueName: `${name}-${model.isColour ? 'COLOUR' : 'MONO'}`, queueServer: 'print01', driverName: `${model.vendor} Universal Print Driver`, driverVersion: `7.${number % 4}.0`, installerUrl: `https://print01.example.com/install/${name.toLowerCase()}.exe`,
  })
  const readings = model.tells === 'all' ? lives.flatMap((life, index) => life.slice(0, -1).map(({ at, percent }): Row => ({ assetid: id, slot: index + 1, percent, state: percent <= 0 ? 'empty' : percent <= 10 ? 'low' : 'ok', takenat: at }))) : []
  await context.database.write(async (transaction) => {
    await insertReadings(transaction, readings)
    await keepPages(transaction, pages.slice(1).map(({ at, pages: shown, colour }, index): Row => ({ assetid: id, takenon: dateOf(at), pages: shown, colourpages: colour, printed: shown - (pages[index]?.pages ?? shown), printedcolour: colour - (pages[index]?.colour ?? colour) })))
    for (const [index, life] of lives.entries()) for (const { at } of model.tells === 'all' ? life.filter(({ isNew }) => isNew) : []) {
      const spareId = spares.get(model.supplies[index]?.partNumber ?? '')
      if (spareId !== undefined) await insertMovement(transaction, { spareid: spareId, assetid: id, action: 'take', quantity: 1, stockafter: random.between(0, 3), note: null, doneby: random.pick(['J. Miller', 'S. Novak', 'T. Brandt']), doneat: at })
    }
  })
  return { id, readings: readings.length }
}

const isWeekend = (at: number): boolean => [0, 6].includes(new Date(at).getUTCDay())

/** Ninety days of one supply: quiet weekends, busy and slack days, changed when it is nearly empty, sometimes too late. */
function liveOf(wearsOff: number, now: number, random: DemoRandom): { at: number; percent: number; isNew: boolean }[] {
  let level = random.between(8, 100)
  return Array.from({ length: days + 1 }, (_, index) => {
    const at = now - (days - index) * day
    level -= wearsOff * (isWeekend(at) ? 0.1 : 0.5 + random.next() * 1.2)
    const isNew = level < 1 ? random.chance(0.7) : level < 6 && random.chance(0.4)
    if (isNew) level = 100
    level = Math.max(0, level)
    return { at, percent: Math.round(level), isNew }
  })
}

function pagesOf(model: DemoModel, now: number, random: DemoRandom): { at: number; pages: number; colour: number }[] {
  let [pages, colour] = [random.between(4_000, 180_000), 0]
  colour = model.isColour ? Math.round(pages * 0.4) : 0
  return Array.from({ length: days + 1 }, (_, index) => {
    const at = now - (days - index) * day
    const printed = Math.round(model.pagesADay * (isWeekend(at) ? 0.1 : 0.5 + random.next()))
    pages += printed
    colour += model.isColour ? Math.round(printed * (0.25 + random.next() / 4)) : 0
    return { at, pages, colour }
  })
}
