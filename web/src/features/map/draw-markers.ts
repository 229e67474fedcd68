import { statusKinds, type StatusKind } from '@shopdb/ui'
import type { PositionSource } from '../../api/assets.ts'
import type { MarkerCluster, PlacedMarker } from './marker-clusters.ts'
import { isAlarming } from './marker-clusters.ts'

/** `word` and `badge` are what a plugin says about the asset. */
export type MapMarkerView = PlacedMarker & { label: string; source: PositionSource; word: string | null; badge: string | null }
export type MarkerColours = Readonly<Record<StatusKind | 'surface' | 'text' | 'accent' | 'onStatus', string>>
export type DrawOptions = { colours: MarkerColours; selected: number | null; usualDown: number; labels: boolean; font: string }

const size = 7
const wordFont = '500 12px "IBM Plex Sans Variable", sans-serif'
const outlineDash: Readonly<Record<PositionSource, readonly number[]>> = { asset: [], related: [5, 3], location: [1.5, 3] }

export function drawCluster(pen: CanvasRenderingContext2D, cluster: MarkerCluster<MapMarkerView>, options: DrawOptions): void {
  const [only] = cluster.members
  if (cluster.members.length === 1 && only) drawMarker(pen, only, cluster.x, cluster.y, options)
  else drawRing(pen, cluster, options)
}

export function clusterRadius(count: number): number {
  return count === 1 ? 13 : Math.min(20, 12 + Math.log2(count) * 1.1)
}

function drawMarker(pen: CanvasRenderingContext2D, marker: MapMarkerView, x: number, y: number, { colours, selected, labels, font }: DrawOptions): void {
  const isSelected = marker.id === selected
  pen.beginPath()
  pen.arc(x, y, 12, 0, Math.PI * 2)
  pen.fillStyle = colours.surface
  pen.fill()
  pen.lineWidth = isSelected ? 3 : 1.5
  pen.strokeStyle = isSelected ? colours.accent : colours.text
  pen.setLineDash(outlineDash[marker.source].slice())
  pen.lineCap = marker.source === 'location' ? 'round' : 'butt'
  pen.stroke()
  pen.setLineDash([])
  drawStatus(pen, marker.kind, x, y, colours)
  if (marker.badge) drawBadge(pen, marker.badge, x + 11, y - 10, colours.text, colours.surface)
  if (!labels && !isSelected) return
  drawLabel(pen, marker.label, x, y + 17, colours, font)
  if (marker.word) drawLabel(pen, marker.word.length > 24 ? `${marker.word.slice(0, 23)}…` : marker.word, x, y + 33, colours, wordFont)
}

function drawStatus(pen: CanvasRenderingContext2D, kind: StatusKind, x: number, y: number, colours: MarkerColours): void {
  pen.fillStyle = colours[kind]
  pen.strokeStyle = colours[kind]
  pen.beginPath()
  if (kind === 'ok') pen.arc(x, y, 5.5, 0, Math.PI * 2)
  else if (kind === 'warn') trace(pen, [[x, y - size], [x + size, y + 5], [x - size, y + 5]])
  else if (kind === 'maintenance') trace(pen, [[x, y - size], [x + size, y], [x, y + size], [x - size, y]])
  else if (kind === 'down') pen.roundRect(x - 7, y - 7, 14, 14, 2)
  else return drawHollow(pen, x, y)
  pen.fill()
  if (kind === 'down') drawCross(pen, x, y, colours.surface)
}

function trace(pen: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void {
  for (const [index, [x, y]] of points.entries()) {
    if (index === 0) pen.moveTo(x, y)
    else pen.lineTo(x, y)
  }
  pen.closePath()
}

function drawHollow(pen: CanvasRenderingContext2D, x: number, y: number): void {
  pen.arc(x, y, 5, 0, Math.PI * 2)
  pen.lineWidth = 2
  pen.setLineDash([3, 2])
  pen.stroke()
  pen.setLineDash([])
}

function drawCross(pen: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  pen.beginPath()
  pen.moveTo(x - 3, y - 3)
  pen.lineTo(x + 3, y + 3)
  pen.moveTo(x + 3, y - 3)
  pen.lineTo(x - 3, y + 3)
  pen.strokeStyle = colour
  pen.lineWidth = 2
  pen.stroke()
}

function drawLabel(pen: CanvasRenderingContext2D, text: string, x: number, y: number, colours: MarkerColours, font: string): void {
  pen.font = font
  pen.textAlign = 'center'
  pen.textBaseline = 'top'
  const width = pen.measureText(text).width + 8
  pen.fillStyle = colours.surface
  pen.globalAlpha = 0.9
  pen.beginPath()
  pen.roundRect(x - width / 2, y - 2, width, 16, 3)
  pen.fill()
  pen.globalAlpha = 1
  pen.fillStyle = colours.text
  pen.fillText(text, x, y)
}

/** The ring shows how the statuses share the cluster; the number is how many stand there. */
function drawRing(pen: CanvasRenderingContext2D, cluster: MarkerCluster<MapMarkerView>, { colours, usualDown }: DrawOptions): void {
  const { x, y, members, counts } = cluster
  const radius = clusterRadius(members.length)
  pen.beginPath()
  pen.arc(x, y, radius, 0, Math.PI * 2)
  pen.fillStyle = colours.surface
  pen.fill()
  let from = -Math.PI / 2
  pen.lineWidth = 4
  for (const kind of statusKinds) {
    if (counts[kind] === 0) continue
    const to = from + (counts[kind] / members.length) * Math.PI * 2
    pen.beginPath()
    pen.arc(x, y, radius - 2, from, to)
    pen.strokeStyle = colours[kind]
    pen.stroke()
    from = to
  }
  drawNumber(pen, String(members.length), x, y, colours.text)
  if (isAlarming(counts, members.length, usualDown)) drawBadge(pen, String(counts.down), x + radius * 0.75, y - radius * 0.75, colours.down, colours.onStatus)
}

function drawNumber(pen: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string): void {
  pen.font = '600 12px "IBM Plex Sans Variable", sans-serif'
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillStyle = colour
  pen.fillText(text, x, y + 0.5)
}

function drawBadge(pen: CanvasRenderingContext2D, text: string, x: number, y: number, ground: string, colour: string): void {
  const width = 9 + text.length * 7
  pen.beginPath()
  pen.roundRect(x - width / 2, y - 8, width, 16, 4)
  pen.fillStyle = ground
  pen.fill()
  drawNumber(pen, text, x, y, colour)
}
