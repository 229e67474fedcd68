import { drawing, spotIn, type Area, type Bay, type Rectangle } from './plant.ts'

/** More than this many footprints in one bay would be specks. */
const mostFootprints = 60

/** The floor plan of a hall or an office floor as SVG: walls, aisles, bays or rooms, footprints, grid letters, scale. */
export function drawFloor(area: Area): string {
  const { width, height } = drawing
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, Segoe UI, Arial, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...walls(area), ...aisles(area), ...area.bays.flatMap((bay) => drawBay(area, bay)), ...gridMarks(), ...titleBlock(area), '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

function rectangle({ x, y, width, height }: Rectangle, attributes: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ${attributes}/>`
}

function text(x: number, y: number, size: number, content: string, attributes = 'fill="#475467"'): string {
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" ${attributes}>${content.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function inner(): Rectangle {
  const { width, height, wall } = drawing
  return { x: wall, y: wall, width: width - wall * 2, height: height - wall * 2 - 32 }
}

/** A gate is a gap in the wall: a piece of white over it, with the swing of its door. */
function walls(area: Area): string[] {
  const hall = inner()
  const gates = area.kind === 'hall' ? [0.22, 0.78] : [0.5]
  return [
    rectangle(hall, `fill="${area.kind === 'hall' ? '#f4f5f7' : '#f8f9fb'}" stroke="#344054" stroke-width="7"`),
    ...gates.flatMap((share) => {
      const x = hall.x + hall.width * share
      return [rectangle({ x: x - 36, y: hall.y + hall.height - 5, width: 72, height: 10 }, 'fill="#ffffff"'), `<path d="M ${round(x - 36)} ${round(hall.y + hall.height)} v -30 a 30 30 0 0 1 30 30" fill="none" stroke="#98a2b3" stroke-width="1.5"/>`]
    }),
  ]
}

/** The ways between the rows of bays, with the dashed line down their middle. */
function aisles({ bays }: Area): string[] {
  const tops = [...new Set(bays.map((bay) => bay.place.y))].toSorted((a, b) => a - b)
  const hall = inner()
  return tops.slice(1).map((end, index) => {
    const bottom = bays.filter(({ place }) => place.y === tops[index]).reduce((lowest, { place }) => Math.max(lowest, place.y + place.height), 0)
    const middle = (bottom + end) / 2
    return rectangle({ x: hall.x + 4, y: bottom + 6, width: hall.width - 8, height: end - bottom - 12 }, 'fill="#e9ecf1"') + `<line x1="${hall.x + 10}" x2="${hall.x + hall.width - 10}" y1="${round(middle)}" y2="${round(middle)}" stroke="#f2b84b" stroke-width="2" stroke-dasharray="14 10"/>`
  })
}

function drawBay(area: Area, bay: Bay): string[] {
  const fill = area.kind === 'hall' ? '#ffffff' : '#fdfdfd'
  const cells = bay.cells.slice(1).map(({ place }) => `<line x1="${round(place.x)}" x2="${round(place.x)}" y1="${round(place.y + 30)}" y2="${round(place.y + place.height - 8)}" stroke="#cbd2dc" stroke-width="1.5" stroke-dasharray="6 5"/>`)
  const names = bay.place.width > 240 ? bay.cells.map(({ name, place }) => text(place.x + 10, place.y + place.height - 10, 11, name, 'fill="#98a2b3"')) : []
  return [rectangle(bay.place, `rx="3" fill="${fill}" stroke="#98a2b3" stroke-width="${area.kind === 'hall' ? 2 : 4}"`), ...cells, ...footprints(area, bay), text(bay.place.x + 10, bay.place.y + 22, 16, bay.name, 'fill="#344054" font-weight="600"'), ...names]
}

/** The outlines of what stands there; markers of assets lie on top of them. */
function footprints(area: Area, bay: Bay): string[] {
  if (bay.spots > mostFootprints) return []
  const groups = bay.cells.length > 0 ? bay.cells : [bay]
  return groups.flatMap((group) => Array.from({ length: group.spots }, (_, index) => {
    const spot = spotIn(group, index)
    const scale = Math.min(1.8, Math.max(0.5, Math.sqrt((group.place.width * group.place.height) / group.spots) / 90))
    const size = area.kind === 'hall' ? { width: 44 * scale, height: 28 * scale } : { width: 36 * scale, height: 18 * scale }
    const body = rectangle({ x: spot.x - size.width / 2, y: spot.y - size.height / 2, ...size }, `rx="2" fill="${area.kind === 'hall' ? '#eef1f5' : '#f4efe6'}" stroke="#cbd2dc"`)
    const side = size.height * 0.45
    return body + (area.kind === 'hall' ? rectangle({ x: spot.x + size.width / 2 + 2, y: spot.y - side / 2, width: side * 0.7, height: side }, 'fill="#dfe4ec" stroke="#cbd2dc"') : '')
  }))
}

function gridMarks(): string[] {
  const hall = inner()
  const across = Array.from({ length: 8 }, (_, index) => text(hall.x + (hall.width * (index + 0.5)) / 8, 24, 13, String(index + 1), 'fill="#98a2b3" text-anchor="middle"'))
  const down = Array.from({ length: 5 }, (_, index) => text(18, hall.y + (hall.height * (index + 0.5)) / 5 + 5, 13, String.fromCharCode(65 + index), 'fill="#98a2b3" text-anchor="middle"'))
  return [...across, ...down]
}

function titleBlock(area: Area): string[] {
  const y = drawing.height - 26
  return [
    text(drawing.wall, y, 18, area.planName, 'fill="#344054" font-weight="600"'),
    `<path d="M ${drawing.width - 300} ${y - 6} h 100 m -100 -5 v 10 m 100 -10 v 10" stroke="#475467" stroke-width="2" fill="none"/>`, text(drawing.width - 190, y, 13, '10 m'),
    `<path d="M ${drawing.width - 70} ${y + 6} l 9 -24 l 9 24 l -9 -6 z" fill="#475467"/>`, text(drawing.width - 82, y, 13, 'N'),
  ]
}
