import { hash } from 'node:crypto'
import type { FieldProblem } from '@shopdb/contract/errors'
import type { Transaction } from '../../platform/database/database.ts'
import type { RecordResult } from './answer.ts'
import { keepRejected } from './store.ts'

export type RejectedRecord = { index: number; text: string; problems: FieldProblem[] }

/** Keeps rejected records with their reasons. The same record again raises its count instead of filling the inbox. */
export async function quarantineRecords(transaction: Transaction, collector: string, rejected: readonly RejectedRecord[], at: number): Promise<RecordResult[]> {
  const results: RecordResult[] = []
  for (const record of rejected) {
    const text = record.text.replaceAll('\u0000', '').toWellFormed().slice(0, 1_000_000)
    const recordHash = hash('sha1', text, 'buffer').readUIntBE(0, 6)
    const id = await keepRejected(transaction, collector, recordHash, text, record.problems, at)
    results.push({ index: record.index, outcome: 'quarantined', type: null, assetId: null, matchedBy: null, problems: record.problems, quarantineId: id })
  }
  return results
}
