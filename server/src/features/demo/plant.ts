import { buildingNames, hallNames, officeNames } from './plant-names.ts'
import { createRandom } from './random.ts'

/** In pixels of the drawing. */
export type Rectangle = { x: number; y: number; width: number; height: number }

/** A bay of a hall or a room of an office floor; `spots` assets stand in it, the first of them is number `first` of its kind. */
export type Bay = { name: string; place: Rectangle; spots: number; first: number; cells: Cell[] }
export type Cell = { name: string; place: Rectangle; spots: number; first: number }
export type Area = { name: string; planName: string; kind: 'hall' | 'office'; spots: number; first: number; bays: Bay[] }
export type Building = { name: string; areas: Area[] }

export const drawing = { width: 1600, height: 1000, wall: 40 } as const
const aisle = 52
const gap = 14

/** Where everything stands: halls for machines, office floors for desks; a few large ones and many small ones. */
export function layOutPlant(machines: number, desks: number): Building[] {
  const hallCount = machines === 0 ? 0 : machines < 40 ? 1 : machines <= 400 ? 2 : Math.max(3, Math.ceil(machines / 3000))
  const officeCount = desks === 0 ? 0 : desks < 20 ? 1 : desks <= 200 ? 2 : Math.max(3, Math.ceil(desks / 1500))
  const halls = areasOf('hall', hallCount, machines)
  const offices = areasOf('office', officeCount, desks)
  return [...buildingsOf(halls, 4, (index) => numbered(buildingNames, index)), ...buildingsOf(offices, 6, (index) => `${numbered(['Office Building', 'Technical Centre'], index)}`)]
}

function buildingsOf(areas: readonly Area[], size: number, nameOf: (index: number) => string): Building[] {
  const count = Math.ceil(areas.length / size)
  return Array.from({ length: count }, (_, index) => ({ name: nameOf(index), areas: areas.slice(index * size, (index + 1) * size) }))
}

function areasOf(kind: Area['kind'], count: number, spots: number): Area[] {
  const shares = distribute(spots, Array.from({ length: count }, (_, index) => 1 / (index + 2) ** 0.3))
  let first = 0
  return shares.map((share, index) => {
    const name = kind === 'hall' ? numbered(hallNames, index) : `Floor ${index % 6} ${numbered(officeNames, index)}`
    const area = { name, planName: kind === 'hall' ? `Hall ${index + 1} ${name}` : `Office ${index + 1} ${name}`, kind, spots: share, first, bays: baysOf(kind, share, first) }
    first += share
    return area
  })
}

function baysOf(kind: Area['kind'], spots: number, first: number): Bay[] {
  const count = Math.min(40, Math.max(3, Math.round(Math.sqrt(spots) * (kind === 'hall' ? 1.05 : 1.6))))
  const random = createRandom(count, first)
  const shares = distribute(spots, Array.from({ length: count }, () => 0.2 + 2.4 * random.next() ** 3))
  const places = placesOf(shares)
  let next = first
  return shares.map((share, index) => {
    const place = places[index] ?? { x: 0, y: 0, width: 1, height: 1 }
    const name = kind === 'hall' ? `Bay ${String.fromCharCode(65 + (index % 26))}${Math.floor(index / 26) + 1}` : `Room ${index + 101}`
    const bay = { name, place, spots: share, first: next, cells: kind === 'hall' ? cellsOf(place, share, next) : [] }
    next += share
    return bay
  })
}

/** Bays stand in rows between aisles, each as wide as what stands in it asks for. */
function placesOf(shares: readonly number[]): Rectangle[] {
  const rows = Math.max(2, Math.round(Math.sqrt(shares.length / 2.4)))
  const perRow = Math.ceil(shares.length / rows)
  const inner = { width: drawing.width - drawing.wall * 2 - gap * 2, height: drawing.height - drawing.wall * 2 - 60 }
  const height = (inner.height - aisle * (rows - 1)) / rows
  return shares.map((_, index) => {
    const row = Math.floor(index / perRow)
    const ofRow = shares.slice(row * perRow, (row + 1) * perRow).map((share) => share + Math.max(...shares) * 0.35)
    const width = inner.width - gap * (ofRow.length - 1)
    const unit = width / ofRow.reduce((sum, share) => sum + share, 0)
    const before = ofRow.slice(0, index % perRow)
    return { x: drawing.wall + gap + before.reduce((sum, share) => sum + share * unit + gap, 0), y: drawing.wall + gap + row * (height + aisle), width: (ofRow[index % perRow] ?? 0) * unit, height }
  })
}

/** Large bays are divided into cells. */
function cellsOf(place: Rectangle, spots: number, first: number): Cell[] {
  const count = spots < 8 ? 0 : Math.min(4, Math.max(2, Math.round(spots / 10)))
  let next = first
  return distribute(spots, Array<number>(count).fill(1)).map((share, index) => {
    const cell = { name: `Cell ${index + 1}`, place: { ...place, x: place.x + (place.width / count) * index, width: place.width / count }, spots: share, first: next }
    next += share
    return cell
  })
}

/** Where number `index` of a bay or cell stands: on a grid, clear of the label at the top. */
export function spotIn({ place, spots }: Pick<Bay, 'place' | 'spots'>, index: number): { x: number; y: number } {
  const inner = { x: place.x + 12, y: place.y + 34, width: place.width - 24, height: place.height - 46 }
  const columns = Math.max(1, Math.ceil(Math.sqrt((spots * inner.width) / inner.height)))
  const rows = Math.ceil(spots / columns)
  return { x: inner.x + (((index % columns) + 0.5) * inner.width) / columns, y: inner.y + ((Math.floor(index / columns) + 0.5) * inner.height) / rows }
}

/** Whole shares of a total, in proportion to the weights, that add up to it. */
export function distribute(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  let before = 0
  let given = 0
  return weights.map((weight) => {
    before += weight
    const upTo = Math.round((total * before) / sum)
    const share = upTo - given
    given = upTo
    return share
  })
}

function numbered(names: readonly string[], index: number): string {
  const round = Math.floor(index / names.length)
  return `${names[index % names.length] ?? ''}${round === 0 ? '' : ` ${round + 1}`}`
}
