import type { OwnTransaction, Row, RowValue } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { notificationOf, type Notification, type State } from './notification.ts'

type Reader = Pick<Context['database'], 'all'> | OwnTransaction

const columns = 'n.id, n.title, n.text, n.typeid, n.severity, n.state, n.startsat, n.endsat, n.timezone, n.recurrence, n.currentfrom, n.currentuntil, n.businessunitid, n.locationid, n.assetid, n.assettype, n.pinned, n.banner, n.wall, n.needsacknowledgement, n.sourceplugin, n.author, t.name as typename, t.colour, t.icon'
const typed = 'notifications n left join notificationtypes t on t.id = n.typeid'

export type Filter = {
  state?: State | undefined; typeId?: number | undefined; severity?: string | undefined; assetId?: number | undefined; businessUnitId?: number | undefined; plugin?: string | undefined
  /** One of these, or none at all. */
  locationIds?: readonly number[] | undefined
  place?: 'banner' | 'wall' | undefined
  unread?: boolean | undefined
  /** Part of the title. */
  text?: string | undefined
  before?: { at: number; id: number } | undefined
}

type Condition = { text: string; values: readonly RowValue[] }
const equal = (column: string, value: RowValue | undefined): Condition[] => (value === undefined ? [] : [{ text: `${column} = ?`, values: [value] }])
const oneOf = (column: string, values: readonly number[]): string => (values.length === 0 ? '1 = 0' : `${column} in (${values.map(Math.trunc).join(', ')})`)

function conditionsOf(filter: Filter, at: number): Condition[] {
  const { state, typeId, severity, assetId, businessUnitId, plugin, locationIds, place, unread, text, before } = filter
  return [
    { text: 'n.active = 1', values: [] }, ...equal('n.state', state), ...equal('n.typeid', typeId), ...equal('n.severity', severity), ...equal('n.assetid', assetId), ...equal('n.sourceplugin', plugin),
    // By the minute the job brings states up to date; the clock decides what is shown.
    ...(state === 'active' ? [{ text: 'n.currentfrom <= ? and (n.currentuntil is null or n.currentuntil > ?)', values: [at, at] }] : []),
    ...(businessUnitId === undefined ? [] : [{ text: '(n.businessunitid is null or n.businessunitid = ?)', values: [businessUnitId] }]),
    ...(locationIds === undefined ? [] : [{ text: `(n.locationid is null or ${oneOf('n.locationid', locationIds)})`, values: [] }]),
    ...(place === undefined ? [] : [{ text: `n.${place} = 1`, values: [] }]),
    ...(unread === true ? [{ text: 'r.readat is null', values: [] }] : []),
    ...(text === undefined ? [] : [{ text: "lower(n.title) like ? escape '!'", values: [`%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`] }]),
    ...(before === undefined ? [] : [{ text: '(n.startsat < ? or (n.startsat = ? and n.id < ?))', values: [before.at, before.at, before.id] }]),
  ]
}

/** Running ones: pinned first, then the worst, then the latest. Others: the latest first. */
export async function findNotifications({ all }: Reader, filter: Filter, { userId, at, most }: { userId: number | null; at: number; most: number }): Promise<Notification[]> {
  const conditions = conditionsOf(filter, at)
  const order = filter.state === 'active' ? "n.pinned desc, case n.severity when 'critical' then 2 when 'warning' then 1 else 0 end desc, n.currentfrom desc, n.id desc" : filter.state === 'scheduled' ? 'n.currentfrom, n.id' : 'n.startsat desc, n.id desc'
  const text = `select ${columns}, r.readat, r.acknowledgedat from ${typed} left join notificationreads r on r.notificationid = n.id and r.userid = ? and r.occurrence = n.currentfrom where ${conditions.map((condition) => condition.text).join(' and ')} order by ${order} limit ${Math.trunc(most)}`
  return (await all(text, [userId ?? 0, ...conditions.flatMap(({ values }) => values)])).map(notificationOf)
}

export async function findNotification({ all }: Reader, id: number, userId: number | null): Promise<Notification | null> {
  const rows = await all(`select ${columns}, r.readat, r.acknowledgedat from ${typed} left join notificationreads r on r.notificationid = n.id and r.userid = ? and r.occurrence = n.currentfrom where n.id = ? and n.active = 1`, [userId ?? 0, id])
  return rows.map(notificationOf)[0] ?? null
}

export async function findByNotice({ all }: Reader, noticeId: number): Promise<Notification | null> {
  return (await all(`select ${columns} from ${typed} where n.active = 1 and n.noticeid = ?`, [noticeId])).map(notificationOf)[0] ?? null
}

/** Those whose state says something else than the clock. */
export async function findToRoll({ all }: Reader, at: number, most: number): Promise<Notification[]> {
  return (await all(`select ${columns} from ${typed} where n.active = 1 and ((n.state = 'scheduled' and n.currentfrom <= ?) or (n.state = 'active' and n.currentuntil <= ?)) order by n.id limit ${Math.trunc(most)}`, [at, at])).map(notificationOf)
}

/** Running ones that nobody was told of, and ended ones whose end nobody was told of. */
export async function findToTell({ all }: Reader, at: number, since: number, most: number): Promise<{ notification: Notification; kind: 'begun' | 'ended' }[]> {
  const done = (kind: string): string => `exists (select 1 from notificationannouncements a where a.notificationid = n.id and a.occurrence = n.currentfrom and a.kind = '${kind}')`
  const begun = await all(`select ${columns} from ${typed} where n.active = 1 and n.state = 'active' and n.currentfrom <= ? and not ${done('begun')} order by n.id limit ${Math.trunc(most)}`, [at])
  const ended = await all(`select ${columns} from ${typed} where n.active = 1 and n.state = 'over' and n.startsat >= ? and ${done('begun')} and not ${done('ended')} order by n.id limit ${Math.trunc(most)}`, [since])
  return [...begun.map((row) => ({ notification: notificationOf(row), kind: 'begun' as const })), ...ended.map((row) => ({ notification: notificationOf(row), kind: 'ended' as const }))]
}

export async function noteTold(transaction: OwnTransaction, id: number, occurrence: number, kind: string, at: number): Promise<void> {
  await transaction.upsertRows('notificationannouncements', ['notificationid', 'occurrence', 'kind'], [{ notificationid: id, occurrence, kind, at }])
}

/** When the next one begins or a running one ends: until then the pages need not ask. */
export async function findNextEdge({ all }: Reader, at: number): Promise<number | null> {
  const [row] = await all("select min(case when currentfrom > ? then currentfrom else currentuntil end) as edge from notifications where active = 1 and state in ('scheduled', 'active') and (currentfrom > ? or currentuntil > ?)", [at, at, at])
  return row?.['edge'] === null || row === undefined ? null : Number(row['edge'])
}

export type ReadRow = { notificationid: number; userid: number; occurrence: number; person: string; readat: number; acknowledgedat: number | null; note: string | null }

export async function findRead({ all }: Reader, id: number, userId: number, occurrence: number): Promise<Row | null> {
  return (await all('select readat, acknowledgedat, note from notificationreads where notificationid = ? and userid = ? and occurrence = ?', [id, userId, occurrence]))[0] ?? null
}

export async function saveRead(transaction: OwnTransaction, row: ReadRow): Promise<void> {
  await transaction.upsertRows('notificationreads', ['notificationid', 'userid', 'occurrence'], [row])
}

export async function removeRead(transaction: OwnTransaction, id: number, userId: number, occurrence: number): Promise<void> {
  await transaction.run('delete from notificationreads where notificationid = ? and userid = ? and occurrence = ? and acknowledgedat is null', [id, userId, occurrence])
}

/** Who read and acknowledged an occurrence, first come first. */
export async function findReaders({ all }: Reader, id: number, occurrence: number): Promise<Row[]> {
  return all('select person, readat, acknowledgedat, note from notificationreads where notificationid = ? and occurrence = ? order by readat limit 500', [id, occurrence])
}

export async function countOpenAcknowledgements({ all }: Reader, at: number): Promise<number> {
  const [row] = await all("select count(*) as total from notifications n where n.active = 1 and n.state = 'active' and n.needsacknowledgement = 1 and n.currentfrom <= ? and not exists (select 1 from notificationreads r where r.notificationid = n.id and r.occurrence = n.currentfrom and r.acknowledgedat is not null)", [at])
  return Number(row?.['total'] ?? 0)
}

export async function countRunning({ all }: Reader, at: number): Promise<Map<string, number>> {
  const rows = await all("select severity, count(*) as total from notifications where active = 1 and state = 'active' and currentfrom <= ? and (currentuntil is null or currentuntil > ?) group by severity", [at, at])
  return new Map(rows.map((row) => [String(row['severity']), Number(row['total'])]))
}

export async function findWorstByAsset({ all }: Reader, assetIds: readonly number[], at: number): Promise<Row[]> {
  return all(`select assetid, title, severity from notifications where active = 1 and state = 'active' and ${oneOf('assetid', assetIds)} and currentfrom <= ? and (currentuntil is null or currentuntil > ?) order by case severity when 'critical' then 2 when 'warning' then 1 else 0 end`, [at, at])
}

export async function findOldNotices({ all }: Reader, before: number, most: number): Promise<number[]> {
  return (await all(`select id from notifications where active = 1 and state = 'over' and noticeid is not null and endsat < ? order by id limit ${Math.trunc(most)}`, [before])).map((row) => Number(row['id']))
}
