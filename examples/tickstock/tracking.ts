import type { OwnTransaction } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { endSession, noteActivity, removeDeadSessions, removeSubscriptions, writeSession, writeSubscription } from './store.ts'
import type { Filter } from './subscription-index.ts'

const activityMilliseconds = 10_000
const keptMilliseconds = 86_400_000

/**
 * Writes down who is connected and listens to what, in the order in which it happened. What comes while one transaction is
 * written goes with the next, so that many who come at once are few transactions. A database that fails costs no delivery.
 */
export function createTracking({ database, log, clock }: Pick<Context, 'database' | 'log' | 'clock'>) {
  const activity = new Map<string, number>()
  let waiting: ((transaction: OwnTransaction) => Promise<void>)[] = []
  let written = Promise.resolve()

  function write(change: (transaction: OwnTransaction) => Promise<void>): Promise<void> {
    waiting.push(change)
    written = written.then(writeWaiting)
    return written
  }

  async function writeWaiting(): Promise<void> {
    if (waiting.length === 0) return
    const changes = waiting
    waiting = []
    try {
      await database.write(async (transaction) => {
        for (const change of changes) await change(transaction)
      })
    } catch (error) {
      log.warn({ err: error, changes: changes.length }, 'who is connected was not written down')
    }
  }

  return {
    connected: (sessionId: string, userId: string, instanceId: string): void => {
      const at = clock.now()
      activity.set(sessionId, at)
      void write((transaction) => writeSession(transaction, { sessionId, userId, instanceId, at }))
    },
    active: (sessionId: string): void => {
      const at = clock.now()
      if (at - (activity.get(sessionId) ?? at) < activityMilliseconds) return
      activity.set(sessionId, at)
      void write((transaction) => noteActivity(transaction, sessionId, at))
    },
    subscribed: (sessionId: string, kind: string, symbol: string, filters: Filter | null = null): Promise<void> => write((transaction) => writeSubscription(transaction, { sessionId, kind, symbol, filters, at: clock.now() })),
    unsubscribed: (sessionId: string, kind: string, symbol: string | null): Promise<void> => write((transaction) => removeSubscriptions(transaction, sessionId, kind, symbol)),
    disconnected: (sessionId: string): void => {
      activity.delete(sessionId)
      void write((transaction) => endSession(transaction, sessionId, clock.now()))
    },
    /** What processes left behind that ended without saying so, and sessions of yesterday. */
    sweep: (living: readonly string[]): Promise<void> => write((transaction) => removeDeadSessions(transaction, living, clock.now() - keptMilliseconds)),
  }
}

export type Tracking = ReturnType<typeof createTracking>
