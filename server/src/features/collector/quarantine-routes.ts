import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SqlValue } from '../../platform/database/database.ts'
import { Problem } from '../../platform/problem.ts'
import { changeContext } from '../changes/index.ts'
import { findQuarantineCollectors, findQuarantined, findQuarantinedById, setQuarantineState, type QuarantineQuery } from './store.ts'
import { assertMayPush, collectorOf, type CollectorServices } from './collector-services.ts'

type ById = { Params: { id: number } }
type Replay = ById & { Body: { record?: Record<string, unknown> } }

const idSchema = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } } } as const
const listSchema = { type: 'object', properties: { collector: { type: 'string', maxLength: 32 }, state: { type: 'string', enum: ['open', 'replayed', 'discarded'], default: 'open' }, limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, cursor: { type: 'string', pattern: '^[0-9]*$', maxLength: 20 } } } as const
const replaySchema = { type: 'object', properties: { record: { type: 'object', description: 'The mended record; without it the kept one is tried again.', additionalProperties: true } } } as const

/** The inbox of records that could not be taken: look, mend and replay, or discard. */
export function registerQuarantineRoutes(http: FastifyInstance, services: CollectorServices): void {
  const tags = ['Quarantine']
  http.get<{ Querystring: QuarantineQuery }>('/api/quarantine', { config: { permission: 'quarantine.read' }, schema: { summary: 'Records that could not be taken', tags, querystring: listSchema } }, (request) => listQuarantine(services, request))
  http.get<ById>('/api/quarantine/:id', { config: { permission: 'quarantine.read' }, schema: { summary: 'One such record with its reasons', tags, params: idSchema } }, (request) => findOne(services, request))
  http.post<Replay>('/api/quarantine/:id/replay', { config: { permission: 'quarantine.write' }, schema: { summary: 'Mend and try again', tags, params: idSchema, body: replaySchema } }, (request) => replay(services, request))
  http.delete<ById>('/api/quarantine/:id', { config: { permission: 'quarantine.write' }, schema: { summary: 'Discard a record', tags, params: idSchema, response: { 204: { type: 'null' } } } }, async (request, reply) => {
    const { id } = await findOne(services, request)
    await setState(services, id, 'discarded', null)
    await reply.code(204).send()
  })
}

/** Records say much about assets: they are shown to who may see the assets, or push them. */
function maySee(request: FastifyRequest, collector: string): boolean {
  return [`${collector}.read`, `${collector}.collect`].some((permission) => request.caller.may(permission))
}

async function listQuarantine({ platform }: CollectorServices, request: FastifyRequest<{ Querystring: QuarantineQuery }>): Promise<unknown> {
  const { query } = request
  const collectors = (await findQuarantineCollectors(platform.database)).filter((collector) => maySee(request, collector) && (!query.collector || query.collector === collector))
  const rows = collectors.length === 0 ? [] : await findQuarantined(platform.database, query, collectors)
  const items = rows.slice(0, query.limit).map(present)
  return { items, total: null, totalIsExact: false, nextCursor: rows.length > query.limit ? String(items.at(-1)?.id ?? '') : null, prevCursor: null }
}

type Presented = { id: number; collector: string; receivedAt: string; lastAt: string; times: number; state: string; reasons: unknown; record: string; assetId: number | null }

function present(row: Record<string, SqlValue>): Presented {
  return {
    id: Number(row.id), collector: String(row.collector), receivedAt: new Date(Number(row.receivedat)).toISOString(), lastAt: new Date(Number(row.lastat)).toISOString(),
    times: Number(row.times), state: String(row.state), reasons: JSON.parse(String(row.reasons)), record: String(row.record), assetId: row.assetid === null ? null : Number(row.assetid),
  }
}

async function findOne({ platform }: CollectorServices, request: FastifyRequest<ById>): Promise<Presented> {
  const row = await findQuarantinedById(platform.database, request.params.id)
  if (!row || !maySee(request, String(row.collector))) throw new Problem('NOT_FOUND')
  return present(row)
}

async function replay(services: CollectorServices, request: FastifyRequest<Replay>): Promise<unknown> {
  const kept = await findOne(services, request)
  assertMayPush(request, kept.collector)
  const body = Buffer.from(request.body.record ? JSON.stringify(request.body.record) : kept.record)
  const answer = await services.ingest.document(collectorOf(services, kept.collector), body, changeContext(request.caller, `collector:${kept.collector}`, request.id, services.platform.now()))
  const [result] = answer.results
  if (result && result.outcome !== 'quarantined') await setState(services, kept.id, 'replayed', result.assetId)
  return answer
}

async function setState({ platform }: CollectorServices, id: number, state: string, assetId: number | null): Promise<void> {
  const changed = await platform.database.write((transaction) => setQuarantineState(transaction, id, state, assetId))
  if (changed === 0) throw new Problem('NOT_FOUND')
}
