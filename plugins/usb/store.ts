import type { OwnTransaction, PluginContext, Row, RowValue } from '@shopdb/plugin-api'

type Database = PluginContext['database']
type Reader = Pick<Database, 'all'> | Pick<OwnTransaction, 'all'>

const headColumns = 'assetid, place, hash, outat, outby, holder, usedatid, dueat, acceptance, wording, overduelevel, scanstate, scannedat, blockedreason, lostat, changedat'
const eventColumns = 'id, assetid, place, kind, happenedat, byname, person, usedatid, dueat, detail, previoushash, hash'

export function findHeads(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select ${headColumns} from usbcustodies where assetid in (${marks(ids)})`, ids))
}

export async function insertHead(transaction: OwnTransaction, row: Row): Promise<void> {
  await transaction.insertRows('usbcustodies', [row])
}

/** False when the chain is no longer at this place. */
export async function replaceHead(transaction: OwnTransaction, assetId: number, place: number, row: Row): Promise<boolean> {
  const columns = Object.keys(row)
  return (await transaction.run(`update usbcustodies set ${columns.map((column) => `${column} = ?`).join(', ')} where assetid = ? and place = ?`, [...columns.map((column) => row[column] ?? null), assetId, place])) === 1
}

export async function insertEvent(transaction: OwnTransaction, row: Row): Promise<void> {
  const id = await transaction.takeIds('usbcustodyevents', 1)
  await transaction.insertRows('usbcustodyevents', [{ id, ...row }])
}

export function findEvents(database: Reader, assetId: number): Promise<Row[]> {
  return database.all(`select ${eventColumns} from usbcustodyevents where assetid = ? order by place`, [assetId])
}

/** Media that are out, due before a moment, and not yet at the highest level; in steps of 500. */
export function findDueBefore(database: Reader, moment: number, level: number, after: number): Promise<Row[]> {
  return database.all('select assetid, dueat, overduelevel from usbcustodies where assetid > ? and dueat < ? and overduelevel < ? and outat is not null and lostat is null order by assetid limit 500', [after, moment, level])
}

/** Media whose record says something else than their chain: a process ended between the two. */
export async function findUnfinished(database: Reader, after: number): Promise<number[]> {
  const rows = await database.all(
    "select c.assetid from usbcustodies c join usbmedia m on m.assetid = c.assetid where c.assetid > ? and m.active = 1 and (coalesce(m.holder, '') <> coalesce(c.holder, '') or coalesce(m.outsince, 0) <> coalesce(c.outat, 0) or coalesce(m.blockedreason, '') <> coalesce(c.blockedreason, '') or coalesce(m.overduelevel, 0) <> c.overduelevel or m.custodystate <> case when c.lostat is not null then 'lost' when c.blockedreason is not null then 'blocked' when c.outat is not null then 'out' else 'in' end) order by c.assetid limit 500", [after])
  return rows.map((row) => Number(row.assetid))
}

export async function countMedia(database: Reader, now: number): Promise<{ out: number; overdue: number; blocked: number; lost: number }> {
  const [states, [overdue]] = await Promise.all([
    database.all('select custodystate, count(*) as media from usbmedia where active = 1 group by custodystate'),
    database.all("select count(*) as media from usbmedia where active = 1 and custodystate = 'out' and dueat < ?", [now]),
  ])
  const of = (state: string): number => Number(states.find((row) => row.custodystate === state)?.media ?? 0)
  return { out: of('out'), overdue: Number(overdue?.media ?? 0), blocked: of('blocked'), lost: of('lost') }
}

export function countOverdueByUnit(database: Reader, now: number): Promise<Row[]> {
  return database.all("select businessunitid, count(*) as media, min(dueat) as oldest, sum(case when overduelevel >= 3 then 1 else 0 end) as critical from usbmedia where active = 1 and custodystate = 'out' and dueat < ? group by businessunitid order by count(*) desc", [now])
}

/** Per day and kind of event, what happened since a moment; a day is its first millisecond. */
export function countEventsByDay(database: Reader, since: number): Promise<Row[]> {
  return database.all('select happenedat - happenedat % 86400000 as day, kind, count(*) as times from usbcustodyevents where happenedat >= ? group by happenedat - happenedat % 86400000, kind order by 1', [since])
}

/** How often media were given out for an asset since a moment, the most used first. */
export function countUsesByPlace(database: Reader, since: number, limit: number): Promise<Row[]> {
  return database.all(`select usedatid, count(*) as times, count(distinct assetid) as media, max(happenedat) as latest from usbcustodyevents where kind = 'out' and usedatid is not null and happenedat >= ? group by usedatid order by count(*) desc, usedatid limit ${limit}`, [since])
}

export async function countInfected(database: Reader, since: number): Promise<Row[]> {
  return database.all("select happenedat - happenedat % 86400000 as day, count(*) as times from usbcustodyevents where happenedat >= ? and kind = 'blocked' and detail like '%\"infected\":true%' group by happenedat - happenedat % 86400000", [since])
}

export function findMediaBySerial(database: Reader, serialKeys: readonly string[]): Promise<Row[]> {
  return inChunks(serialKeys, (keys) => database.all(`select assetid, usbvendorid, usbproductid, deviceserial, deviceserialkey from usbmedia where active = 1 and deviceserialkey in (${marks(keys)})`, keys))
}

export async function findMediaByLabel(database: Reader, labelKey: string): Promise<number[]> {
  return (await database.all('select assetid from usbmedia where active = 1 and (labelkey = ? or deviceserialkey = ?) order by assetid limit 3', [labelKey, labelKey])).map((row) => Number(row.assetid))
}

export function findMediaStates(database: Reader, assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select assetid, custodystate, holder, dueat, blockedreason from usbmedia where assetid in (${marks(ids)})`, ids))
}

export async function upsertSightings(database: Database, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  await database.write(async (transaction) => {
    for (const row of rows) {
      const { firstseenat: _first, ...seen } = row
      const columns = Object.keys(seen)
      const changed = await transaction.run(`update usbsightings set ${columns.map((column) => `${column} = ?`).join(', ')} where computerkey = ? and devicekey = ?`, [...columns.map((column) => seen[column] ?? null), row.computerkey ?? '', row.devicekey ?? ''])
      if (changed === 0) await transaction.insertRows('usbsightings', [row])
    }
  })
}

export function findSightingsOfMedium(database: Reader, mediumId: number, limit: number): Promise<Row[]> {
  return database.all(`select computerkey, computerid, device, lastuser, firstseenat, lastseenat from usbsightings where mediumid = ? order by lastseenat desc limit ${limit}`, [mediumId])
}

export function findSightingsAt(database: Reader, computerId: number, limit: number): Promise<Row[]> {
  return database.all(`select devicekey, mediumid, device, lastuser, firstseenat, lastseenat from usbsightings where computerid = ? order by lastseenat desc limit ${limit}`, [computerId])
}

/** A sighting of a device that became a medium belongs to that from then on. */
export async function claimSightings(database: Database, deviceKey: string, mediumId: number): Promise<void> {
  await database.write((transaction) => transaction.run('update usbsightings set mediumid = ? where devicekey = ?', [mediumId, deviceKey]))
}

/** Findings about these devices that are open, or ignored so that they do not come again. */
export function findStandingFindings(database: Reader, deviceKeys: readonly string[]): Promise<Row[]> {
  return inChunks(deviceKeys, (keys) => database.all(`select id, kind, state, devicekey, computerid, computername, mediumid, ignoredscope, lastseenat, resolvedat from usbfindings where active = 1 and devicekeykey in (${marks(keys)}) and state in ('open', 'ignored')`, keys))
}

/** Vendors and products of which every device is ignored. */
export async function findIgnoredModels(database: Reader, modelKeys: readonly string[]): Promise<Set<string>> {
  const rows = await inChunks(modelKeys, (keys) => database.all(`select modelkey from usbfindings where active = 1 and modelkeykey in (${marks(keys)}) and state = 'ignored' and ignoredscope = 'model'`, keys))
  return new Set(rows.map((row) => String(row.modelkey)))
}

export async function countFindings(database: Reader, kinds: readonly string[], since: number): Promise<number> {
  const [row] = await database.all(`select count(*) as findings from usbfindings where active = 1 and state = 'open' and kind in (${marks(kinds)}) and lastseenat >= ?`, [...kinds, since])
  return Number(row?.findings ?? 0)
}

export function countFindingsByKind(database: Reader): Promise<Row[]> {
  return database.all('select kind, state, count(*) as findings from usbfindings where active = 1 group by kind, state')
}

export function findOpenFindings(database: Reader, column: 'mediumid' | 'computerid', assetIds: readonly number[]): Promise<Row[]> {
  return inChunks(assetIds, (ids) => database.all(`select ${column} as assetid, kind, device from usbfindings where active = 1 and state = 'open' and ${column} in (${marks(ids)})`, ids))
}

export async function findWordings(database: Reader, limit: number): Promise<Row[]> {
  return database.all(`select id, wording, createdby, createdat from usbwordings order by id desc limit ${limit}`)
}

export async function insertWording(database: Database, wording: string, by: string, at: number): Promise<number> {
  return database.write(async (transaction) => {
    const id = await transaction.takeIds('usbwordings', 1)
    await transaction.insertRows('usbwordings', [{ id, wording, createdby: by, createdat: at }])
    return id
  })
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}

/** Engines limit how many values a statement binds. */
async function inChunks<Value extends RowValue>(values: readonly Value[], read: (some: Value[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < values.length; start += 500) rows.push(...(await read(values.slice(start, start + 500))))
  return rows
}

/** A value of a row as text, null when there is none. */
export function textOf(value: RowValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

export function numberOf(value: RowValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

/** A moment of a row as people and programs read it. */
export function momentOf(value: RowValue | undefined): string | null {
  return value === null || value === undefined ? null : new Date(Number(value)).toISOString()
}
