import type { JsonSchema, PluginRoute } from '@shopdb/plugin-api'
import { writeCalendar } from './calendar.ts'
import type { Context } from './context.ts'
import { readWall } from './wall.ts'
import { wallHeaders, wallPage } from './wall-page.ts'

const id = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const
const place = { location: { ...id, description: 'With what lies around it and in it.' }, businessUnit: id } as const
const placeQuery = { type: 'object', additionalProperties: false, properties: place } as const satisfies JsonSchema
const wallQuery = { type: 'object', additionalProperties: false, properties: { ...place, language: { type: 'string', enum: ['en', 'de'] }, seconds: { type: 'integer', minimum: 4, maximum: 300 }, format: { type: 'string', enum: ['html', 'json'] } } } as const satisfies JsonSchema

/** What screens on the wall and calendars read, also by an address with a token. */
export function wallRoutes(context: Context, now: () => number): PluginRoute[] {
  const { route } = context
  const read = 'notifications.read'
  return [
    route({
      method: 'GET', path: '/wall', permission: read, feed: true, summary: 'Full screen for a television on the wall, with a rotation of its own', query: wallQuery,
      handle: async ({ query: { format, ...query }, caller }) => {
        const wall = await readWall(context, caller, query, now())
        return format === 'json' ? wall : context.answer(200, wallPage(wall), wallHeaders)
      },
    }),
    route({
      method: 'GET', path: '/calendar', permission: read, feed: true, summary: 'What is announced, as a calendar (iCal)', query: placeQuery,
      handle: async ({ query, caller }) => context.answer(200, await writeCalendar(context, caller, query, now()), { 'content-type': 'text/calendar; charset=utf-8' }),
    }),
  ]
}
