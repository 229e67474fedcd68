import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'

type Reader = Pick<Database, 'all'>

export type StoredLocation = { id: number; name: string; path: SqlValue; pathKey: SqlValue; isActive: boolean }

/** Path and parent of a location, for walking up the tree; locked, so that two that move into each other make no ring. */
export async function findParent(transaction: Transaction, id: SqlValue): Promise<{ parentId: SqlValue; path: string } | null> {
  const lock = transaction.engine === 'sqlite' ? '' : ' for update'
  const [row] = await transaction.all(`select parentid, path from locations where id = ?${lock}`, [id])
  return row ? { parentId: row.parentid ?? null, path: String(row.path ?? '') } : null
}

export async function findChildren(transaction: Transaction, id: number): Promise<StoredLocation[]> {
  const rows = await transaction.all('select id, name, path, pathkey, active from locations where parentid = ?', [id])
  return rows.map((row) => ({ id: Number(row.id), name: String(row.name), path: row.path ?? null, pathKey: row.pathkey ?? null, isActive: row.active === 1 }))
}

export type LocationRow = { id: number; parent: number | null; plan: number | null; x: number | null; y: number | null }

/** Every live location with what decides where it stands; locations are few. */
export async function loadTree(reader: Reader): Promise<LocationRow[]> {
  const rows = await reader.all('select id, parentid, floorplanid, mapx, mapy from locations where active = 1')
  return rows.map(locationRow)
}

function numberOrNull(value: SqlValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}

/** One location with what decides where it stands, deleted ones included; null when there is none. */
export async function findLocation(reader: Reader, id: number): Promise<LocationRow | null> {
  const [row] = await reader.all('select id, parentid, floorplanid, mapx, mapy from locations where id = ?', [id])
  return row ? locationRow(row) : null
}

function locationRow(row: Record<string, SqlValue>): LocationRow {
  return { id: Number(row.id), parent: numberOrNull(row.parentid), plan: numberOrNull(row.floorplanid), x: numberOrNull(row.mapx), y: numberOrNull(row.mapy) }
}

export type StoredImage = { name: string; version: number; columns: { imagehash: SqlValue; imagetype: SqlValue; width: SqlValue; height: SqlValue } }

/** A live floor plan and its image; null when there is none. */
export async function findFloorPlan(reader: Reader, id: number): Promise<StoredImage | null> {
  const [row] = await reader.all('select name, version, imagehash, imagetype, width, height from floorplans where id = ? and active = 1', [id])
  if (!row) return null
  const { imagehash = null, imagetype = null, width = null, height = null } = row
  return { name: String(row.name), version: Number(row.version), columns: { imagehash, imagetype, width, height } }
}
