import type { JobDeclaration } from '../../platform/jobs/job.ts'
import { coreOwner } from '../../platform/jobs/job.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { NewDelivery, StoredDelivery } from './delivery.ts'
import { createCall, sendDue } from './send-due.ts'
import { sendMail } from './send-mail.ts'
import { sendWebhook } from './send-webhook.ts'
import { findByKey, findDelivery, findDue, insertDelivery, removeOld, updateDelivery } from './store.ts'

const day = 24 * 3_600_000
const keyHolds = 30 * day
const sentKept = 30 * day
const deadKept = 90 * day
/** Of plugins that have been switched off for so long. */
const waitingKept = 90 * day
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
  const call = createCall(() => jobs.start(coreOwner, jobName), platform.log)

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
      if (isNew) await call.soon()
      return mustFind(id)
    },
    retry: async (id) => {
      const found = await mustFind(id)
      if (found.state === 'sent') throw new Problem('STATE_CONFLICT', { detail: 'It was sent.' })
      await database.write((transaction) => updateDelivery(transaction, id, { state: 'waiting', attempts: 0, dueAt: now(), sentAt: null, error: found.error }))
      await call.soon()
      return mustFind(id)
    },
    declarations: [
      { name: jobName, title: 'Send mail and webhooks', everySeconds: 60, timeLimit: 1_800_000, run: (work) => { call.begun(); return sendDue(platform, { find: (limit) => findDue(database, now(), limit), send: (delivery) => send(platform, delivery) }, work) } },
      { name: 'deliveries.cleanup', title: 'Forget mail and webhooks of long ago', at: '03:55', run: () => forgetOld(platform) },
    ],
  }
}

async function send(platform: Platform, delivery: StoredDelivery): Promise<void> {
  if (delivery.channel === 'mail') return sendMail(platform, delivery, delivery.content)
  if (delivery.channel === 'webhook') return sendWebhook(delivery, delivery.content, delivery.secret === null ? null : platform.auth.secretBox.open(delivery.secret), platform.now())
  throw new Error('Events are handed to plugins, not sent.')
}

async function forgetOld({ database, now }: Platform): Promise<unknown> {
  return database.write(async (transaction) => ({ sent: await removeOld(transaction, 'sent', now() - sentKept), dead: await removeOld(transaction, 'dead', now() - deadKept), waiting: await removeOld(transaction, 'waiting', now() - waitingKept) }))
}
