import type { PluginContext, Row } from '@shopdb/plugin-api'
import type { NextDue, Plan } from './due.ts'

type Database = Pick<PluginContext, 'database' | 'codec'>

/** A plan together with the machine it belongs to. `reading` is that of the meter it counts by. */
export type MachinePlan = Plan & NextDue & { readonly id: number; readonly version: number; readonly assetId: number; readonly title: string; readonly task: string | null; readonly responsible: string | null; readonly reading: number | null }

const planColumns = `p.id, p.version, p.assetid, p.title, p.task, p.responsible, p.basis, p.everycount, p.everyunit, p.everyamount, p.rhythm, p.startson, p.startreading,
  p.warndays, p.warnamount, p.paused, p.lastdoneon, p.lastdonefor, p.lastdonereading, p.nextdueon, p.nextduereading, e.operatinghours, e.partsproduced`
const planTables = 'maintenanceplans p join equipment e on e.assetid = p.assetid and e.active = 1'
/** A tenth of the interval, unless the plan says otherwise; readings of hours have one decimal, parts none. */
const meterIsNear = `(p.basis = 'hours' and e.operatinghours >= p.nextduereading - coalesce(p.warnamount, p.everyamount / 10.0))
  or (p.basis = 'parts' and e.partsproduced * 10 >= p.nextduereading - coalesce(p.warnamount, p.everyamount / 10.0))`
const chunk = 500

export async function plansOf(context: Database, assetId: number): Promise<MachinePlan[]> {
  return (await context.database.all(`select ${planColumns} from ${planTables} where p.active = 1 and p.assetid = ? order by p.titlekey, p.id`, [assetId])).map((row) => readPlan(context, row))
}

export async function findPlan(context: Database, id: number): Promise<MachinePlan | null> {
  const [row] = await context.database.all(`select ${planColumns} from ${planTables} where p.active = 1 and p.id = ?`, [id])
  return row ? readPlan(context, row) : null
}

/** Plans that are due until a day, or whose meter is near, the most urgent first; those by meter follow. */
export async function plansDueUntil(context: Database, until: string, limit: number): Promise<MachinePlan[]> {
  const byDay = await context.database.all(`select ${planColumns} from ${planTables} where p.active = 1 and coalesce(p.paused, 0) = 0 and p.basis = 'calendar' and p.nextdueon <= ? order by p.nextdueon, p.id limit ${Math.trunc(limit)}`, [until])
  const byMeter = await context.database.all(`select ${planColumns} from ${planTables} where p.active = 1 and coalesce(p.paused, 0) = 0 and (${meterIsNear}) order by p.id limit ${Math.trunc(limit)}`)
  return [...byMeter, ...byDay].map((row) => readPlan(context, row))
}

export async function countOverdue(context: Database, today: string): Promise<number> {
  const [row] = await context.database.all(`select count(*) as n from ${planTables} where p.active = 1 and coalesce(p.paused, 0) = 0 and ((p.basis = 'calendar' and p.nextdueon < ?) or (p.basis = 'hours' and e.operatinghours >= p.nextduereading) or (p.basis = 'parts' and e.partsproduced * 10 >= p.nextduereading))`, [today])
  return Number(row?.n ?? 0)
}

/** Plans of many machines, for marks on the map and lines of search. */
export async function plansOfMany(context: Database, assetIds: readonly number[]): Promise<MachinePlan[]> {
  const rows = await inChunks(assetIds, (places, ids) => context.database.all(`select ${planColumns} from ${planTables} where p.active = 1 and coalesce(p.paused, 0) = 0 and p.assetid in (${places})`, ids))
  return rows.map((row) => readPlan(context, row))
}

/** Plans above an id, in order: what a pass over all of them reads at a time. */
export async function plansAfter(context: Database, id: number): Promise<MachinePlan[]> {
  return (await context.database.all(`select ${planColumns} from ${planTables} where p.active = 1 and p.id > ? order by p.id limit ${chunk}`, [id])).map((row) => readPlan(context, row))
}

export type Downtime = { readonly id: number; readonly version: number; readonly assetId: number; readonly startedAt: string; readonly endedAt: string | null; readonly reason: string | null; readonly causeAssetId: number | null; readonly reportedBy: string | null; readonly notes: string | null }

const downtimeColumns = 'd.id, d.version, d.assetid, d.startedat, d.endedat, d.reason, d.causeassetid, d.reportedby, d.notes'
const downtimeTables = 'downtimes d join equipment e on e.assetid = d.assetid and e.active = 1'

export async function downtimesOf(context: Database, assetId: number, limit: number): Promise<Downtime[]> {
  return (await context.database.all(`select ${downtimeColumns} from ${downtimeTables} where d.active = 1 and d.assetid = ? order by d.startedat desc, d.id desc limit ${Math.trunc(limit)}`, [assetId])).map((row) => readDowntime(context, row))
}

export async function openDowntimes(context: Database, assetIds: readonly number[] | null, limit: number): Promise<Downtime[]> {
  if (assetIds === null) return (await context.database.all(`select ${downtimeColumns} from ${downtimeTables} where d.active = 1 and d.endedat is null order by d.startedat, d.id limit ${Math.trunc(limit)}`)).map((row) => readDowntime(context, row))
  return (await inChunks(assetIds, (places, ids) => context.database.all(`select ${downtimeColumns} from ${downtimeTables} where d.active = 1 and d.endedat is null and d.assetid in (${places})`, ids))).map((row) => readDowntime(context, row))
}

/** Downtimes that reach into a span of time. */
export async function downtimesBetween(context: Database, from: number, to: number): Promise<Downtime[]> {
  return (await context.database.all(`select ${downtimeColumns} from ${downtimeTables} where d.active = 1 and d.startedat < ? and (d.endedat is null or d.endedat > ?) order by d.assetid, d.startedat`, [to, from])).map((row) => readDowntime(context, row))
}

export type LogEntry = { readonly id: number; readonly assetId: number; readonly title: string; readonly doneOn: string; readonly doneBy: string | null; readonly minutes: number | null; readonly reading: number | null; readonly notes: string | null }

const logColumns = 'l.id, l.assetid, l.title, l.doneon, l.doneby, l.minutes, l.reading, l.notes'

export async function logOf(context: Database, assetId: number, limit: number): Promise<LogEntry[]> {
  return (await context.database.all(`select ${logColumns} from maintenancelogs l where l.active = 1 and l.assetid = ? order by l.doneon desc, l.id desc limit ${Math.trunc(limit)}`, [assetId])).map((row) => readEntry(context, row))
}

/** What was done between two days, both included, above an id. */
export async function logBetween(context: Database, from: string, to: string, after: number, limit: number): Promise<LogEntry[]> {
  return (await context.database.all(`select ${logColumns} from maintenancelogs l join equipment e on e.assetid = l.assetid and e.active = 1 where l.active = 1 and l.doneon >= ? and l.doneon <= ? and l.id > ? order by l.id limit ${Math.trunc(limit)}`, [from, to, after])).map((row) => readEntry(context, row))
}

/** Live machines by one of their own identifiers; `column` is a key column of the table. */
export async function machineByDevice(context: Database, uuid: string): Promise<number | null> {
  const [row] = await context.database.all('select assetid from equipment where active = 1 and mtconnectuuidkey = ?', [context.codec.naturalKey(uuid)])
  return row ? Number(row.assetid) : null
}

async function inChunks(ids: readonly number[], read: (places: string, ids: readonly number[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < ids.length; start += chunk) {
    const part = ids.slice(start, start + chunk)
    rows.push(...await read(part.map(() => '?').join(), part))
  }
  return rows
}

const text = (row: Row, column: string): string | null => (typeof row[column] === 'string' ? row[column] : null)
const integer = (row: Row, column: string): number | null => (row[column] === null || row[column] === undefined ? null : Number(row[column]))

function readPlan({ codec }: Database, row: Row): MachinePlan {
  const decimal = (column: string): number | null => (integer(row, column) === null ? null : codec.decimalFromRow(Number(row[column]), 1))
  const basis = text(row, 'basis') as Plan['basis'] // the host stores only values of the enum
  return {
    id: Number(row.id), version: Number(row.version), assetId: Number(row.assetid), title: String(row.title), task: text(row, 'task'), responsible: text(row, 'responsible'), basis,
    everyCount: integer(row, 'everycount'), everyUnit: text(row, 'everyunit') as Plan['everyUnit'], everyAmount: decimal('everyamount'), rhythm: text(row, 'rhythm') as Plan['rhythm'], // as above
    startsOn: text(row, 'startson'), startReading: decimal('startreading'), warnDays: integer(row, 'warndays'), warnAmount: decimal('warnamount'), paused: row.paused === 1,
    lastDoneOn: text(row, 'lastdoneon'), lastDoneFor: text(row, 'lastdonefor'), lastDoneReading: decimal('lastdonereading'), nextDueOn: text(row, 'nextdueon'), nextDueReading: decimal('nextduereading'),
    reading: basis === 'hours' ? decimal('operatinghours') : basis === 'parts' ? integer(row, 'partsproduced') : null,
  }
}

function readDowntime({ codec }: Database, row: Row): Downtime {
  const moment = (column: string): string | null => (integer(row, column) === null ? null : codec.timestampFromRow(Number(row[column])))
  return { id: Number(row.id), version: Number(row.version), assetId: Number(row.assetid), startedAt: moment('startedat') ?? '', endedAt: moment('endedat'), reason: text(row, 'reason'), causeAssetId: integer(row, 'causeassetid'), reportedBy: text(row, 'reportedby'), notes: text(row, 'notes') }
}

function readEntry({ codec }: Database, row: Row): LogEntry {
  return { id: Number(row.id), assetId: Number(row.assetid), title: String(row.title), doneOn: String(row.doneon), doneBy: text(row, 'doneby'), minutes: integer(row, 'minutes'), reading: row.reading === null ? null : codec.decimalFromRow(Number(row.reading), 1), notes: text(row, 'notes') }
}
