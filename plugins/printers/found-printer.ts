/** What a printer says of itself, as its collector takes it: a record of `POST /api/collector/printers`. */
export type FoundPrinter = {
  serialNumber?: string; deviceUuid?: string; macAddress?: string; hostname?: string; ipAddress?: string; vendor?: string; model?: string
  printerKind?: string; isColour?: boolean; isDuplex?: boolean; firmware?: string; deviceState?: string; stateReasons?: string; pageCount?: number; colourPageCount?: number
  supplies?: FoundSupply[]
}

/** `level` and `capacity` with the special values of RFC 3805. `isFilled`: the level counts how full a waste container is. */
export type FoundSupply = { slot: number; name?: string; kind?: string; colour?: string; partNumber?: string; level?: number; capacity?: number; lowLevel?: number; unit?: string; isFilled?: boolean }

const makers = /^(brother|canon|dell|epson|hp|hewlett[- ]packard|konica minolta|kyocera|lexmark|oki|okidata|ricoh|samsung|sato|sharp|toshiba|tsc|xerox|zebra)\b[\s,]*/i

/** "Brother HL-5370DW series" names its maker; vendors and models are lists of the site. */
export function makerAndModel(text: string): { vendor?: string; model?: string } {
  const attached = /attached to ([^:;]+?)(?: Rev\.\S*)?\s*[:;]/i.exec(text)?.[1]
  const words = (attached ?? text.split(';')[0] ?? '').replace(/[\0\s]+/g, ' ').trim()
  if (words === '') return {}
  const vendor = makers.exec(words)?.[1]
  return { ...(vendor && { vendor: vendor.length <= 3 ? vendor.toUpperCase() : vendor }), model: words.replace(makers, '').slice(0, 120) || words.slice(0, 120) }
}

/** Leaves out what a device did not say, so that nothing is overwritten by it. */
export function withoutGaps<Found extends object>(found: Found): Found {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== null && value !== '')) as Found // fewer members of the same object; all are optional
}
