import type { Database } from '../../platform/database/database.ts'
import { planOfLocation, planOfLocations, type LocationPlan } from '../locations/index.ts'
import { findGivers, findPlaced, findPlacedIn, findTakers, findUnplacedIn, type PlacedAsset } from './store.ts'

/** Where an asset stands and how that is known. Coordinates are shares (0 to 1) of the plan's width and height. */
export type AssetPosition = { floorPlanId: number; x: number; y: number; source: 'asset' | 'related' | 'location'; viaAssetId?: number }

/** Relationships are followed this far at most; cycles end there too. */
const farthest = 5

/**
 * Position of one asset: its own, else that of the nearest related asset whose relationship passes its position on,
 * else that of its location (product.md P6).
 */
export async function resolveAssetPosition(database: Pick<Database, 'all'>, assetId: number): Promise<AssetPosition | null> {
  const [asset] = await findPlaced(database, [assetId])
  if (!asset) return null
  const plans = await plansOf(database, [asset])
  return ownPosition(plans, asset) ?? (await relatedPosition(database, assetId)) ?? locationPosition(plans, asset)
}

/** The plans of the locations of a few assets. */
async function plansOf(database: Pick<Database, 'all'>, assets: readonly PlacedAsset[]): Promise<Map<number, LocationPlan>> {
  const plans = new Map<number, LocationPlan>()
  for (const id of new Set(assets.flatMap((asset) => asset.locationId ?? []))) {
    const plan = await planOfLocation(database, id)
    if (plan) plans.set(id, plan)
  }
  return plans
}

function ownPosition(plans: ReadonlyMap<number, LocationPlan>, asset: PlacedAsset): AssetPosition | null {
  const plan = asset.locationId === null ? undefined : plans.get(asset.locationId)
  if (!plan || asset.x === null || asset.y === null) return null
  return { floorPlanId: plan.floorPlanId, x: asset.x, y: asset.y, source: 'asset' }
}

function locationPosition(plans: ReadonlyMap<number, LocationPlan>, asset: PlacedAsset): AssetPosition | null {
  const plan = asset.locationId === null ? undefined : plans.get(asset.locationId)
  if (!plan || plan.x === null || plan.y === null) return null
  return { floorPlanId: plan.floorPlanId, x: plan.x, y: plan.y, source: 'location' }
}

/** Breadth first, so that the nearest asset with a position wins; among equally near ones the lowest id. */
async function relatedPosition(database: Pick<Database, 'all'>, assetId: number): Promise<AssetPosition | null> {
  const seen = new Set([assetId])
  let frontier = [assetId]
  for (let depth = 0; depth < farthest && frontier.length > 0; depth += 1) {
    const links = await findGivers(database, frontier)
    frontier = [...new Set(links.map((link) => link.to))].filter((id) => !seen.has(id)).toSorted((a, b) => a - b)
    for (const id of frontier) seen.add(id)
    const placed = await findPlaced(database, frontier)
    const plans = await plansOf(database, placed)
    for (const asset of placed) {
      const position = ownPosition(plans, asset)
      if (position) return { ...position, source: 'related', viaAssetId: asset.id }
    }
  }
  return null
}

/** Every asset that stands on a plan, with the same precedence as `resolveAssetPosition`, in a bounded number of statements. */
export async function positionsOnPlan(database: Pick<Database, 'all'>, floorPlanId: number, limit: number): Promise<Map<number, AssetPosition>> {
  const plans = await planOfLocations(database)
  const locations = [...plans].filter(([, plan]) => plan.floorPlanId === floorPlanId).map(([id]) => id)
  const onPlan = await findPlacedIn(database, locations, limit)
  const positions = new Map<number, AssetPosition>(onPlan.map(({ id, x, y }) => [id, { floorPlanId, x: x ?? 0, y: y ?? 0, source: 'asset' }]))
  await addRelated(database, plans, positions, floorPlanId)
  await addByLocation(database, plans, locations, positions, limit)
  return positions
}

/** Assets that take the position of one already placed, level by level. One with a position of its own, here or elsewhere, keeps it. */
async function addRelated(database: Pick<Database, 'all'>, plans: ReadonlyMap<number, LocationPlan>, positions: Map<number, AssetPosition>, floorPlanId: number): Promise<void> {
  let origin = new Map([...positions.keys()].map((id) => [id, id]))
  for (let depth = 0; depth < farthest && origin.size > 0; depth += 1) {
    const candidates = (await findTakers(database, [...origin.keys()])).filter((link) => !positions.has(link.from))
    const placed = new Map((await findPlaced(database, [...new Set(candidates.map((link) => link.from))])).map((asset) => [asset.id, asset]))
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
  const unplaced = (await findUnplacedIn(database, locations.filter((id) => plans.get(id)?.x !== null), limit)).filter((asset) => !positions.has(asset.id))
  const related = new Set((await findGivers(database, unplaced.map((asset) => asset.id))).map((link) => link.from))
  for (const asset of unplaced) {
    // A related asset may stand on another plan; then that is where this one stands.
    const position = related.has(asset.id) ? await resolveAssetPosition(database, asset.id) : locationPosition(plans, asset)
    if (position?.floorPlanId === plans.get(asset.locationId ?? 0)?.floorPlanId && position) positions.set(asset.id, position)
  }
}
