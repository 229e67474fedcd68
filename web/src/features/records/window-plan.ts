import type { RecordItem } from '../../api/records.ts'

export const windowSize = 100
/** The server takes offsets up to this; further down only cursors lead. */
const furthestOffset = 10_000
const longestWindow = 500

/** One request: the window it starts at and what to add to the query. */
export type WindowPlan = { page: number; query: Record<string, string> }

/** Windows that no offset leads to. */
export const isBeyondOffsets = (page: number): boolean => page * windowSize > furthestOffset

/** How to reach a window: its own cursor, an offset, or a long step from the nearest known cursor before it. */
export function planWindow(page: number, anchors: ReadonlyMap<number, string>, total: number): WindowPlan {
  const cursor = anchors.get(page)
  if (cursor) return { page, query: { limit: String(windowSize), cursor } }
  if (page === 0) return { page, query: { limit: String(windowSize) } }
  if (!isBeyondOffsets(page)) return { page, query: { limit: String(windowSize), offset: String(page * windowSize) } }
  return stepFrom(nearestBefore(page, anchors), page, anchors, total)
}

function stepFrom(start: number, page: number, anchors: ReadonlyMap<number, string>, total: number): WindowPlan {
  const windows = Math.min(longestWindow / windowSize, page - start + 1, Math.max(1, Math.ceil(total / windowSize) - start))
  const limit = String(windows * windowSize)
  const cursor = anchors.get(start)
  return { page: start, query: cursor ? { limit, cursor } : { limit, offset: String(start * windowSize) } }
}

function nearestBefore(page: number, anchors: ReadonlyMap<number, string>): number {
  let nearest = furthestOffset / windowSize
  for (const known of anchors.keys()) if (known <= page && known > nearest) nearest = known
  return nearest
}

/** A long answer as the windows it covers. */
export function splitPage(page: number, items: readonly RecordItem[]): [number, readonly RecordItem[]][] {
  const windows: [number, readonly RecordItem[]][] = []
  for (let start = 0; start < Math.max(1, items.length); start += windowSize) windows.push([page + start / windowSize, items.slice(start, start + windowSize)])
  return windows
}

type Rows = { first: number; last: number }

/** Rows that will be seen next if the list goes on moving as it does: further ahead the faster it moves, none after a jump. */
export function windowsAhead(before: Rows | null, now: Rows): Rows {
  const moved = before ? now.first - before.first : 0
  const reach = Math.min(longestWindow, Math.abs(moved) * 16)
  if (moved === 0 || Math.abs(moved) > windowSize) return { first: 0, last: -1 }
  return moved > 0 ? { first: now.last + 1, last: now.last + reach } : { first: Math.max(0, now.first - reach), last: now.first - 1 }
}
