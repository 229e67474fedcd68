import { onScopeDispose, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { listenTo } from '../api/live.ts'
import type { LiveNews } from '../api/live-rooms.ts'

/** Calls back for the changes in these rooms as long as the component lives. The rooms may change. */
export function useLive(rooms: MaybeRefOrGetter<readonly string[]>, listener: (news: LiveNews) => void): void {
  let releases: (() => void)[] = []
  const release = (): void => { for (const each of releases.splice(0)) each() }
  watch(() => [...toValue(rooms)].sort().join(' '), (names) => {
    const before = releases
    releases = names ? names.split(' ').map((room) => listenTo(room, listener)) : []
    for (const each of before) each()
  }, { immediate: true })
  onScopeDispose(release)
}

/**
 * Runs the work at once when called, and when calls follow fast upon each other, one at a time with a pause between: each
 * call is followed by a run that began after it.
 */
export function useCoalesced(work: () => Promise<unknown> | void, pause: number): () => void {
  let isRunning = false
  let isWanted = false
  let isGone = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const run = async (): Promise<void> => {
    isRunning = true
    isWanted = false
    try {
      await work()
    } finally {
      timer = setTimeout(() => {
        isRunning = false
        if (isWanted && !isGone) void run()
      }, pause)
    }
  }
  onScopeDispose(() => {
    isGone = true
    clearTimeout(timer)
  })
  return () => {
    isWanted = true
    if (!isRunning) void run()
  }
}
