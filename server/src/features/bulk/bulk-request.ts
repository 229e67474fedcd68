import type { FieldProblem } from '@shopdb/contract/errors'
import { Problem } from '../../platform/problem.ts'

/** What is to happen to which records: those of `ids`, or all that `query` (the string of a list) matches. */
export type BulkRequest = { action: 'update' | 'delete'; ids?: number[]; query?: string; values?: Record<string, unknown>; expected?: number; dryRun?: boolean }

export type BulkFailure = { id: number | null; code: string; message: string }
export type BulkResult = { matching: number; changed: number; unchanged: number; failedCount: number; failed: BulkFailure[]; batchId: string }

const shared = {
  action: { type: 'string', enum: ['delete', 'update'] },
  values: { type: 'object', additionalProperties: true, description: 'Fields to set in every one of them.' },
  dryRun: { type: 'boolean', description: 'Only count.' },
} as const
const ids = { type: 'array', items: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, minItems: 1, maxItems: 500, uniqueItems: true } as const
const query = { type: 'string', maxLength: 4000, description: 'The query string of the list, without the question mark; empty for every record.' } as const
const expected = { type: 'integer', minimum: 0, description: 'How many the query matches, as a person has seen and agreed to.' } as const

/** The records of a selection, or all that a query matches. */
export const bulkSchema = {
  oneOf: [
    { type: 'object', required: ['action', 'ids'], additionalProperties: false, properties: { ...shared, ids } },
    { type: 'object', required: ['action', 'query'], additionalProperties: false, properties: { ...shared, query, expected } },
  ],
} as const

const failure = { type: 'object', properties: { id: { type: ['integer', 'null'] }, code: { type: 'string' }, message: { type: 'string' } } } as const
export const bulkAnswer = {
  type: 'object', required: ['matching'],
  properties: { matching: { type: 'integer' }, changed: { type: 'integer' }, unchanged: { type: 'integer' }, failedCount: { type: 'integer' }, failed: { type: 'array', items: failure }, batchId: { type: 'string' } },
} as const

export function assertBulkRequest(request: BulkRequest): void {
  const fields: FieldProblem[] = []
  if (request.action === 'update' && Object.keys(request.values ?? {}).length === 0) fields.push({ path: '/values', message: 'An update needs the values to set.' })
  if (request.query !== undefined && request.dryRun !== true && request.expected === undefined) fields.push({ path: '/expected', message: 'A query needs the number of records you expect it to match; "dryRun": true counts them.' })
  if (fields.length > 0) throw new Problem('REQUEST_INVALID', { detail: fields[0]?.message ?? '', fields })
}
