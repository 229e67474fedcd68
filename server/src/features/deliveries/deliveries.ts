import type { JobDeclaration, JobWork } from '../../platform/jobs/job.ts'
import { coreOwner } from '../../platform/jobs/job.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { DeliveryRefused, pauseAfter, type NewDelivery, type StoredDelivery } from './delivery.ts'
import { messageOf, sendMail } from './send-mail.ts'
import { sendWebhook } from './send-webhook.ts'
import { findByKey, findDelivery, findDue, insertDelivery, removeOld, updateDelivery } from './store.ts'

const day = 24 * 3_600_000
const keyHolds = 30 * day
const sentKept = 30 * day
const deadKept = 90 * day
const atOnce = 20
const askedHolds = 2000
const jobName = 'deliveries.send'

/** Mails and webhooks: written down by who wants them, sent by a job, tried again with growing pauses, kept as dead letters. */
export type Deliveries = {
  platform: Platform
  enqueue: (delivery: NewDelivery) => Promise<StoredDelivery>
  /** Sends it soon, with all its attempts anew. */
  retry: (id: number) => Promise<StoredDelivery>
  declarations: readonly JobDeclaration[]
}

export function createDeliveries(platform: Platform, jobs: Jobs): Deliveries {
  const { database, now } = platform
  let askedAt: number | null = null

  /** One run that has not begun is enough for all that is due. Another process may take it; a run by schedule comes anyway. */
  async function sendSoon(): Promise<void> {
    if (askedAt !== null && Date.now() - askedAt < askedHolds) return
    askedAt = Date.now()
    await jobs.start(coreOwner, jobName).catch((error: unknown) => {
      askedAt = null
      platform.log.warn({ err: error }, 'deliveries wait for the next run of their job')
    })
  }

  async function mustFind(id: number): Promise<StoredDelivery> {
    const found = await findDelivery(database, id)
    if (!found) throw new Problem('NOT_FOUND')
    return found
  }

  return {
    platform,
    enqueue: async (delivery) => {
      const { id, isNew } = await database.write(async (transaction) => {
        const known = delivery.uniqueKey === null ? null : await findByKey(transaction, delivery.plugin, delivery.uniqueKey, now() - keyHolds)
        return known === null ? { id: await insertDelivery(transaction, delivery, now()), isNew: true } : { id: known, isNew: false }
      })
      if (isNew) await sendSoon()
      return mustFind(id)
    },
    retry: async (id) => {
      const found = await mustFind(id)
      if (found.state === 'sent') throw new Problem('STATE_CONFLICT', { detail: 'It was sent.' })
      await database.write((transaction) => updateDelivery(transaction, id, { state: 'waiting', attempts: 0, dueAt: now(), sentAt: null, error: found.error }))
      await sendSoon()
      return mustFind(id)
    },
    declarations: [
      { name: jobName, title: 'Send mail and webhooks', everySeconds: 60, timeLimit: 1_800_000, run: (work) => { askedAt = null; return sendDue(platform, work) } },
      { name: 'deliveries.cleanup', title: 'Forget mail and webhooks of long ago', at: '03:55', run: () => forgetOld(platform) },
    ],
  }
}

async function sendDue(platform: Platform, { signal }: Pick<JobWork, 'signal'>): Promise<unknown> {
  const result = { sent: 0, later: 0, dead: 0 }
  for (;;) {
    const due = await findDue(platform.database, platform.now(), atOnce)
    if (due.length === 0) return result
    for (const delivery of due) {
      signal.throwIfAborted()
      result[await sendOne(platform, delivery)] += 1
    }
  }
}

async function sendOne(platform: Platform, delivery: StoredDelivery): Promise<'sent' | 'later' | 'dead'> {
  const { database, log, now } = platform
  const attempts = delivery.attempts + 1
  try {
    if (delivery.channel === 'mail') await sendMail(platform, delivery, delivery.content)
    else await sendWebhook(delivery, delivery.content, delivery.secret === null ? null : platform.auth.secretBox.open(delivery.secret), now())
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

async function forgetOld({ database, now }: Platform): Promise<unknown> {
  return database.write(async (transaction) => ({ sent: await removeOld(transaction, 'sent', now() - sentKept), dead: await removeOld(transaction, 'dead', now() - deadKept) }))
}
