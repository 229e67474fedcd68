import type { PluginRoute } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { definitionsHere } from './pattern-routes.ts'
import { clamp, integer, named, text } from './query.ts'
import { countSessions, countSubscriptions, listErrors, writeOverride } from './store.ts'
import { tickStockOf } from './tickstock.ts'

const activeMilliseconds = 3_600_000

/** What administrators see of the producer, and which patterns count here. */
export function adminRoutes(context: Context): PluginRoute[] {
  const { clock, database, errors, route, auditLog } = context
  const { audience, describe, history, reports } = tickStockOf(context)
  const always = { permission: 'tickstock.admin', flag: 'adminPanel' } as const
  const read = { ...always, method: 'GET' } as const

  return [
    route({
      ...read, path: '/admin/monitoring/status', summary: 'Figures of the producer, of the day and of who listens',
      handle: async () => ({
        ...reports.state, subscriber: describe(), connections: { here: audience.size(), active: await countSessions(database, clock.now() - activeMilliseconds) }, symbols: await countSubscriptions(database),
      }),
    }),
    route({
      ...read, path: '/admin/errors', summary: 'Errors that the producer reported, newest first', query: named({ severity: text, limit: integer }),
      handle: async ({ query: { severity, limit = 100 } }) => ({ errors: await listErrors(database, severity ?? null, clamp(limit, 1, 500)) }),
    }),
    route({ ...read, path: '/patterns/definitions/admin', summary: 'Every pattern, also those that are switched off', handle: async () => ({ patterns: await definitionsHere(context) }) }),
    route({
      ...always, method: 'POST', path: '/patterns/definitions/:id/toggle', summary: 'Switches a pattern on or off, here and not at the producer', params: named({ id: integer }, ['id']), body: named({ enabled: { type: 'boolean' } }),
      handle: async ({ params: { id }, body, caller }) => {
        const definition = (await definitionsHere(context)).find((each) => each.id === id)
        if (!definition) throw errors.notFound(`There is no pattern definition ${id}.`)
        const isEnabled = body.enabled ?? !definition.enabled
        await writeOverride(database, id, isEnabled, caller.label, clock.now())
        await auditLog({ action: 'tickstock.toggle', detail: { pattern: definition.name, enabled: isEnabled } })
        return { status: 'success', pattern_id: id, enabled: isEnabled }
      },
    }),
    route({
      ...read, path: '/redis-monitor/messages', summary: 'The last messages as they came', query: named({ limit: integer, channel: text, type: text }),
      handle: ({ query: { limit = 50, channel, type } }) => ({ messages: history.list({ channel, type, limit: clamp(limit, 1, 500) }) }),
    }),
    route({ ...read, path: '/redis-monitor/field-names', summary: 'Which members occur how often on which channel', handle: () => ({ channels: history.fieldNames() }) }),
    route({
      ...always, method: 'POST', path: '/redis-monitor/clear', summary: 'Forgets the last messages',
      handle: () => {
        history.clear()
        return { status: 'success' }
      },
    }),
  ]
}
