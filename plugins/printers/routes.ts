import type { JsonSchema, PluginRoute } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { readOverview } from './overview.ts'
import { askPrinter } from './poll.ts'
import { answerSchema, takeAnswer } from './read-answer.ts'
import { planRound } from './round.ts'
import { move, movementSchema, readSpare, readStock } from './stock.ts'

const params = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1 } } } as const satisfies JsonSchema
const ahead = { type: 'object', properties: { days: { type: 'integer', minimum: 0, maximum: 365, description: 'Days ahead; otherwise the setting of the site.' } } } as const satisfies JsonSchema

/** What the records of the asset type do not have by themselves. */
export function printerRoutes(context: Context): PluginRoute[] {
  const { route, settings } = context
  return [
    route({ method: 'GET', path: '/:id/overview', permission: 'printers.read', summary: 'Supplies with forecasts, spare stock, queue and driver of a printer', params, handle: ({ params: { id } }) => readOverview(context, id) }),
    route({ method: 'POST', path: '/:id/poll', permission: 'printers.poll', summary: 'Ask a printer for its supplies now', params, handle: ({ params: { id }, signal }) => askPrinter(context, id, signal) }),
    route({ method: 'POST', path: '/answers', permission: 'printers.collect', summary: 'Take what a printer answered to IPP or SNMP', body: answerSchema, handle: ({ body }) => takeAnswer(context, body) }),
    route({ method: 'GET', path: '/round', permission: 'printers.read', summary: 'Printers to visit with supplies, in the order of walking', query: ahead, handle: ({ query: { days } }) => planRound(context, days ?? settings.horizonDays) }),
    route({ method: 'GET', path: '/stock', permission: 'printers.read', summary: 'Spare supplies against what printers need, and what to order', query: ahead, handle: async ({ query: { days } }) => ({ days: days ?? settings.horizonDays, currency: settings.currency, ...(await readStock(context, days ?? settings.horizonDays)) }) }),
    route({ method: 'GET', path: '/stock/:id', permission: 'printers.read', summary: 'Printers that use a spare supply, and its log', params, handle: ({ params: { id } }) => readSpare(context, id) }),
    route({ method: 'POST', path: '/stock/:id/movements', permission: 'printers.stock', summary: 'Take a spare supply, put some in, or count them', status: 201, params, body: movementSchema, handle: ({ params: { id }, body, caller }) => move(context, id, body, caller) }),
  ]
}
