import type { JsonSchema, PluginRoute } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { readPreference, savePreference } from './preference-store.ts'
import { noteRead, noteUnread, ownUser } from './read-state.ts'
import { publishChange } from './topic.ts'

const id = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const
const params = { type: 'object', required: ['id'], properties: { id } } as const satisfies JsonSchema
const noteBody = { type: 'object', additionalProperties: false, properties: { note: { type: ['string', 'null'], maxLength: 500 } } } as const satisfies JsonSchema
const preferenceBody = { type: 'object', additionalProperties: false, properties: { locationId: { anyOf: [id, { type: 'null' }] }, businessUnitId: { anyOf: [id, { type: 'null' }] } } } as const satisfies JsonSchema

/** What a reader says: seen, acknowledged, and what concerns him. */
export function readRoutes(context: Context, now: () => number): PluginRoute[] {
  const { route } = context
  const own = 'notifications.acknowledge'
  return [
    route({ method: 'POST', path: '/:id/read', permission: own, summary: 'Mark it as read', params, handle: async ({ params: { id: wanted }, caller }) => { await noteRead(context, wanted, caller, now(), null) } }),
    route({ method: 'POST', path: '/:id/unread', permission: own, summary: 'Mark it as not read', params, handle: async ({ params: { id: wanted }, caller }) => { await noteUnread(context, wanted, caller) } }),
    route({
      method: 'POST', path: '/:id/acknowledge', permission: own, summary: 'Acknowledge it: I have seen it and see to it', params, body: noteBody,
      handle: async ({ params: { id: wanted }, body, caller }) => {
        await noteRead(context, wanted, caller, now(), { note: body.note ?? null })
        publishChange(context)
      },
    }),
    route({ method: 'GET', path: '/preference', permission: own, summary: 'What the own banner is narrowed to', handle: async ({ caller }) => { const { location, businessUnit } = await readPreference(context, ownUser(context, caller)); return { locationId: location ?? null, businessUnitId: businessUnit ?? null } } }),
    route({
      method: 'PUT', path: '/preference', permission: own, summary: 'Narrow the own banner to a place and a business unit', body: preferenceBody,
      handle: async ({ body, caller }) => { await savePreference(context, ownUser(context, caller), { locationId: body.locationId ?? null, businessUnitId: body.businessUnitId ?? null }) },
    }),
  ]
}
