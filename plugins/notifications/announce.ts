import type { Delivery, Person } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { mailOf, webhookOf, type Told } from './message.ts'
import { maySee, type Notification } from './notification.ts'
import { readPlaces } from './places.ts'
import { present } from './present.ts'
import { nextTimeOfDay } from './schedule.ts'
import { findGathered, hasSending, insertSending, settleSendings, type Kind } from './sending-store.ts'
import { findNotification, findToTell, noteTold } from './store.ts'
import { findDueDigests, findSubscriptions, moveDigest } from './subscription-store.ts'
import { isWanted, type Subscription } from './subscription.ts'

const atOnce = 100
/** Of what ended longer ago nobody wants to hear any more. */
const endsTold = 30 * 86_400_000

/** Tells subscribers what has begun and what is over. Every step can be repeated: what was told is written down, and a delivery has its key. */
export async function announce(context: Context, at: number, signal: AbortSignal): Promise<{ told: number; sent: number }> {
  const due = await findToTell(context.database, at, at - endsTold, atOnce)
  if (due.length === 0) return { told: 0, sent: 0 }
  const [subscriptions, people] = await Promise.all([findSubscriptions(context.database), context.people.list()])
  let sent = 0
  for (const { notification, kind } of due) {
    signal.throwIfAborted()
    sent += await tell(context, { notification, kind, subscriptions, people }, at)
    await context.database.write((transaction) => noteTold(transaction, notification.id, notification.currentFrom, kind, at))
  }
  return { told: due.length, sent }
}

type Telling = { notification: Notification; kind: Kind; subscriptions: readonly Subscription[]; people: readonly Person[] }

async function tell(context: Context, { notification, kind, subscriptions, people }: Telling, at: number): Promise<number> {
  const places = await readPlaces(context, [notification.locationId ?? []].flat())
  const [presented] = await present(context, [notification])
  if (presented === undefined) return 0
  let sent = 0
  for (const subscription of subscriptions.filter((candidate) => isWanted(candidate, notification, kind, places))) {
    for (const person of recipientsOf(subscription, notification, people)) {
      const sending = { notificationId: notification.id, occurrence: notification.currentFrom, kind, subscriptionId: subscription.id, userId: person?.id ?? 0, deliveryId: null, refused: null }
      if (await hasSending(context.database, sending)) continue
      const outcome = subscription.digestAt === null ? await send(context, subscription, person, [{ notification: presented, kind }], `${notification.id} ${notification.currentFrom} ${kind}`) : { deliveryId: null, refused: null }
      await context.database.write((transaction) => insertSending(transaction, { ...sending, ...outcome }, at))
      sent += 1
    }
  }
  return sent
}

/** Null is another program. A person is told what he could also read himself. */
function recipientsOf({ channel, userId, role }: Subscription, notification: Notification, people: readonly Person[]): (Person | null)[] {
  if (channel === 'webhook') return [null]
  return people.filter((person) => (userId === null ? role !== null && person.roles.includes(role) : person.id === userId)).filter(({ may }) => may('notifications.read') && maySee(may, notification))
}

/** Who is reached by several subscriptions gets one mail: the key names the person. */
async function send(context: Context, { id, channel, url }: Subscription, person: Person | null, told: readonly Told[], about: string): Promise<{ deliveryId: number | null; refused: string | null }> {
  if (channel === 'mail' && !person?.email) return { deliveryId: null, refused: `${person?.username ?? ''} has no mail address.` }
  try {
    const secret = context.settings.webhookSecret ?? ''
    const delivery: Delivery = channel === 'mail'
      ? await context.deliver.mail({ to: person?.email ?? '', ...mailOf(context, told), key: `mail ${person?.id ?? 0} ${about}` })
      : await context.deliver.webhook({ url: url ?? '', body: webhookOf(told, about.startsWith('digest')), ...(secret !== '' && { secret }), key: `webhook ${id} ${about}` })
    return { deliveryId: delivery.id, refused: null }
  } catch (error) {
    context.log.warn({ subscription: id, reason: String(error) }, 'a notification was not accepted for delivery')
    return { deliveryId: null, refused: error instanceof Error ? error.message : String(error) }
  }
}

/** Sends what digests have gathered, one message for each recipient. */
export async function sendDigests(context: Context, at: number, signal: AbortSignal): Promise<number> {
  let digests = 0
  for (const subscription of await findDueDigests(context.database, at)) {
    signal.throwIfAborted()
    digests += await sendDigest(context, subscription, at)
    await context.database.write((transaction) => moveDigest(transaction, subscription.id, nextTimeOfDay(subscription.digestAt ?? '07:00', subscription.timeZone, at)))
  }
  return digests
}

async function sendDigest(context: Context, subscription: Subscription, at: number): Promise<number> {
  const gathered = Map.groupBy(await findGathered(context.database, subscription.id), ({ userId }) => userId)
  for (const [userId, sendings] of gathered) {
    const person = userId === 0 ? null : await context.people.get(userId)
    const found = (await Promise.all(sendings.map(async ({ notificationId, kind }) => ({ kind, notification: await findNotification(context.database, notificationId, null) })))).flatMap(({ kind, notification }) => (notification === null ? [] : [{ kind, notification }]))
    const presented = await present(context, found.map(({ notification }) => notification))
    const told = presented.map((notification, index): Told => ({ notification, kind: found[index]?.kind ?? 'begun' }))
    const outcome = told.length === 0 ? { deliveryId: null, refused: 'What it was about is gone.' } : await send(context, subscription, person, told, `digest ${subscription.id} ${subscription.nextDigestAt ?? at}`)
    await context.database.write((transaction) => settleSendings(transaction, sendings.map(({ id }) => id), outcome.deliveryId, outcome.refused))
  }
  return gathered.size
}
