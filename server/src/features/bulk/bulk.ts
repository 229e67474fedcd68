import type { Caller } from '../../platform/caller.ts'
import { coreOwner, type JobDeclaration, type JobRun, type JobWork } from '../../platform/jobs/job.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import { completeList, leadingColumns, parseCompleteRequest, type CompleteList } from '../../platform/resources/list-pages.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { changeContext, newBatchId } from '../changes/index.ts'
import { callerOfRequester } from '../jobs/index.ts'
import { againAfterRace, undoBatch, writeMany, type ManyEntry, type RecordServices } from '../records/index.ts'
import type { BulkRequest, BulkResult } from './bulk-request.ts'

const recordsAtOnce = 200
/** To this many are changed while the client waits; more are a job. */
export const mostAtOnce = 200
const failuresTold = 100
const hour = 3_600_000

export type Bulk = {
  services: RecordServices
  count: (model: ResourceModel, query: string, caller: Caller) => Promise<number>
  run: (model: ResourceModel, request: BulkRequest, caller: Caller, batchId: string, work?: Pick<JobWork, 'signal' | 'progress'>) => Promise<BulkResult>
  startJob: (model: ResourceModel, request: BulkRequest, caller: Caller, batchId: string) => Promise<JobRun>
  startUndo: (batchId: string, caller: Caller) => Promise<JobRun>
  declarations: JobDeclaration[]
}

/** The same change of many records, as one batch that can be undone. */
export function createBulk(services: RecordServices, jobs: Jobs): Bulk {
  const { platform } = services
  const { database, resources } = platform

  async function listOf(model: ResourceModel, query: string, caller: Caller): Promise<CompleteList> {
    const parsed = parseCompleteRequest(model, Object.fromEntries(new URLSearchParams(query)))
    return completeList(database, resources, model, parsed, await services.scopeOf(model, caller, parsed))
  }

  /** Ids by the model they are written by: of assets that of their type. */
  async function recordsOf(model: ResourceModel, request: BulkRequest, caller: Caller): Promise<Map<ResourceModel, number[]>> {
    const groups = new Map<ResourceModel, number[]>()
    const add = (specific: ResourceModel, id: number): void => void groups.set(specific, [...(groups.get(specific) ?? []), id])
    for (const id of request.ids ?? []) {
      await services.assertVisible(model, caller, id)
      add(await resources.specific(database, model, id), id)
    }
    if (request.query === undefined) return groups
    const byType = new Map<unknown, ResourceModel>()
    for await (const { columns, rows } of (await listOf(model, request.query, caller)).pages()) {
      const type = columns.findIndex(({ name }) => name === 'typeId') + leadingColumns
      for (const row of rows) {
        const specific = byType.get(row[type]) ?? (await resources.specific(database, model, Number(row[0])))
        if (model.base === 'assets') byType.set(row[type], specific)
        const ids = groups.get(specific) ?? []
        ids.push(Number(row[0]))
        groups.set(specific, ids)
      }
    }
    return groups
  }

  async function run(model: ResourceModel, request: BulkRequest, caller: Caller, batchId: string, work?: Pick<JobWork, 'signal' | 'progress'>): Promise<BulkResult> {
    const groups = await recordsOf(model, request, caller)
    const matching = [...groups.values()].reduce((sum, ids) => sum + ids.length, 0)
    const result: BulkResult = { matching, changed: 0, unchanged: 0, failedCount: 0, failed: [], batchId }
    for (const [specific, ids] of groups) {
      assertMay(caller, specific, request)
      for (let start = 0; start < ids.length; start += recordsAtOnce) {
        work?.signal.throwIfAborted()
        await writeSome(specific, ids.slice(start, start + recordsAtOnce), request, caller, result)
        work?.progress(result.changed + result.unchanged + result.failedCount, matching)
      }
    }
    services.writer.dependencies.committed()
    return result
  }

  async function writeSome(model: ResourceModel, ids: readonly number[], request: BulkRequest, caller: Caller, result: BulkResult): Promise<void> {
    const context = { ...changeContext(caller, 'bulk', null, platform.now()), batchId: result.batchId }
    const entries = ids.map((id): ManyEntry => (request.action === 'delete' ? { action: 'delete', id } : { action: 'save', id, input: request.values ?? {} }))
    const outcomes = await againAfterRace(() => database.write((transaction) => writeMany(transaction, entries, { dependencies: services.writer.dependencies, model, caller, context })))
    for (const outcome of outcomes) {
      if (outcome.outcome === 'unchanged') result.unchanged += 1
      else if (outcome.outcome !== 'failed') result.changed += 1
      else {
        result.failedCount += 1
        if (result.failed.length < failuresTold) result.failed.push({ id: outcome.id, code: outcome.problem.code, message: outcome.problem.message })
      }
    }
  }

  return {
    services, run,
    count: async (model, query, caller) => (await listOf(model, query, caller)).count(),
    startJob: (model, request, caller, batchId) => jobs.start(coreOwner, 'bulk.change', { parameters: { resource: model.name, request, batchId }, requestedBy: { id: caller.userId, label: caller.label } }),
    startUndo: (batchId, caller) => jobs.start(coreOwner, 'batches.undo', { parameters: { batchId }, requestedBy: { id: caller.userId, label: caller.label } }),
    declarations: [
      {
        name: 'bulk.change', title: 'Change many records', isParallel: true, timeLimit: 6 * hour,
        run: async (work) => {
          const { resource, request, batchId } = work.parameters as { resource: string; request: BulkRequest; batchId: string } // what startJob wrote
          const model = resources.get(resource)
          if (!model) throw new Problem('STATE_CONFLICT', { detail: `The plugin of ${resource} is not active.` })
          const caller = await callerOfRequester(platform, work.requestedBy ?? { id: null, label: 'system' })
          return run(model, request, caller, batchId, work)
        },
      },
      {
        name: 'batches.undo', title: 'Undo a batch', isParallel: true, timeLimit: 6 * hour,
        run: async (work) => {
          const { batchId } = work.parameters as { batchId: string } // what startUndo wrote
          const caller = await callerOfRequester(platform, work.requestedBy ?? { id: null, label: 'system' })
          return undoBatch(batchId, { dependencies: services.writer.dependencies, caller, context: { ...changeContext(caller, 'undo', null, platform.now()), batchId: newBatchId(platform.now()) }, signal: work.signal, progress: (done) => work.progress(done, done) })
        },
      },
    ],
  }
}

function assertMay(caller: Caller, model: ResourceModel, { action }: BulkRequest): void {
  const permission = action === 'delete' ? model.permissions.delete : model.permissions.write
  if (!caller.may(permission)) throw new Problem('PERMISSION_MISSING', { extra: { permission } })
}
