import type { FieldProblem } from '@shopdb/contract/errors'

export type Outcome = 'created' | 'updated' | 'unchanged' | 'quarantined'

/** What became of one record; the answer of a collector has one for each, in the order they came. */
export type RecordResult = { index: number; outcome: Outcome; assetId: number | null; matchedBy: string | null; problems: FieldProblem[]; quarantineId?: number }

export type IngestAnswer = { received: number; created: number; updated: number; unchanged: number; quarantined: number; results: RecordResult[] }

export function emptyAnswer(): IngestAnswer {
  return { received: 0, created: 0, updated: 0, unchanged: 0, quarantined: 0, results: [] }
}

export function countResult(answer: IngestAnswer, result: RecordResult): void {
  answer.received += 1
  answer[result.outcome] += 1
}
