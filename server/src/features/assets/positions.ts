import type { Database, SqlValue } from '../../platform/database/database.ts'
import { planOfLocations, type LocationPlan } from '../locations/index.ts'

/** Where an asset stands and how that is known. Coordinates are shares (0 to 1) of the plan's width and height. */
export type AssetPosition = { floorPlanId: number; x: number; y: number; source: 'asset' | 'related' | 'location'; viaAssetId?: number }

/** Relationships are followed this far at most; cycles end there too. */
const farthest = 5

type Placed = { id: number; locationId: number | null; x: number | null; y: number | null }

/**
 * Position of one asset: its own, else that of the nearest related asset whose relationship passes its position on,
 * else that of its location (product.md P6).
 */
export async function resolveAssetPosition(database: Pick<Database, 'all'>, assetId: number): Promise<AssetPosition | null> {
  const [asset] = await loadPlaced(database, [assetId])
  if (!asset) return null
  const plans = await planOfLocations(database)
  const own = ownPosition(plans, asset)
  if (own) return own
  const related = await relatedPosition(database, plans, assetId)
  return related ?? locationPosition(plans, asset)
}

function ownPosition(plans: ReadonlyMap<number, LocationPlan>, asset: Placed): AssetPosition | null {
  const plan = asset.locationId === null ? undefined : plans.get(asset.locationId)
  if (!plan || asset.x === null || asset.y === null) return null
  return { floorPlanId: plan.floorPlanId, x: asset.x, y: asset.y, source: 'asset' }
}

function locationPosition(plans: ReadonlyMap<number, LocationPlan>, asset: Placed): AssetPosition | null {
  const plan = asset.locationId === null ? undefined : plans.get(asset.locationId)
  if (!plan || plan.x === null || plan.y === null) return null
  return { floorPlanId: plan.floorPlanId, x: plan.x, y: plan.y, source: 'location' }
}

/** Breadth first, so that the nearest asset with a position wins; among equally near ones the lowest id. */
async function relatedPosition(database: Pick<Database, 'all'>, plans: ReadonlyMap<number, LocationPlan>, assetId: number): Promise<AssetPosition | null> {
  const seen = new Set([assetId])
  let frontier = [assetId]
  for (let depth = 0; depth < farthest && frontier.length > 0; depth += 1) {
    const links = await givingAssets(database, frontier)
    frontier = [...new Set(links.map((link) => link.to))].filter((id) => !seen.has(id)).toSorted((a, b) => a - b)
    for (const id of frontier) seen.add(id)
    const placed = await loadPlaced(database, frontier)
    for (const asset of placed) {
      const position = ownPosition(plans, asset)
      if (position) return { ...position, source: 'related', viaAssetId: asset.id }
    }
  }
  return null
}

async function givingAssets(database: Pick<Database, 'all'>, ids: readonly number[]): Promise<{ from: number; to: number }[]> {
  const rows = await inChunks(ids, (chunk) => database.all(`select r.fromassetid, r.toassetid from relationships r join relationshiptypes t on t.id = r.typeid where r.active = 1 and t.inheritsposition = 1 and r.fromassetid in (${places(chunk)})`, chunk))
  return rows.map((row) => ({ from: Number(row.fromassetid), to: Number(row.toassetid) }))
}

async function loadPlaced(database: Pick<Database, 'all'>, ids: readonly number[]): Promise<Placed[]> {
  const rows = await inChunks(ids, (chunk) => database.all(`select id, locationid, mapx, mapy from assets where active = 1 and id in (${places(chunk)}) order by id`, chunk))
  return rows.map((row) => ({ id: Number(row.id), locationId: numberOrNull(row.locationid), x: numberOrNull(row.mapx), y: numberOrNull(row.mapy) }))
}

function places(values: readonly unknown[]): string {
  return values.map(() => '?').join()
}

async function inChunks<Row>(ids: readonly number[], read: (chunk: SqlValue[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < ids.length; start += 500) rows.push(...(await read(ids.slice(start, start + 500))))
  return rows
}

function numberOrNull(value: SqlValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}

export type Marker = AssetPosition & { id: number }

/** Every asset that stands on a plan, with the same precedence as `resolveAssetPosition`, in a bounded number of statements. */
export async function positionsOnPlan(database: Pick<Database, 'all'>, floorPlanId: number, limit: number): Promise<Map<number, AssetPosition>> {
  const plans = await planOfLocations(database)
  const locations = [...plans].filter(([, plan]) => plan.floorPlanId === floorPlanId).map(([id]) => id)
  const onPlan = await inChunks(locations, (chunk) => database.all(`select id, locationid, mapx, mapy from assets where active = 1 and mapx is not null and mapy is not null and locationid in (${places(chunk)}) order by id limit ${limit}`, chunk))
  const positions = new Map<number, AssetPosition>(onPlan.map((row) => [Number(row.id), { floorPlanId, x: Number(row.mapx), y: Number(row.mapy), source: 'asset' }]))
  await addRelated(database, plans, positions, floorPlanId)
  await addByLocation(database, plans, locations, positions, limit)
  return positions
}

/** Assets that take the position of one already placed, level by level. One with a position of its own, here or elsewhere, keeps it. */
async function addRelated(database: Pick<Database, 'all'>, plans: ReadonlyMap<number, LocationPlan>, positions: Map<number, AssetPosition>, floorPlanId: number): Promise<void> {
  let origin = new Map([...positions.keys()].map((id) => [id, id]))
  for (let depth = 0; depth < farthest && origin.size > 0; depth += 1) {
    const links = await inChunks([...origin.keys()], (chunk) => database.all(`select r.fromassetid, r.toassetid from relationships r join relationshiptypes t on t.id = r.typeid where r.active = 1 and t.inheritsposition = 1 and r.toassetid in (${places(chunk)}) order by r.toassetid`, chunk))
    const candidates = links.map((row) => ({ from: Number(row.fromassetid), to: Number(row.toassetid) })).filter((link) => !positions.has(link.from))
    const placed = new Map((await loadPlaced(database, [...new Set(candidates.map((link) => link.from))])).map((asset) => [asset.id, asset]))
    const next = new Map<number, number>()
    for (const link of candidates) {
      const asset = placed.get(link.from)
      const via = origin.get(link.to)
      const source = via === undefined ? undefined : positions.get(via)
      if (!asset || via === undefined || !source || next.has(link.from) || ownPosition(plans, asset)) continue
      positions.set(link.from, { floorPlanId, x: source.x, y: source.y, source: 'related', viaAssetId: via })
      next.set(link.from, via)
    }
    origin = next
  }
}

async function addByLocation(database: Pick<Database, 'all'>, plans: ReadonlyMap<number, LocationPlan>, locations: readonly number[], positions: Map<number, AssetPosition>, limit: number): Promise<void> {
  const withPlace = locations.filter((id) => plans.get(id)?.x !== null)
  const rows = await inChunks(withPlace, (chunk) => database.all(`select id, locationid, mapx, mapy from assets where active = 1 and mapx is null and locationid in (${places(chunk)}) order by id limit ${limit}`, chunk))
  const unplaced = rows.map((row) => Number(row.id)).filter((id) => !positions.has(id))
  const elsewhere = new Set((await givingAssets(database, unplaced)).map((link) => link.from))
  for (const row of rows) {
    const id = Number(row.id)
    const plan = plans.get(Number(row.locationid))
    if (positions.has(id) || !plan || plan.x === null || plan.y === null) continue
    const position = elsewhere.has(id) ? await resolveAssetPosition(database, id) : ({ floorPlanId: plan.floorPlanId, x: plan.x, y: plan.y, source: 'location' } as const)
    if (position?.floorPlanId === plan.floorPlanId) positions.set(id, position)
  }
}
