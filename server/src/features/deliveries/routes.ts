import type { FastifyInstance } from 'fastify'
import { smallListSchema } from '../../platform/http/small-list.ts'
import { coreOwner } from '../../platform/jobs/job.ts'
import { Problem } from '../../platform/problem.ts'
import { mailDelivery } from './check-delivery.ts'
import type { Deliveries } from './deliveries.ts'
import { deliveryStates } from './delivery.ts'
import { deliverySchema, presentDelivery } from './present-delivery.ts'
import { findDeliveries, removeDelivery } from './store.ts'

type ById = { Params: { id: number } }
type List = { Querystring: { state?: string; plugin?: string; limit: number; cursor?: string } }
type TestMail = { Body: { to: string } }

const tags = ['Deliveries']
const params = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } } } as const
const listQuery = {
  type: 'object', additionalProperties: false,
  properties: { state: { type: 'string', enum: deliveryStates }, plugin: { type: 'string', maxLength: 32 }, limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, cursor: { type: 'string', pattern: '^[0-9]*$', maxLength: 15 } },
} as const
const testBody = { type: 'object', additionalProperties: false, required: ['to'], properties: { to: { type: 'string', minLength: 3, maxLength: 254, description: 'Who gets the test mail.' } } } as const

/** What was to be sent, what came of it, and the letters that nobody could deliver. */
export function registerDeliveryRoutes(http: FastifyInstance, deliveries: Deliveries): void {
  const { platform } = deliveries
  const read = { config: { permission: 'deliveries.read' } }
  const write = { config: { permission: 'deliveries.write' } }
  http.get<List>('/api/deliveries', { ...read, schema: { summary: 'Mail and webhooks, newest first', tags, querystring: listQuery, response: { 200: smallListSchema(deliverySchema) } } }, async ({ query: { state, plugin, limit, cursor } }) => {
    const found = await findDeliveries(platform.database, { state, plugin, limit: limit + 1, before: cursor ? Number(cursor) : undefined })
    const items = found.slice(0, limit).map(presentDelivery)
    return { items, total: null, totalIsExact: false, nextCursor: found.length > limit ? String(items.at(-1)?.id ?? '') : null, prevCursor: null }
  })
  http.post<TestMail>('/api/deliveries/test', { ...write, schema: { summary: 'Send a test mail by the settings as they are', tags, body: testBody, response: { 202: deliverySchema } } }, async ({ body, caller }, reply) => {
    void reply.code(202)
    return presentDelivery(await deliveries.enqueue(mailDelivery(coreOwner, { to: body.to, subject: 'ShopDB can send mail', text: `This is a test, asked for by ${caller.label}. Mail from ShopDB arrives here.` })))
  })
  http.post<ById>('/api/deliveries/:id/retry', { ...write, schema: { summary: 'Try a delivery again', tags, params, response: { 202: deliverySchema } } }, async (request, reply) => {
    void reply.code(202)
    return presentDelivery(await deliveries.retry(request.params.id))
  })
  http.delete<ById>('/api/deliveries/:id', { ...write, schema: { summary: 'Forget a delivery; one that waits is not sent', tags, params, response: { 204: { type: 'null' } } } }, async (request, reply) => {
    const removed = await platform.database.write((transaction) => removeDelivery(transaction, request.params.id))
    if (removed === 0) throw new Problem('NOT_FOUND')
    return reply.code(204).send()
  })
}
