import type { FieldProblem } from '@shopdb/contract/errors'

export type Outcome = 'created' | 'updated' | 'unchanged' | 'quarantined'

/** What became of one record; the answer of a collector has one for each, in the order they came. `type` is the asset type, null in quarantine. */
export type RecordResult = { index: number; outcome: Outcome; type: string | null; assetId: number | null; matchedBy: string | null; problems: FieldProblem[]; quarantineId?: number }

export type IngestAnswer = { received: number; created: number; updated: number; unchanged: number; quarantined: number; results: RecordResult[] }

export function emptyAnswer(): IngestAnswer {
  return { received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0, results: [] }
}

export function countResult(answer: IngestAnswer, result: RecordResult): void {
  answer.received += 1
  answer[result.outcome] += 1
}
