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
  return asset ? positionOf(database, asset) : null
}

/** The same for an asset that was just read. */
export async function positionOf(database: Pick<Database, 'all'>, asset: PlacedAsset): Promise<AssetPosition | null> {
  const plans = await plansOf(database, [asset])
  return ownPosition(plans, asset) ?? (await relatedPosition(database, asset.id)) ?? locationPosition(plans, asset)
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

type PlansOf = (assets: readonly PlacedAsset[]) => Promise<ReadonlyMap<number, LocationPlan>>

async function relatedPosition(database: Pick<Database, 'all'>, assetId: number): Promise<AssetPosition | null> {
  const positions = await relatedPositions(database, [assetId], (assets) => plansOf(database, assets))
  return positions.get(assetId) ?? null
}

/**
 * For each asset the position of the nearest related one that has its own; among equally near ones that of the lowest id.
 * Breadth first for all of them together: two statements for each step, however many assets ask. Deleted assets pass nothing on.
 */
async function relatedPositions(database: Pick<Database, 'all'>, assetIds: readonly number[], plansOfAssets: PlansOf): Promise<Map<number, AssetPosition>> {
  const positions = new Map<number, AssetPosition>()
  const reached = new Map(assetIds.map((id) => [id, { seen: new Set([id]), frontier: [id] }]))
  for (let depth = 0; depth < farthest && reached.size > 0; depth += 1) {
    const givers = groupGivers(await findGivers(database, distinct([...reached.values()].flatMap(({ frontier }) => frontier))))
    const placed = new Map((await findPlaced(database, distinct([...givers.values()].flat()))).map((asset) => [asset.id, asset]))
    const plans = await plansOfAssets([...placed.values()])
    for (const [id, { seen, frontier }] of reached) {
      const next = distinct(frontier.flatMap((from) => givers.get(from) ?? [])).filter((to) => !seen.has(to) && placed.has(to)).toSorted((a, b) => a - b)
      const position = firstPosition(plans, next.flatMap((to) => placed.get(to) ?? []))
      if (position) positions.set(id, position)
      if (position || next.length === 0) reached.delete(id)
      else reached.set(id, { seen: new Set([...seen, ...next]), frontier: next })
    }
  }
  return positions
}

function firstPosition(plans: ReadonlyMap<number, LocationPlan>, assets: readonly PlacedAsset[]): AssetPosition | null {
  for (const asset of assets) {
    const position = ownPosition(plans, asset)
    if (position) return { ...position, source: 'related', viaAssetId: asset.id }
  }
  return null
}

function groupGivers(links: readonly { from: number; to: number }[]): Map<number, number[]> {
  const givers = new Map<number, number[]>()
  for (const { from, to } of links) givers.set(from, [...(givers.get(from) ?? []), to])
  return givers
}

function distinct(ids: readonly number[]): number[] {
  return [...new Set(ids)]
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

/** Assets that take the position of one on this plan. One whose nearest related asset stands elsewhere is left out. */
async function addRelated(database: Pick<Database, 'all'>, plans: ReadonlyMap<number, LocationPlan>, positions: Map<number, AssetPosition>, floorPlanId: number): Promise<void> {
  const candidates = new Map<number, PlacedAsset>()
  let frontier = [...positions.keys()]
  for (let depth = 0; depth < farthest && frontier.length > 0; depth += 1) {
    const takers = distinct((await findTakers(database, frontier)).map((link) => link.from)).filter((id) => !positions.has(id) && !candidates.has(id))
    const unplaced = (await findPlaced(database, takers)).filter((asset) => !ownPosition(plans, asset))
    for (const asset of unplaced) candidates.set(asset.id, asset)
    frontier = unplaced.map((asset) => asset.id)
  }
  const related = await relatedPositions(database, [...candidates.keys()], async () => plans)
  for (const [id, position] of related) if (position.floorPlanId === floorPlanId) positions.set(id, position)
}

async function addByLocation(database: Pick<Database, 'all'>, plans: ReadonlyMap<number, LocationPlan>, locations: readonly number[], positions: Map<number, AssetPosition>, limit: number): Promise<void> {
  const unplaced = (await findUnplacedIn(database, locations.filter((id) => plans.get(id)?.x !== null), limit)).filter((asset) => !positions.has(asset.id))
  // A related asset may stand on another plan; then that is where this one stands.
  const related = await relatedPositions(database, unplaced.map((asset) => asset.id), async () => plans)
  for (const asset of unplaced) {
    const position = related.has(asset.id) ? null : locationPosition(plans, asset)
    if (position) positions.set(asset.id, position)
  }
}
