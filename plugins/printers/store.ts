import type { OwnTransaction, PluginContext, Row, RowValue } from '@shopdb/plugin-api'

type Reader = Pick<PluginContext['database'], 'all'> | Pick<OwnTransaction, 'all'>

/** What printers report of their supplies, as the collector stored it. */
export function findSupplies(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select assetid, slot, name, kind, colour, partnumber, level, capacity, lowlevel, unit, isfilled from printersupplies where active = 1 and assetid in (${marks(ids)}) order by assetid, slot`, ids))
}

const printerColumns = 'assetid, hostname, ipaddress, macaddress, deviceuuid, ippaddress, pagecount, colourpagecount, supplystate, lowestlevel, lowestsupply, emptyon, pagecostmono, pagecostcolour, devicestate, iscolour, locationid, businessunitid'

export function findPrinters(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select ${printerColumns} from printers where assetid in (${marks(ids)})`, ids))
}

/** Live printers that can be asked, above an id. */
export function findPollable(database: Reader, after: number, limit: number): Promise<Row[]> {
  return database.all(`select ${printerColumns} from printers where active = 1 and ippaddress is not null and assetid > ? order by assetid limit ${limit}`, [after])
}

export function findPrinterIds(database: Reader, after: number, limit: number): Promise<Row[]> {
  return database.all(`select assetid from printers where active = 1 and assetid > ? order by assetid limit ${limit}`, [after])
}

const forecastColumns = 'assetid, slot, name, kind, colour, partnumber, model, percent, state, takenat, emptyon, earliest, latest, basis, reason, perday, readings, refilledat'

export function findForecasts(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select ${forecastColumns} from supplyforecasts where assetid in (${marks(ids)}) order by assetid, slot`, ids))
}

const ofForecast = forecastColumns.split(', ').map((column) => `f.${column}`).join(', ')
const ofLivePrinter = 'supplyforecasts f join printers p on p.assetid = f.assetid and p.active = 1'

/** Supplies of live printers that are low, empty, or run out until a day; soonest first. Two statements, each along one index. */
export async function findDue(database: Reader, until: string, limit: number): Promise<Row[]> {
  const now = await database.all(`select ${ofForecast} from ${ofLivePrinter} where f.state in ('low', 'empty') order by f.percent, f.assetid limit ${limit}`)
  const soon = await database.all(`select ${ofForecast} from ${ofLivePrinter} where f.emptyon <= ? order by f.emptyon, f.assetid limit ${limit}`, [until])
  const known = new Map([...now, ...soon].map((row): [string, Row] => [`${row.assetid} ${row.slot}`, row]))
  return [...known.values()].slice(0, limit)
}

/** Forecasts of live printers in the order of their dates, after one of them. */
export function findForecastsUntil(database: Reader, until: string, after: { emptyOn: string; assetId: number; slot: number }, limit: number): Promise<Row[]> {
  return database.all(
    `select ${ofForecast} from ${ofLivePrinter} where f.emptyon <= ? and (f.emptyon > ? or (f.emptyon = ? and (f.assetid > ? or (f.assetid = ? and f.slot > ?)))) order by f.emptyon, f.assetid, f.slot limit ${limit}`,
    [until, after.emptyOn, after.emptyOn, after.assetId, after.assetId, after.slot])
}

export function findLowest(database: Reader, limit: number): Promise<Row[]> {
  return database.all(`select assetid, lowestlevel, lowestsupply, supplystate, emptyon from printers where active = 1 and lowestlevel is not null order by lowestlevel, assetid limit ${limit}`)
}

export async function countStates(database: Reader): Promise<Map<string, number>> {
  return counted(await database.all('select supplystate as word, count(*) as n from printers where active = 1 group by supplystate'))
}

export async function countDeviceStates(database: Reader): Promise<Map<string, number>> {
  return counted(await database.all('select devicestate as word, count(*) as n from printers where active = 1 group by devicestate'))
}

/** Printers with something that runs empty until a day, and those where something is empty already. */
export async function countEmptyUntil(database: Reader, until: string): Promise<number> {
  const [row] = await database.all("select count(*) as n from printers where active = 1 and (emptyon <= ? or supplystate = 'empty')", [until])
  return Number(row?.n ?? 0)
}

/**
 * How many supplies of each make there are on live printers, and how many of them are due until a day. A site has few makes, however many printers
 * it has; spare supplies are matched to makes.
 */
export function countMakes(database: Reader, until: string): Promise<Row[]> {
  return database.all(
    `select f.partnumber, f.name, f.kind, f.colour, f.model, count(*) as supplies, count(distinct f.assetid) as printers, sum(case when f.state in ('low', 'empty') or f.emptyon <= ? then 1 else 0 end) as due from ${ofLivePrinter} where f.state <> 'unrestricted' group by f.partnumber, f.name, f.kind, f.colour, f.model`, [until])
}

/** Supplies of live printers of one make. */
export function findOfMake(database: Reader, { name, kind, model }: { name: string; kind: string; model: string | null }, limit: number): Promise<Row[]> {
  return database.all(`select ${ofForecast} from ${ofLivePrinter} where f.name = ? and f.kind = ? and ${model === null ? 'f.model is null' : 'f.model = ?'} order by f.percent, f.assetid limit ${limit}`, [name, kind, ...(model === null ? [] : [model])])
}

/** Levels of printers since a moment, oldest first. */
export function findReadings(database: Reader, assetIds: readonly number[], since: number): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select assetid, slot, percent, state, takenat from supplyreadings where assetid in (${marks(ids)}) and takenat >= ? order by assetid, takenat, id`, [...ids, since]))
}

export function findPages(database: Reader, assetId: number, since: string): Promise<Row[]> {
  return database.all('select takenon, pages, colourpages, printed, printedcolour from pagereadings where assetid = ? and takenon >= ? order by takenon', [assetId, since])
}

/** The newest count of each printer before a day. */
export function findPagesBefore(database: Reader, assetIds: readonly number[], day: string): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select r.assetid, r.takenon, r.pages, r.colourpages from pagereadings r where r.assetid in (${marks(ids)}) and r.takenon = (select max(n.takenon) from pagereadings n where n.assetid = r.assetid and n.takenon < ?)`, [...ids, day]))
}

export function findPagesOf(database: Reader, assetIds: readonly number[], day: string): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select assetid, takenon, pages, colourpages, printed, printedcolour from pagereadings where assetid in (${marks(ids)}) and takenon = ?`, [...ids, day]))
}

/** Pages of all printers by day, those that were retired since too: what was printed stays printed. */
export function sumPagesByDay(database: Reader, from: string, to: string): Promise<Row[]> {
  return database.all('select takenon, sum(printed) as printed, sum(printedcolour) as colour from pagereadings where takenon >= ? and takenon <= ? group by takenon order by takenon', [from, to])
}

/** Pages and what they cost, by a column that the platform keeps with printers. Costs are in ten thousandths. */
export function sumCostBy(database: Reader, by: 'businessunitid' | 'locationid', from: string, to: string): Promise<Row[]> {
  return database.all(
    `select p.${by} as owner, sum(r.printed) as printed, sum(r.printedcolour) as colour, count(distinct r.assetid) as printers, sum((r.printed - r.printedcolour) * coalesce(p.pagecostmono, 0) + r.printedcolour * coalesce(p.pagecostcolour, 0)) as cost from pagereadings r join printers p on p.assetid = r.assetid where r.takenon >= ? and r.takenon <= ? group by p.${by}`, [from, to])
}

export async function insertReadings(transaction: OwnTransaction, readings: readonly Row[]): Promise<void> {
  if (readings.length === 0) return
  const first = await transaction.takeIds('supplyreadings', readings.length)
  await transaction.insertRows('supplyreadings', readings.map((reading, index) => ({ id: first + index, ...reading })))
}

export function keepForecasts(transaction: OwnTransaction, forecasts: readonly Row[]): Promise<void> {
  return forecasts.length === 0 ? Promise.resolve() : transaction.upsertRows('supplyforecasts', ['assetid', 'slot'], forecasts)
}

/** Supplies that a printer does not report any more. */
export async function removeForecasts(transaction: OwnTransaction, gone: readonly { assetId: number; slot: number }[]): Promise<void> {
  for (const { assetId, slot } of gone) await transaction.run('delete from supplyforecasts where assetid = ? and slot = ?', [assetId, slot])
}

export function keepPages(transaction: OwnTransaction, rows: readonly Row[]): Promise<void> {
  return rows.length === 0 ? Promise.resolve() : transaction.upsertRows('pagereadings', ['assetid', 'takenon'], rows)
}

/** Readings that are older than the site wants them. */
export async function removeBefore(transaction: OwnTransaction, moment: number, day: string): Promise<number> {
  return (await transaction.run('delete from supplyreadings where takenat < ?', [moment])) + (await transaction.run('delete from pagereadings where takenon < ?', [day]))
}

export function findSpares(database: Reader): Promise<Row[]> {
  return database.all('select id, version, partnumber, title, kind, colour, fitsmodels, stock, minimumstock, price, yieldpages, storedat, vendorid from sparesupplies where active = 1 order by partnumber')
}

export async function insertMovement(transaction: OwnTransaction, movement: Row): Promise<void> {
  await transaction.insertRows('sparemovements', [{ id: await transaction.takeIds('sparemovements', 1), ...movement }])
}

export function findMovements(database: Reader, spareId: number, limit: number): Promise<Row[]> {
  return database.all(`select id, spareid, assetid, action, quantity, stockafter, note, doneby, doneat from sparemovements where spareid = ? order by doneat desc, id desc limit ${limit}`, [spareId])
}

export function findMovementsOf(database: Reader, assetId: number, limit: number): Promise<Row[]> {
  return database.all(`select m.id, m.action, m.quantity, m.note, m.doneby, m.doneat, s.partnumber, s.title from sparemovements m join sparesupplies s on s.id = m.spareid where m.assetid = ? order by m.doneat desc, m.id desc limit ${limit}`, [assetId])
}

function counted(rows: readonly Row[]): Map<string, number> {
  return new Map(rows.map((row) => [String(row.word ?? 'unknown'), Number(row.n)]))
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}

/** Engines limit how many values a statement binds. */
async function inChunks(ids: readonly number[], read: (some: number[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < ids.length; start += 500) rows.push(...(await read([...ids.slice(start, start + 500)])))
  return rows
}

/** A value of a row as text, null when there is none. */
export function textOf(value: RowValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

export function numberOf(value: RowValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}
