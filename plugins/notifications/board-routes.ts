import type { JsonSchema, PluginRoute } from '@shopdb/plugin-api'
import { findPage, findShown } from './board.ts'
import type { Context } from './context.ts'
import { maySee, severities, states, textOrNull } from './notification.ts'
import { present } from './present.ts'
import { findNextEdge, findReaders } from './store.ts'
import { readPreference } from './preference-store.ts'
import { mustFind } from './write-notification.ts'

const id = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const
const params = { type: 'object', required: ['id'], properties: { id } } as const satisfies JsonSchema
const place = { location: { ...id, description: 'With what lies around it and in it.' }, businessUnit: id } as const
const listQuery = { type: 'object', additionalProperties: false, properties: { state: { type: 'string', enum: states, default: 'active' }, type: id, severity: { type: 'string', enum: severities }, ...place, asset: id, plugin: { type: 'string', maxLength: 32 }, unread: { type: 'boolean' }, q: { type: 'string', maxLength: 100, description: 'Part of the title.' }, before: { type: 'string', pattern: '^\\d{1,15}_\\d{1,15}$' } } } as const satisfies JsonSchema
const mostBanners = 3

/** What everybody reads: the board, the banner, the wall, the calendar. */
export function boardRoutes(context: Context, now: () => number): PluginRoute[] {
  const { route } = context
  const read = 'notifications.read'
  return [
    route({
      method: 'GET', path: '/board', permission: read, summary: 'Notifications as a person sees them', query: listQuery,
      handle: async ({ query, caller }) => {
        const { shown, nextBefore } = await findPage(context, caller, query, now())
        return { items: await present(context, shown), nextBefore }
      },
    }),
    route({
      method: 'GET', path: '/banner', permission: read, summary: 'What stands above every page of this person, and how much is unread',
      handle: async ({ caller }) => {
        const at = now()
        const preference = caller.userId === null ? {} : await readPreference(context, caller.userId)
        const running = await findShown(context, caller, { state: 'active', ...preference }, at)
        const waiting = running.filter(({ banner, acknowledgedAt, readAt, needsAcknowledgement }) => banner && acknowledgedAt === null && (needsAcknowledgement || readAt === null))
        const edge = await findNextEdge(context.database, at)
        return { items: await present(context, waiting.slice(0, mostBanners)), more: Math.max(0, waiting.length - mostBanners), unread: running.filter(({ readAt }) => readAt === null).length, nextEdge: edge === null ? null : new Date(edge).toISOString() }
      },
    }),
    route({
      method: 'GET', path: '/:id', permission: read, summary: 'One notification, with who has read and acknowledged it', params,
      handle: async ({ params: { id: wanted }, caller }) => {
        const notification = await mustFind(context, wanted, caller.userId)
        if (!maySee(caller.may, notification)) throw context.errors.notFound('There is no such notification.')
        const [[presented], readers] = await Promise.all([present(context, [notification]), findReaders(context.database, wanted, notification.currentFrom)])
        return { ...presented, readers: readers.map((row) => ({ person: String(row['person']), readAt: new Date(Number(row['readat'])).toISOString(), acknowledgedAt: row['acknowledgedat'] === null ? null : new Date(Number(row['acknowledgedat'])).toISOString(), note: textOrNull(row['note']) })) }
      },
    }),
  ]
}
