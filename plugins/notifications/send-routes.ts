import type { JsonSchema, PluginRoute } from '@shopdb/plugin-api'
import { addSubscription, removeSubscription } from './change-subscription.ts'
import type { Context } from './context.ts'
import { numberOrNull, severities, textOrNull } from './notification.ts'
import { findSendings } from './sending-store.ts'
import { findSubscriptions } from './subscription-store.ts'

const id = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const
const params = { type: 'object', required: ['id'], properties: { id } } as const satisfies JsonSchema
const reference = { anyOf: [id, { type: 'null' }] } as const
const body = {
  type: 'object', additionalProperties: false, required: ['channel'],
  properties: {
    role: { type: ['string', 'null'], maxLength: 120 }, channel: { type: 'string', enum: ['mail', 'webhook'] }, url: { type: ['string', 'null'], maxLength: 500 }, severities: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', enum: severities } },
    typeId: reference, businessUnitId: reference, locationId: reference, digestAt: { anyOf: [{ type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }, { type: 'null' }], description: 'Time of day at which all is sent together; without it each at once.' }, timeZone: { type: 'string', minLength: 1, maxLength: 64 }, tellsEnd: { type: 'boolean' },
  },
} as const satisfies JsonSchema
const listQuery = { type: 'object', additionalProperties: false, properties: { notification: id, before: id } } as const satisfies JsonSchema
const pageSize = 50

/** Who is told by which channel, and what came of it. */
export function sendRoutes(context: Context, now: () => number): PluginRoute[] {
  const { route } = context
  const own = 'notifications.acknowledge'
  return [
    route({
      method: 'GET', path: '/subscriptions', permission: own, summary: 'The own subscriptions, and for who may send those of all',
      handle: async ({ caller }) => {
        const everything = caller.may('notifications.send')
        const found = (await findSubscriptions(context.database)).filter(({ userId }) => everything || (userId !== null && userId === caller.userId))
        const people = everything ? new Map((await context.people.list()).map((person) => [person.id, person.displayName ?? person.username])) : new Map<number, string>()
        return { items: found.map(({ nextDigestAt, ...subscription }) => ({ ...subscription, isOwn: subscription.userId !== null && subscription.userId === caller.userId, person: subscription.userId === null ? null : (people.get(subscription.userId) ?? caller.label), nextDigestAt: nextDigestAt === null ? null : new Date(nextDigestAt).toISOString() })), roles: everything ? await context.people.roles() : [] }
      },
    }),
    route({ method: 'POST', path: '/subscriptions', permission: own, summary: 'Subscribe oneself to mail, or a role or another program', body, status: 201, handle: async ({ body: input, caller }) => ({ id: await addSubscription(context, input, caller, now()) }) }),
    route({ method: 'DELETE', path: '/subscriptions/:id', permission: own, summary: 'End a subscription', params, handle: async ({ params: { id: wanted }, caller }) => { await removeSubscription(context, wanted, caller) } }),
    route({
      method: 'GET', path: '/sendings', permission: 'notifications.send', summary: 'What was sent to whom and what came of it, newest first; dead letters say why', query: listQuery,
      handle: async ({ query: { notification, before } }) => {
        const rows = await findSendings(context.database, { notificationId: notification, before, most: pageSize + 1 })
        const people = new Map((await context.people.list()).map((person) => [person.id, person.displayName ?? person.username]))
        const items = await Promise.all(rows.slice(0, pageSize).map(async (row) => {
          const deliveryId = numberOrNull(row['deliveryid'])
          const delivery = deliveryId === null ? null : await context.deliver.get(deliveryId)
          const refused = textOrNull(row['refused'])
          return {
            id: Number(row['id']), notificationId: Number(row['notificationid']), title: String(row['title']), kind: String(row['kind']), channel: String(row['channel']), to: Number(row['userid']) === 0 ? textOrNull(row['url']) : (people.get(Number(row['userid'])) ?? '–'), role: textOrNull(row['role']),
            at: new Date(Number(row['at'])).toISOString(), state: refused !== null ? 'refused' : delivery !== null ? delivery.state : deliveryId === null ? 'gathered' : 'forgotten', attempts: delivery?.attempts ?? 0, error: refused ?? delivery?.error ?? null, sentAt: delivery?.sentAt ?? null,
          }
        }))
        return { items, nextBefore: rows.length > pageSize ? (items.at(-1)?.id ?? null) : null }
      },
    }),
  ]
}
