import type { Logger } from 'pino'
import type { JobWork } from '../../platform/jobs/job.ts'
import type { Platform } from '../../platform/platform.ts'
import { DeliveryRefused, pauseAfter, type StoredDelivery } from './delivery.ts'
import { messageOf } from './send-mail.ts'
import { updateDelivery } from './store.ts'

const atOnce = 20
const askedHolds = 2000

/** What is due of a kind, and how one of it is sent. */
export type Way = { find: (limit: number) => Promise<StoredDelivery[]>; send: (delivery: StoredDelivery) => Promise<void> }

/** Sends all that is due: each is sent, tried again later, or given up as a dead letter. */
export async function sendDue(platform: Platform, way: Way, { signal }: Pick<JobWork, 'signal'>): Promise<unknown> {
  const result = { sent: 0, later: 0, dead: 0 }
  for (;;) {
    const due = await way.find(atOnce)
    if (due.length === 0) return result
    for (const delivery of due) {
      signal.throwIfAborted()
      result[await sendOne(platform, way, delivery)] += 1
    }
  }
}

async function sendOne({ database, log, now }: Platform, { send }: Way, delivery: StoredDelivery): Promise<'sent' | 'later' | 'dead'> {
  const attempts = delivery.attempts + 1
  try {
    await send(delivery)
    await database.write((transaction) => updateDelivery(transaction, delivery.id, { state: 'sent', attempts, dueAt: now(), sentAt: now(), error: null }))
    return 'sent'
  } catch (error) {
    const pause = error instanceof DeliveryRefused ? null : pauseAfter(attempts)
    const state = pause === null ? 'dead' : 'waiting'
    log.warn({ delivery: delivery.id, plugin: delivery.plugin, channel: delivery.channel, attempts, state, reason: messageOf(error) }, 'a delivery failed')
    await database.write((transaction) => updateDelivery(transaction, delivery.id, { state, attempts, dueAt: now() + (pause ?? 0), sentAt: null, error: messageOf(error) }))
    return pause === null ? 'dead' : 'later'
  }
}

/** Calls for a run of a job. One that has not begun is enough for all that is due; another process may take it, and a run by schedule comes anyway. */
export function createCall(start: () => Promise<unknown>, log: Logger) {
  let askedAt: number | null = null
  return {
    soon: async (): Promise<void> => {
      if (askedAt !== null && Date.now() - askedAt < askedHolds) return
      askedAt = Date.now()
      await start().catch((error: unknown) => {
        askedAt = null
        log.warn({ err: error }, 'what is to be sent waits for the next run by schedule')
      })
    },
    /** The run has begun: what comes from now on calls anew. */
    begun: (): void => { askedAt = null },
  }
}
