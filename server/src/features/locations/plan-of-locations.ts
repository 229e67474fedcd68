import type { Database } from '../../platform/database/database.ts'
import { findLocation, loadTree, type LocationRow } from './store.ts'

/** Where a location stands: the plan of the nearest location up the tree that has one, and its own place on that plan. */
export type LocationPlan = { floorPlanId: number; x: number | null; y: number | null }

/** The plan of every location, by location id. One statement; for maps. */
export async function planOfLocations(database: Pick<Database, 'all'>): Promise<Map<number, LocationPlan>> {
  const byId = new Map((await loadTree(database)).map((location) => [location.id, location]))
  const plans = new Map<number, LocationPlan>()
  for (const location of byId.values()) {
    const plan = planAlong(pathFrom(byId, location))
    if (plan) plans.set(location.id, plan)
  }
  return plans
}

/** The plan of one location; a statement for each level up to it. */
export async function planOfLocation(database: Pick<Database, 'all'>, id: number): Promise<LocationPlan | null> {
  const path: LocationRow[] = []
  let next: number | null = id
  while (next !== null && path.length < deepest) {
    const location: LocationRow | null = await findLocation(database, next)
    if (!location) break
    path.push(location)
    next = location.plan === null ? location.parent : null
  }
  return planAlong(path)
}

const deepest = 25

function pathFrom(byId: ReadonlyMap<number, LocationRow>, start: LocationRow): LocationRow[] {
  const path = [start]
  for (let last = start; last.parent !== null && path.length < deepest;) {
    const parent = byId.get(last.parent)
    if (!parent) break
    path.push(parent)
    last = parent
  }
  return path
}

/** A location without a place of its own stands where its nearest placed ancestor on the same plan stands. */
function planAlong(path: readonly LocationRow[]): LocationPlan | null {
  let place: { x: number; y: number } | null = null
  for (const location of path) {
    if (place === null && location.x !== null && location.y !== null) place = { x: location.x, y: location.y }
    if (location.plan !== null) return { floorPlanId: location.plan, x: place?.x ?? null, y: place?.y ?? null }
  }
  return null
}
