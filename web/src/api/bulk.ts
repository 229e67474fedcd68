import type { JobRun } from './jobs.ts'
import { request } from './request.ts'

/** Which records: those of a selection, or all that the query string of a list matches, as many as a person has agreed to. */
export type BulkTarget = { ids: readonly number[] } | { query: string; expected: number }
export type BulkChange = { action: 'delete' } | { action: 'update'; values: Readonly<Record<string, unknown>> }
export type BulkFailure = { id: number | null; code: string; message: string }
export type BulkResult = { matching: number; changed: number; unchanged: number; failedCount: number; failed: readonly BulkFailure[]; batchId: string }
/** Long work goes on as a job; its result is the same. */
export type BulkAnswer = Partial<BulkResult> & { matching: number; batchId: string; job?: JobRun }
export type UndoAnswer = { undone?: number; conflictCount?: number; job?: JobRun }

export function changeMany(path: string, target: BulkTarget, change: BulkChange): Promise<BulkAnswer> {
  return request('POST', `${path}/bulk`, { json: { ...target, ...change } })
}

/** How many records a query matches, to the last one. */
export async function countMatching(path: string, query: string): Promise<number> {
  const answer = await request<{ matching: number }>('POST', `${path}/bulk`, { json: { action: 'delete', query, dryRun: true } })
  return answer.matching
}

export function undoBatch(batchId: string): Promise<UndoAnswer> {
  return request('POST', `/api/batches/${batchId}/undo`)
}
