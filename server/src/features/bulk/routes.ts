import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { changeContext, countBatch, findBatchKinds, newBatchId } from '../changes/index.ts'
import { presentRun, runSchema } from '../jobs/index.ts'
import { undoBatch } from '../records/index.ts'
import { assertBulkRequest, bulkAnswer, bulkSchema, type BulkRequest } from './bulk-request.ts'
import { mostAtOnce, type Bulk } from './bulk.ts'

type Undo = { Params: { batchId: string } }

const batchSchema = { type: 'object', required: ['batchId'], properties: { batchId: { type: 'string', pattern: '^[0-9a-f-]{36}$' } } } as const
const started = { type: 'object', properties: { matching: { type: 'integer' }, batchId: { type: 'string' }, job: runSchema } } as const
const undone = { type: 'object', properties: { undone: { type: 'integer' }, conflictCount: { type: 'integer' }, conflicts: { type: 'array', items: { type: 'object', additionalProperties: true } } } } as const

/** `POST <address of a resource>/bulk`. */
export function registerBulkRoute(http: FastifyInstance, bulk: Bulk, model: ResourceModel): void {
  if (model.declaration.readOnly === true) return
  http.post<{ Body: BulkRequest }>(`${model.path}/bulk`, {
    config: { permission: model.permissions.read },
    schema: { summary: `Change or delete many ${model.titlePlural.toLowerCase()} at once`, description: 'Those of a selection, or all that a query matches, as one batch that can be undone. More than 200 are a job, answered 202.', tags: [model.titlePlural], body: bulkSchema, response: { 200: bulkAnswer, 202: started } },
  }, (request, reply) => changeMany(bulk, model, request, reply))
}

export function registerBatchRoutes(http: FastifyInstance, bulk: Bulk): void {
  http.post<Undo>('/api/batches/:batchId/undo', { config: { permission: 'changes.undo' }, schema: { summary: 'Take back everything that one request, import or bulk change did', description: 'What somebody changed since stays, and is told under "conflicts".', tags: ['Batches'], params: batchSchema, response: { 200: undone, 202: started } } }, (request, reply) => undo(bulk, request, reply))
}

async function changeMany(bulk: Bulk, model: ResourceModel, request: FastifyRequest<{ Body: BulkRequest }>, reply: FastifyReply): Promise<unknown> {
  const { body, caller } = request
  assertBulkRequest(body)
  const permission = body.action === 'delete' ? model.permissions.delete : model.permissions.write
  if (!caller.may(permission)) throw new Problem('PERMISSION_MISSING', { extra: { permission } })
  const { dependencies } = bulk.services.writer
  if (body.action === 'update') dependencies.validator.check(model, 'patch', body.values, dependencies.rules.get(model.base)?.furtherInput?.(model))
  const matching = body.query === undefined ? (body.ids ?? []).length : await bulk.count(model, body.query, caller)
  if (body.dryRun === true) return { matching }
  if (body.expected !== undefined && body.expected !== matching) throw new Problem('STATE_CONFLICT', { detail: `${matching} records match now, not ${body.expected}. Look again before you change them.`, extra: { matching } })
  const batchId = newBatchId(bulk.services.platform.now())
  if (matching <= mostAtOnce) return bulk.run(model, body, caller, batchId)
  const run = await bulk.startJob(model, body, caller, batchId)
  void reply.code(202).header('location', `/api/jobs/${run.id}`)
  return { matching, batchId, job: presentRun(run) }
}

async function undo(bulk: Bulk, request: FastifyRequest<Undo>, reply: FastifyReply): Promise<unknown> {
  const { platform, writer } = bulk.services
  const { batchId } = request.params
  const count = await countBatch(platform.database, batchId)
  if (count === 0) throw new Problem('NOT_FOUND')
  for (const kind of await findBatchKinds(platform.database, batchId)) assertMayUndo(bulk, request, kind)
  if (count <= mostAtOnce) return undoBatch(batchId, { dependencies: writer.dependencies, caller: request.caller, context: changeContext(request.caller, 'undo', request.id, platform.now()) })
  const run = await bulk.startUndo(batchId, request.caller)
  void reply.code(202).header('location', `/api/jobs/${run.id}`)
  return { matching: count, batchId, job: presentRun(run) }
}

/** Accounts, settings and the like are noted in the audit log without their values: there is nothing to put back. */
function assertMayUndo({ services }: Bulk, { caller }: FastifyRequest, kind: string): void {
  const model = services.platform.resources.all().find((candidate) => candidate.kind === kind)
  if (!model) throw new Problem('STATE_CONFLICT', { detail: `Changes of "${kind}" cannot be undone here.` })
  const permission = [model.permissions.write, model.permissions.delete].find((wanted) => !caller.may(wanted))
  if (permission !== undefined) throw new Problem('PERMISSION_MISSING', { extra: { permission } })
}
