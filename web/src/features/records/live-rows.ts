import { computed, shallowRef, type ComputedRef } from 'vue'
import type { RecordItem } from '../../api/records.ts'
import type { LiveNews } from '../../api/live-rooms.ts'
import { useCoalesced, useLive } from '../../plugin-host/use-live.ts'

export type LiveList = {
  /** `type:<kind>`; null: nobody listens. */
  room: () => string | null
  /** Ids of the rows that are seen now. */
  seenIds: () => ReadonlySet<number>
  /** Reads the seen rows anew, by id, as the list would give them now. */
  readSeen: () => Promise<ReadonlyMap<number, RecordItem> | null>
  /** Puts a row's new values where it stands. */
  update: (row: RecordItem) => void
  /** Whether a change of a row outside of what is seen can bring it into the list. */
  isNarrowed: () => boolean
  /** Reads the list anew, for what this page has changed itself. */
  refresh: () => void
}

const pause = 50
const mostCounted = 9999
/** News of what this page did itself come back within this time (milliseconds). */
const echo = 1000

/**
 * Keeps the rows that are seen up to date without moving them: values change in place; what would come, go or stand
 * elsewhere is counted until the person asks to see it.
 */
export function useLiveRows(list: LiveList): { waiting: ComputedRef<number>; clear: () => void; /** This page has changed something. */ expectEcho: () => void } {
  let echoUntil = 0
  const waiting = shallowRef<ReadonlySet<number>>(new Set())
  const wait = (ids: Iterable<number>): void => {
    const next = new Set(waiting.value)
    for (const id of ids) if (next.size < mostCounted) next.add(id)
    if (next.size > waiting.value.size) waiting.value = next
  }

  const readAgain = useCoalesced(async () => {
    const before = list.seenIds()
    const rows = await list.readSeen().catch(() => null)
    if (!rows) return
    for (const row of rows.values()) if (before.has(row.id)) list.update(row)
    wait([...before].filter((id) => !rows.has(id)))
    wait([...rows.keys()].filter((id) => !before.has(id)))
  }, pause)

  const refreshOnce = useCoalesced(list.refresh, echo)
  useLive(() => [list.room() ?? []].flat(), ({ changes, reload }: LiveNews) => {
    if (performance.now() < echoUntil) return refreshOnce()
    const seen = list.seenIds()
    if (reload || changes.some(({ entityId, action }) => seen.has(entityId) && action !== 'created')) readAgain()
    wait(changes.filter(({ entityId, action }) => !seen.has(entityId) && (action !== 'updated' || list.isNarrowed())).map(({ entityId }) => entityId))
  })
  const clear = (): void => { waiting.value = new Set() }
  return {
    waiting: computed(() => waiting.value.size), clear,
    expectEcho: () => {
      clear()
      echoUntil = performance.now() + echo
    },
  }
}
