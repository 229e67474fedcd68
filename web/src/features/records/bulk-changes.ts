import { showToast, useMessages } from '@shopdb/ui'
import { changeMany, undoBatch, type BulkAnswer, type BulkChange, type BulkResult, type BulkTarget } from '../../api/bulk.ts'
import { followJob, type JobRun } from '../../api/jobs.ts'
import type { ResourceDescription } from '../../api/models.ts'
import { ApiProblem } from '../../api/problem.ts'
import { noteRecordChange } from '../../api/record-changes.ts'
import { problemToast } from '../../plugin-host/problem-text.ts'
import { resourceTitle } from './field-presentation.ts'

/** Selections are sent in pieces of this size; a query is one request however many it matches. */
const mostIds = 500

export type BulkProgress = (done: { done: number; total: number } | null) => void

/** Changes many records as batches that one Undo takes back. Answers whether it was done. */
export async function changeWithUndo(model: ResourceDescription, target: BulkTarget, change: BulkChange, progress: BulkProgress, signal: AbortSignal): Promise<boolean> {
  const { t, locale } = useMessages()
  const results: BulkResult[] = []
  try {
    for (const part of partsOf(target)) results.push(await finished(await changeMany(model.path, part, change), progress, signal))
  } catch (error) {
    problemToast(error)
  }
  progress(null)
  await noteRecordChange()
  if (results.length === 0) return false
  const count = results.reduce((sum, result) => sum + result.changed, 0)
  const failed = results.flatMap((result) => result.failed)
  const what = `${new Intl.NumberFormat(locale.value).format(count)} ${resourceTitle(model, count === 1)}`
  const text = count === 0 ? t('bulk.nothing') : t(change.action === 'delete' ? 'records.deleted' : 'bulk.changed', { what })
  showToast([text, failed[0] ? t('bulk.failed', { count: results.reduce((sum, result) => sum + result.failedCount, 0), why: failed[0].message }) : null].filter(Boolean).join('. '), { ...(count > 0 ? { action: { label: t('kit.undo'), run: () => takeBack(results, signal) } } : {}), tone: failed.length > 0 ? 'error' : 'plain' })
  return true
}

function partsOf(target: BulkTarget): BulkTarget[] {
  if ('query' in target) return [target]
  return Array.from({ length: Math.ceil(target.ids.length / mostIds) }, (_, index) => ({ ids: target.ids.slice(index * mostIds, (index + 1) * mostIds) }))
}

async function finished(answer: BulkAnswer, progress: BulkProgress, signal: AbortSignal): Promise<BulkResult> {
  const none = { changed: 0, unchanged: 0, failedCount: 0, failed: [], ...answer }
  if (!answer.job) return none
  const run = await ended(answer.job, progress, signal)
  return { ...none, ...(run.result as Partial<BulkResult> | null) } // the result of this job, as its declaration says
}

/** A job that did not end well is told as the error it was. */
async function ended(job: JobRun, progress: BulkProgress, signal: AbortSignal): Promise<JobRun> {
  const run = await followJob(job.id, (now) => progress(now.progress ?? { done: 0, total: 1 }), signal)
  if (run.state === 'done' || signal.aborted) return run
  throw new ApiProblem({ type: 'about:blank', title: run.error ?? run.state, status: 409, code: 'JOB_FAILED', fix: '', requestId: '' })
}

async function takeBack(results: readonly BulkResult[], signal: AbortSignal): Promise<void> {
  const { t } = useMessages()
  try {
    let conflicts = 0
    for (const { batchId } of results.toReversed()) {
      const answer = await undoBatch(batchId)
      if (answer.job) await ended(answer.job, () => undefined, signal)
      conflicts += answer.conflictCount ?? 0
    }
    showToast(conflicts > 0 ? t('bulk.undoneExcept', { count: conflicts }) : t('bulk.undone'))
  } catch (error) {
    problemToast(error)
  }
  await noteRecordChange()
}
