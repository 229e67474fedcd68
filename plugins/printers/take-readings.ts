import type { CollectedRecord, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { forecast, type Reading } from './forecast.ts'
import { readLevel, type Level, type Reported } from './level.ts'
import { countPages } from './count-pages.ts'
import { findForecasts, findPrinters, findReadings, findSupplies, insertReadings, keepForecasts, keepPages, numberOf, removeForecasts, textOf } from './store.ts'
import { settleSupplies, tellOfSupplies } from './notices.ts'
import { summarize } from './summarize.ts'
import { colourOf, kindOf, partNumberOf, plainName } from './supply-words.ts'
import { dateOf, day } from './time.ts'

/** Levels that far back count for forecasts. */
const lookBack = 180 * day

/**
 * What follows from records that the collector stored: a level is noted when it changed, and once a day while it stays; then
 * forecasts, page counters, and what lists, map and notices say of the printer.
 */
export async function takeReadings(context: Context, records: readonly CollectedRecord[]): Promise<void> {
  const at = Date.parse(records[0]?.at ?? new Date().toISOString())
  await takeLevels(context, records.map(({ assetId }) => assetId), at)
}

/** `again` forecasts anew what has not changed. */
export async function takeLevels(context: Context, assetIds: readonly number[], at: number, again = false): Promise<void> {
  const { database } = context
  const [supplies, known, printers] = await Promise.all([findSupplies(database, assetIds), findForecasts(database, assetIds), findPrinters(database, assetIds)])
  const before = new Map(known.map((row) => [keyOf(row), row]))
  const levels = supplies.map((row) => ({ row, level: readLevel(reportedOf(row), context.settings.lowPercent) }))
  const noted = levels.filter(({ row, level }) => isNews(before.get(keyOf(row)), level, at))
  const present = new Set(supplies.map(keyOf))
  const gone = known.filter((row) => !present.has(keyOf(row))).map((row) => ({ assetId: Number(row.assetid), slot: Number(row.slot) }))
  const pages = await countPages(context, printers, at)
  if (!again && noted.length === 0 && gone.length === 0 && pages.length === 0) return
  await database.write((transaction) => insertReadings(transaction, noted.map(({ row, level }) => ({ assetid: row.assetid ?? null, slot: row.slot ?? null, percent: level.percent, state: level.state, takenat: at }))))
  const changed = again ? [...assetIds] : [...new Set([...noted.map(({ row }) => Number(row.assetid)), ...gone.map(({ assetId }) => assetId)])]
  const forecasts = await forecastsOf(context, changed, levels, at)
  await database.write(async (transaction) => {
    await keepForecasts(transaction, forecasts)
    await removeForecasts(transaction, gone)
    await keepPages(transaction, pages)
  })
  const touched = new Set(changed)
  await summarize(context, printers.filter((row) => touched.has(Number(row.assetid))))
  const news = new Set(noted.map(({ row }) => keyOf(row)))
  await tellOfSupplies(context, forecasts.filter((row) => news.has(keyOf(row)) && isShort(row)))
  await settleSupplies(context, [...forecasts.filter((row) => !isShort(row) && isShort(before.get(keyOf(row)))), ...gone.map(({ assetId, slot }) => ({ assetid: assetId, slot }))])
}

function isShort(row: Row | undefined): boolean {
  return row?.state === 'low' || row?.state === 'empty'
}

/** Whether a level is worth a row: it is another one, or the last one is of another day. */
function isNews(before: Row | undefined, { percent, state }: Level, at: number): boolean {
  return before === undefined || numberOf(before.percent) !== percent || before.state !== state || dateOf(Number(before.takenat)) !== dateOf(at)
}

type Levelled = { row: Row; level: Level }

async function forecastsOf({ database, assets }: Context, assetIds: readonly number[], levels: readonly Levelled[], at: number): Promise<Row[]> {
  const readings = Map.groupBy(await findReadings(database, assetIds, at - lookBack), keyOf)
  const models = new Map((await assets.getMany(assetIds)).map((asset) => [asset.id, typeof asset['model'] === 'string' ? asset['model'] : null]))
  return levels.filter(({ row }) => models.has(Number(row.assetid))).map(({ row, level }) => {
    const series = (readings.get(keyOf(row)) ?? []).flatMap((reading): Reading[] => (numberOf(reading.percent) === null ? [] : [{ at: Number(reading.takenat), percent: Number(reading.percent) }]))
    return { ...forecastRow(row, level, series, at), model: models.get(Number(row.assetid)) ?? null }
  })
}

function forecastRow(row: Row, level: Level, series: readonly Reading[], at: number): Row {
  const { name, kind, colour, partNumber } = reportedOf(row)
  // A printer that stopped telling how much is left has no end that could be known, whatever it told before.
  const found = forecast(level.percent === null ? [] : series, at)
  const dated = found.days === null ? { emptyon: null, earliest: null, latest: null, perday: null, basis: null, reason: found.reason } : {
    emptyon: dateOf(at + found.days * day), earliest: dateOf(at + found.earliest * day), latest: found.latest === null ? null : dateOf(at + found.latest * day),
    perday: Math.round(found.perDay * 1000), basis: found.basis, reason: null,
  }
  return {
    assetid: row.assetid ?? null, slot: row.slot ?? null, name: plainName(name) || `${row.slot}`, kind: kindOf(kind, name), colour: colourOf(colour, name), partnumber: partNumberOf(partNumber, name),
    percent: level.percent, state: level.state, takenat: at, readings: found.readings, refilledat: found.refilledAt, ...dated,
  }
}

function reportedOf(row: Row): Reported {
  return {
    slot: Number(row.slot), name: textOf(row.name) ?? '', kind: textOf(row.kind), colour: textOf(row.colour), partNumber: textOf(row.partnumber), level: numberOf(row.level), capacity: numberOf(row.capacity), lowLevel: numberOf(row.lowlevel),
    unit: textOf(row.unit), isFilled: row.isfilled === 1,
  }
}

function keyOf(row: Row): string {
  return `${row.assetid} ${row.slot}`
}
