import type { JsonSchema, PluginRoute } from '@shopdb/plugin-api'
import { takeAlerts } from './alerts.ts'
import type { Context } from './context.ts'
import { severities } from './notification.ts'
import { present } from './present.ts'
import { occurrencesFrom } from './schedule.ts'
import { announceSoon } from './work.ts'
import { publishChange } from './topic.ts'
import { changeNotification, createNotification, endNotification, mustFind, scheduleOf } from './write-notification.ts'

const id = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const
const params = { type: 'object', required: ['id'], properties: { id } } as const satisfies JsonSchema
const reference = { anyOf: [id, { type: 'null' }] } as const
const moment = { type: 'string', maxLength: 40, description: 'A moment (2026-03-01T05:00:00Z), or a time on the clock of the time zone (2026-03-01T06:00).' } as const
const schedule = { startsAt: moment, endsAt: { type: ['string', 'null'], maxLength: 40 }, timeZone: { type: 'string', minLength: 1, maxLength: 64 }, recurrence: { type: ['string', 'null'], maxLength: 300, description: 'Rule of RFC 5545: FREQ=WEEKLY;BYDAY=MO,TH.' } } as const
const fields = {
  title: { type: 'string', minLength: 1, maxLength: 200 }, text: { type: ['string', 'null'], maxLength: 4000 }, typeId: reference, severity: { type: 'string', enum: severities }, ...schedule,
  businessUnitId: reference, locationId: reference, assetId: reference, pinned: { type: 'boolean' }, banner: { type: 'boolean' }, wall: { type: 'boolean' }, needsAcknowledgement: { type: 'boolean' },
} as const
const newBody = { type: 'object', additionalProperties: false, required: ['title'], properties: fields } as const satisfies JsonSchema
const changeBody = { type: 'object', additionalProperties: false, minProperties: 1, properties: fields } as const satisfies JsonSchema
const previewBody = { type: 'object', additionalProperties: false, properties: schedule } as const satisfies JsonSchema
const words = { type: 'object', additionalProperties: { type: 'string' } } as const
const alertBody = {
  type: 'object', required: ['alerts'],
  properties: { alerts: { type: 'array', maxItems: 500, items: { type: 'object', required: ['status', 'labels'], properties: { status: { type: 'string', enum: ['firing', 'resolved'] }, labels: words, annotations: words, fingerprint: { type: 'string', minLength: 1, maxLength: 100 } } } } },
} as const satisfies JsonSchema
const previewed = 6

/** What people announce, and what monitoring systems send. */
export function writeRoutes(context: Context, now: () => number): PluginRoute[] {
  const { route } = context
  const permission = 'notifications.write'
  const told = async (wanted: number): Promise<unknown> => {
    publishChange(context)
    await announceSoon(context)
    return (await present(context, [await mustFind(context, wanted)]))[0]
  }
  return [
    route({ method: 'POST', path: '/', permission, summary: 'Announce something', body: newBody, status: 201, handle: async ({ body, caller }) => told(await createNotification(context, body, caller, now())) }),
    route({
      method: 'PATCH', path: '/:id', permission, summary: 'Change what is announced', params, body: changeBody,
      handle: async ({ params: { id: wanted }, body, caller }) => { await changeNotification(context, wanted, body, caller, now()); return told(wanted) },
    }),
    route({ method: 'POST', path: '/:id/end', permission, summary: 'It is over', params, handle: async ({ params: { id: wanted }, caller }) => { await endNotification(context, wanted, caller, now()); return told(wanted) } }),
    route({
      method: 'POST', path: '/preview', permission, summary: 'When it would be shown: the next occurrences of a schedule', body: previewBody,
      handle: ({ body }) => {
        const found = scheduleOf(context, body, null, now())
        return { timeZone: found.timeZone, recurrence: found.recurrence, occurrences: occurrencesFrom(found, now(), previewed).map(({ from, until }) => ({ from: new Date(from).toISOString(), until: until === null ? null : new Date(until).toISOString() })) }
      },
    }),
    route({ method: 'POST', path: '/alerts', permission, summary: 'Take alerts as Prometheus Alertmanager posts them', body: alertBody, handle: ({ body }) => takeAlerts(context, body.alerts) }),
  ]
}
