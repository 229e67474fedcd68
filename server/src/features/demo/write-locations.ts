import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Transaction } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { writeChanges, type ChangeContext, type RecordChange } from '../changes/index.ts'
import { drawFloor } from './draw-floor.ts'
import { newLookup, type Input } from './new-record.ts'
import { drawing, type Area, type Building, type Rectangle } from './plant.ts'
import { siteName } from './plant-names.ts'

/** A place where assets stand: a cell, or a bay without cells. `area` numbers the floors, for their subnets. */
export type Spots = { locationId: number; name: string; kind: Area['kind']; area: number; areaFirst: number; place: Rectangle; spots: number; first: number }

/** Writes the tree of locations and the floor plans with their drawings; answers where assets can stand. */
export async function writeLocations(platform: Platform, buildings: readonly Building[], context: ChangeContext): Promise<Spots[]> {
  const plans = platform.resources.get('floorplans')
  const locations = platform.resources.get('locations')
  if (!plans || !locations) return []
  const areas = buildings.flatMap((building) => building.areas)
  const images = await Promise.all(areas.map((area) => storeDrawing(platform, area)))
  return platform.database.write(async (transaction) => {
    const firstPlan = await transaction.takeIds(plans.name, Math.max(1, areas.length))
    await writeChanges(transaction, context, areas.map((area, index) => newLookup(plans, firstPlan + index, { name: area.planName, imageHash: images[index] ?? null, imageType: 'image/svg+xml', width: drawing.width, height: drawing.height }, context.at)))
    const tree = await createTree(transaction, locations, buildings, firstPlan, context.at)
    for (let start = 0; start < tree.changes.length; start += 1000) await writeChanges(transaction, context, tree.changes.slice(start, start + 1000))
    return tree.spots
  })
}

/** As the route for images stores them: a file named by its hash. */
async function storeDrawing(platform: Platform, area: Area): Promise<string> {
  const image = drawFloor(area)
  const hash = createHash('sha256').update(image).digest('hex')
  const folder = join(platform.config.dataDir, 'floorplans')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${hash}.svg`), image)
  return hash
}

async function createTree(transaction: Transaction, model: ResourceModel, buildings: readonly Building[], firstPlan: number, at: number): Promise<{ changes: RecordChange[]; spots: Spots[] }> {
  const count = 1 + buildings.reduce((sum, { areas }) => sum + 1 + areas.reduce((all, { bays }) => all + 1 + bays.reduce((cells, bay) => cells + 1 + bay.cells.length, 0), 0), 0)
  let nextId = await transaction.takeIds(model.name, count)
  const changes: RecordChange[] = []
  const spots: Spots[] = []
  const add = (parent: { id: number; path: string } | null, input: Input & { name: string }): { id: number; path: string } => {
    const path = parent ? `${parent.path} / ${input.name}` : input.name
    const id = nextId++
    changes.push(newLookup(model, id, { ...input, path, parentId: parent?.id ?? null }, at))
    return { id, path }
  }
  let areaNumber = 0
  const site = add(null, { name: siteName, kind: 'site' })
  for (const building of buildings) {
    const house = add(site, { name: building.name, kind: 'building' })
    for (const area of building.areas) {
      const floor = add(house, { name: area.name, kind: area.kind === 'hall' ? 'area' : 'floor', floorPlanId: firstPlan + areaNumber })
      for (const bay of area.bays) {
        const location = add(floor, { name: bay.name, kind: area.kind === 'hall' ? 'bay' : 'room', ...middleOf(bay.place) })
        const cells = bay.cells.map((cell) => ({ ...cell, locationId: add(location, { name: cell.name, kind: 'cell', ...middleOf(cell.place) }).id }))
        const inBay = { name: `${area.name} ${bay.name}`, kind: area.kind, area: areaNumber, areaFirst: area.first }
        spots.push(...(cells.length > 0 ? cells.map((cell) => ({ ...inBay, locationId: cell.locationId, place: cell.place, spots: cell.spots, first: cell.first })) : [{ ...inBay, locationId: location.id, place: bay.place, spots: bay.spots, first: bay.first }]))
      }
      areaNumber += 1
    }
  }
  return { changes, spots }
}

function middleOf(place: Rectangle): { mapX: number; mapY: number } {
  return { mapX: share(place.x + place.width / 2, drawing.width), mapY: share(place.y + place.height / 2, drawing.height) }
}

/** Six digits are a millimetre on any plan. */
export function share(pixels: number, whole: number): number {
  return Math.round((pixels / whole) * 1_000_000) / 1_000_000
}
