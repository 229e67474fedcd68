export type TipSide = 'top' | 'right' | 'bottom'
type Box = { left: number; top: number; width: number; height: number }

const gap = 6
const edge = 8

/** Where a tip goes: on the wanted side, on the other one when there is no room, never over the edge of the window. */
export function tipPlace(anchor: Box, tip: { width: number; height: number }, window: { width: number; height: number }, side: TipSide): { left: string; top: string } {
  const above = anchor.top - tip.height - gap
  const below = anchor.top + anchor.height + gap
  const top = side === 'right' ? anchor.top + (anchor.height - tip.height) / 2 : side === 'top' ? (above < edge ? below : above) : below + tip.height > window.height - edge ? above : below
  const left = side === 'right' ? anchor.left + anchor.width + gap : anchor.left + (anchor.width - tip.width) / 2
  const within = (value: number, size: number, room: number): number => Math.max(edge, Math.min(value, room - size - edge))
  return { left: `${within(left, tip.width, window.width)}px`, top: `${within(top, tip.height, window.height)}px` }
}
