import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import { isGoneHere } from './process-id.ts'
import { enterProcess, findProcesses, removeProcess, renewProcess, writeSubscriptions, type RecordedSubscription } from './subscription-store.ts'

type Subscriber = { socketId: string; userId: number | null; actor: string }
type Options = { database: Database; log: Logger; now: () => number; processId: string }

/** A process that has not renewed its lease for so long is taken for dead. */
const leaseMilliseconds = 30_000
const renewalMilliseconds = 10_000
/** Joins and leaves of so long are written together. */
const writeMilliseconds = 200

/**
 * Writes down who listens to what. A database that does not answer keeps nobody out of a room: what could not be written
 * is written at the next try.
 */
export function createSubscriptionRecord({ database, log, now, processId }: Options) {
  const current = new Map<string, RecordedSubscription>()
  let unwritten = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let renewal: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  let isStopped = false
  const sweepers = new Set<(living: readonly string[]) => void>()

  const keyOf = (socketId: string, room: string): string => `${socketId} ${room}`

  function writeSoon(): void {
    if (!isStopped) timer ??= setTimeout(() => void write(), writeMilliseconds).unref()
  }

  function write(): Promise<void> {
    timer = undefined
    writing = writing.then(async () => {
      const keys = unwritten
      unwritten = new Set()
      const added = [...keys].flatMap((key) => current.get(key) ?? [])
      const removed = [...keys].filter((key) => !current.has(key)).map((key) => ({ socketId: key.slice(0, key.indexOf(' ')), room: key.slice(key.indexOf(' ') + 1) }))
      if (keys.size === 0) return
      await database.write((transaction) => writeSubscriptions(transaction, processId, added, removed)).catch((error: unknown) => {
        log.warn({ err: error }, 'realtime subscriptions were not recorded')
        for (const key of keys) unwritten.add(key)
        writeSoon()
      })
    })
    return writing
  }

  async function renew(): Promise<void> {
    const at = now()
    const { isKnown, dead } = await database.write(async (transaction) => {
      const known = await renewProcess(transaction, processId, at + leaseMilliseconds)
      if (!known) await enterProcess(transaction, processId, at, at + leaseMilliseconds)
      const gone = (await findProcesses(transaction)).filter((one) => isDead(one, at))
      for (const { id } of gone) await removeProcess(transaction, id)
      return { isKnown: known, dead: gone.length }
    })
    if (dead > 0) await sweep()
    if (isKnown) return
    // Others took this process for dead and removed what it had recorded.
    for (const key of current.keys()) unwritten.add(key)
    writeSoon()
  }

  const isDead = ({ id, until }: { id: string; until: number }, at: number): boolean => id !== processId && (until < at || isGoneHere(id))

  async function living(): Promise<string[]> {
    const at = now()
    const others = (await findProcesses(database)).filter((one) => one.id !== processId && !isDead(one, at))
    return [processId, ...others.map(({ id }) => id)]
  }

  /** Tells everybody who keeps notes of their own about clients. */
  async function sweep(): Promise<void> {
    if (sweepers.size === 0) return
    const alive = await living()
    for (const sweeper of sweepers) sweeper(alive)
  }

  return {
    begin: async (): Promise<void> => {
      await renew()
      renewal = setInterval(() => void renew().catch((error: unknown) => log.warn({ err: error }, 'the lease of the realtime process was not renewed')), renewalMilliseconds).unref()
    },
    joined: ({ socketId, userId, actor }: Subscriber, rooms: readonly string[]): void => {
      for (const room of rooms) {
        current.set(keyOf(socketId, room), { socketId, room, userId, actor, since: now() })
        unwritten.add(keyOf(socketId, room))
      }
      writeSoon()
    },
    left: (socketId: string, rooms: readonly string[]): void => {
      for (const room of rooms) {
        current.delete(keyOf(socketId, room))
        unwritten.add(keyOf(socketId, room))
      }
      writeSoon()
    },
    /** Processes that live, this one first. */
    living,
    /** Called when processes have died, with those that live; answers how to be left alone. */
    onDeath: (sweeper: (living: readonly string[]) => void): (() => void) => {
      sweepers.add(sweeper)
      return () => void sweepers.delete(sweeper)
    },
    stop: async (): Promise<void> => {
      isStopped = true
      clearTimeout(timer)
      clearInterval(renewal)
      await writing
      await database.write((transaction) => removeProcess(transaction, processId)).catch((error: unknown) => log.warn({ err: error }, 'realtime subscriptions were not removed'))
    },
  }
}

export type SubscriptionRecord = ReturnType<typeof createSubscriptionRecord>
