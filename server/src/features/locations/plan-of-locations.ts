import type { Database } from '../../platform/database/database.ts'
import { loadTree, type LocationRow } from './store.ts'

/** Where a location stands: the plan of the nearest location up the tree that has one, and its own place on that plan. */
export type LocationPlan = { floorPlanId: number; x: number | null; y: number | null }

/** The plan of every location, by location id. One statement; locations are few. */
export async function planOfLocations(database: Pick<Database, 'all'>): Promise<Map<number, LocationPlan>> {
  const byId = new Map((await loadTree(database)).map((location) => [location.id, location]))
  const plans = new Map<number, LocationPlan>()
  for (const location of byId.values()) {
    const plan = nearestPlan(byId, location)
    if (plan) plans.set(location.id, plan)
  }
  return plans
}

/** A location without a place of its own stands where its nearest placed ancestor on the same plan stands. */
function nearestPlan(byId: ReadonlyMap<number, LocationRow>, start: LocationRow): LocationPlan | null {
  let place: { x: number; y: number } | null = null
  let current: LocationRow | undefined = start
  for (let depth = 0; current && depth < 25; depth += 1) {
    if (place === null && current.x !== null && current.y !== null) place = { x: current.x, y: current.y }
    if (current.plan !== null) return { floorPlanId: current.plan, x: place?.x ?? null, y: place?.y ?? null }
    current = current.parent === null ? undefined : byId.get(current.parent)
  }
  return null
}
