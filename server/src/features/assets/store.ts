import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'

type Reader = Pick<Database, 'all'>
type Rows = Awaited<ReturnType<Reader['all']>>

const idsInOneStatement = 500

/** Reads for many ids with as many statements as fit `idsInOneStatement` each; `read` gets the places and the ids. */
async function readInChunks(ids: readonly number[], read: (places: string, chunk: readonly number[]) => Promise<Rows>): Promise<Rows> {
  const rows: Rows = []
  for (let start = 0; start < ids.length; start += idsInOneStatement) {
    const chunk = ids.slice(start, start + idsInOneStatement)
    rows.push(...(await read(chunk.map(() => '?').join(), chunk)))
  }
  return rows
}

export function numberOrNull(value: SqlValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}

// Types

export type StoredType = { id: number; kind: string; title: string; plugin: string | null }

export async function loadTypes(reader: Reader): Promise<StoredType[]> {
  const rows = await reader.all('select id, name, title, plugin from assettypes where active = 1 order by id')
  return rows.map((row) => ({ id: Number(row.id), kind: String(row.name), title: String(row.title), plugin: row.plugin === null ? null : String(row.plugin) }))
}

export function changeType(transaction: Transaction, id: number, title: string, plugin: string | null, at: number): Promise<number> {
  return transaction.run('update assettypes set title = ?, plugin = ?, version = version + 1, modifiedat = ? where id = ?', [title, plugin, at, id])
}

/** The type of an asset, deleted ones included; null when there is no such asset. */
export async function findTypeOf(reader: Reader, assetId: number): Promise<number | null> {
  const [row] = await reader.all('select typeid from assets where id = ?', [assetId])
  return row ? Number(row.typeid) : null
}

/** The types of assets, deleted ones included, by asset id. */
export async function findTypesOfMany(reader: Reader, assetIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await readInChunks(assetIds, (places, chunk) => reader.all(`select id, typeid from assets where id in (${places})`, chunk))
  return new Map(rows.map((row) => [Number(row.id), Number(row.typeid)]))
}

/** The asset that a child record belongs to; null when there is no such record. */
export async function findOwner(reader: Reader, model: ResourceModel, column: string, id: number): Promise<number | null> {
  const [row] = await reader.all(`select ${column} as owner from ${model.parts[0]?.table ?? model.name} where id = ?`, [id])
  return row && row.owner !== null ? Number(row.owner) : null
}

// What belongs to an asset

export async function findTagNames(reader: Reader, assetId: number): Promise<string[]> {
  const rows = await reader.all('select t.name from assettags at join tags t on t.id = at.tagid where at.assetid = ? and t.active = 1 order by t.namekey', [assetId])
  return rows.map((row) => String(row.name))
}

/** Names of the tags of each of these assets; an asset without tags is left out. */
export async function findTagNamesOfMany(reader: Reader, assetIds: readonly number[]): Promise<Map<number, string[]>> {
  const names = new Map<number, string[]>()
  const rows = await readInChunks(assetIds, (places, chunk) => reader.all(`select at.assetid, t.name from assettags at join tags t on t.id = at.tagid where at.assetid in (${places}) and t.active = 1 order by t.namekey`, chunk))
  for (const row of rows) names.set(Number(row.assetid), [...(names.get(Number(row.assetid)) ?? []), String(row.name)])
  return names
}

export async function findTagLinks(reader: Reader, assetId: number): Promise<{ id: number; tagId: number; key: string }[]> {
  const rows = await reader.all('select at.id, at.tagid, t.namekey from assettags at join tags t on t.id = at.tagid where at.assetid = ?', [assetId])
  return rows.map((row) => ({ id: Number(row.id), tagId: Number(row.tagid), key: String(row.namekey) }))
}

export async function findTag(reader: Reader, key: string): Promise<number | null> {
  const [row] = await reader.all('select id from tags where namekey = ?', [key])
  return row ? Number(row.id) : null
}

/** What the communications of an asset add to its search document. */
export async function findAddresses(reader: Reader, assetId: number): Promise<string[]> {
  const rows = await reader.all('select macaddress, ipaddress, hostname from communications where assetid = ? and active = 1', [assetId])
  return rows.flatMap((row) => [row.macaddress, row.ipaddress, row.hostname]).filter((value): value is string => typeof value === 'string')
}

/** Makes the next identical record of a collector be looked at again, not taken as a heartbeat. */
export async function forgetSentRecord(transaction: Transaction, assetId: number): Promise<void> {
  await transaction.run('update sightings set payloadhash = null where assetid = ?', [assetId])
}

/** Ids of live assets that a collector saw last before a moment, in order, above an id. */
export async function findUnseen(reader: Reader, before: number, after: number, limit: number): Promise<number[]> {
  const rows = await reader.all(`select s.assetid from sightings s join assets a on a.id = s.assetid and a.active = 1 where s.assetid > ? and s.lastseen < ? order by s.assetid limit ${Math.trunc(limit)}`, [after, before])
  return rows.map((row) => Number(row.assetid))
}

export async function findUserNames(reader: Reader, userIds: readonly number[]): Promise<Map<number, string>> {
  const rows = await readInChunks(userIds, (places, chunk) => reader.all(`select id, username from users where id in (${places})`, chunk))
  return new Map(rows.map((row) => [Number(row.id), String(row.username)]))
}

// Positions and the map

export type PlacedAsset = { id: number; locationId: number | null; x: number | null; y: number | null }

function placedAsset(row: Rows[number]): PlacedAsset {
  return { id: Number(row.id), locationId: numberOrNull(row.locationid), x: numberOrNull(row.mapx), y: numberOrNull(row.mapy) }
}

export async function findPlaced(reader: Reader, ids: readonly number[]): Promise<PlacedAsset[]> {
  return (await readInChunks(ids, (places, chunk) => reader.all(`select id, locationid, mapx, mapy from assets where active = 1 and id in (${places}) order by id`, chunk))).map(placedAsset)
}

/** Live assets of these locations that have a position of their own. */
export async function findPlacedIn(reader: Reader, locationIds: readonly number[], limit: number): Promise<PlacedAsset[]> {
  return (await readInChunks(locationIds, (places, chunk) => reader.all(`select id, locationid, mapx, mapy from assets where active = 1 and mapx is not null and mapy is not null and locationid in (${places}) order by id limit ${Math.trunc(limit)}`, chunk))).map(placedAsset)
}

/** Live assets of these locations that have none. */
export async function findUnplacedIn(reader: Reader, locationIds: readonly number[], limit: number): Promise<PlacedAsset[]> {
  return (await readInChunks(locationIds, (places, chunk) => reader.all(`select id, locationid, mapx, mapy from assets where active = 1 and mapx is null and locationid in (${places}) order by id limit ${Math.trunc(limit)}`, chunk))).map(placedAsset)
}

/** `from` takes the position of `to`. */
export type PositionLink = { from: number; to: number }

const positionLinks = 'select r.fromassetid, r.toassetid from relationships r join relationshiptypes t on t.id = r.typeid where r.active = 1 and t.inheritsposition = 1'

function positionLink(row: Rows[number]): PositionLink {
  return { from: Number(row.fromassetid), to: Number(row.toassetid) }
}

/** Whose position these assets take. */
export async function findGivers(reader: Reader, ids: readonly number[]): Promise<PositionLink[]> {
  return (await readInChunks(ids, (places, chunk) => reader.all(`${positionLinks} and r.fromassetid in (${places})`, chunk))).map(positionLink)
}

/** Who takes the position of these assets. */
export async function findTakers(reader: Reader, ids: readonly number[]): Promise<PositionLink[]> {
  return (await readInChunks(ids, (places, chunk) => reader.all(`${positionLinks} and r.toassetid in (${places}) order by r.toassetid`, chunk))).map(positionLink)
}

export async function hasFloorPlan(reader: Reader, id: number): Promise<boolean> {
  return (await reader.all('select id from floorplans where id = ? and active = 1', [id])).length > 0
}

export type MarkerAsset = { id: number; typeId: number; assetNumber: string; name: string | null; status: { id: number; name: string; kind: string } | null }

/** What the map shows of each asset. */
export async function findMarkers(reader: Reader, ids: readonly number[]): Promise<MarkerAsset[]> {
  const rows = await readInChunks(ids, (places, chunk) => reader.all(`select a.id, a.typeid, a.assetnumber, a.name, s.id as statusid, s.name as statusname, s.kind as statuskind from assets a left join statuses s on s.id = a.statusid where a.active = 1 and a.id in (${places})`, chunk))
  return rows.map((row) => ({
    id: Number(row.id), typeId: Number(row.typeid), assetNumber: String(row.assetnumber), name: row.name === null ? null : String(row.name),
    status: row.statusid === null ? null : { id: Number(row.statusid), name: String(row.statusname), kind: String(row.statuskind) },
  }))
}
