import type { ChangesMessage, RealtimeChange } from '@shopdb/contract/realtime'
import type { Logger } from 'pino'
import type { Database } from '../../platform/database/database.ts'
import { changesAfter, changesOf, newestChange } from './store.ts'

export type ChangeFeed = {
  /** Everything up to here was handed on; what a client sends as `since`. */
  cursor: () => number
  /** What was committed since a cursor, as far as `isWanted`. */
  since: (cursor: number, isWanted: (change: RealtimeChange) => boolean) => Promise<ChangesMessage>
  /** Something was committed: look now. */
  wake: () => void
  /** Follows the changes until `rest`, from those that are committed now. */
  follow: () => void
  rest: () => void
}

type Options = { database: Database; log: Logger; onChanges: (changes: readonly RealtimeChange[], cursor: number) => void }

const batch = 1000
/** More than this is not told one by one: reading anew is cheaper. */
export const mostChanges = 500
/** On SQLite a look costs some 20 µs, and the file has no other way to tell what another process wrote. */
const sqlitePause = 40
const serverPause = 1000
const shortestPause = 5
/** A number that is missing so long belongs to a transaction that was rolled back. */
const gapMilliseconds = 5000
const mostGaps = 2000

/**
 * Hands on every committed change once, by reading the change records: whoever wrote them, in this process or another.
 * On server engines a transaction may commit after one with higher numbers; a missing number is therefore looked for again,
 * and the cursor stays below it until it is settled.
 */
export function createChangeFeed({ database, log, onChanges }: Options): ChangeFeed {
  const gaps = new Map<number, number>()
  let newest = 0
  let isFollowing = false
  let looking: Promise<void> | null = null
  let isWoken = false
  let timer: NodeJS.Timeout | undefined
  let looked = 0

  const cursor = (): number => {
    let lowest = newest + 1
    for (const id of gaps.keys()) lowest = Math.min(lowest, id)
    return lowest - 1
  }

  function wake(): void {
    if (!isFollowing) return
    isWoken = true
    schedule(Math.max(0, shortestPause - (performance.now() - looked)))
  }

  function schedule(pause: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void begin(), pause)
    timer.unref()
  }

  function begin(): Promise<void> {
    isWoken = false
    looking ??= look().catch((error: unknown) => log.warn({ err: error }, 'changes could not be read for the realtime clients')).finally(() => {
      looking = null
      looked = performance.now()
      if (isFollowing) schedule(isWoken ? shortestPause : database.engine === 'sqlite' ? sqlitePause : serverPause)
    })
    return looking
  }

  async function look(): Promise<void> {
    for (;;) {
      const found = [...(await late()), ...(await changesAfter(database, newest, batch))]
      if (!isFollowing || found.length === 0) return
      const at = performance.now()
      for (const { id } of found) {
        if (id <= newest) gaps.delete(id)
        else if (database.engine !== 'sqlite') noteGaps(newest + 1, id, at)
        newest = Math.max(newest, id)
      }
      onChanges(found, cursor())
      if (found.length < batch) return
    }
  }

  function noteGaps(from: number, to: number, at: number): void {
    for (let id = Math.max(from, to - mostGaps); id < to; id++) gaps.set(id, at + gapMilliseconds)
    for (const id of gaps.keys()) {
      if (gaps.size <= mostGaps) return
      gaps.delete(id)
    }
  }

  /** What was missing and has been committed meanwhile. */
  async function late(): Promise<RealtimeChange[]> {
    const at = performance.now()
    for (const [id, until] of gaps) if (until < at) gaps.delete(id)
    return changesOf(database, [...gaps.keys()].slice(-500))
  }

  return {
    cursor, wake,
    since: async (after, isWanted) => {
      const found = await changesAfter(database, after, batch + 1)
      const reached = Math.max(cursor(), after)
      if (found.length > batch) return { cursor: cursor(), changes: [], reload: true }
      const changes = found.filter(isWanted)
      return changes.length > mostChanges ? { cursor: reached, changes: [], reload: true } : { cursor: reached, changes }
    },
    follow: () => {
      if (isFollowing) return
      isFollowing = true
      gaps.clear()
      newestChange(database).then((id) => {
        newest = Math.max(newest, id)
        schedule(0)
      }, (error: unknown) => {
        log.warn({ err: error }, 'the newest change could not be read')
        schedule(serverPause)
      })
    },
    rest: () => {
      isFollowing = false
      clearTimeout(timer)
    },
  }
}
