import { hash } from 'node:crypto'
import type { FieldProblem } from '@shopdb/contract/errors'
import type { Transaction } from '../../platform/database/database.ts'
import type { RecordResult } from './answer.ts'

export type RejectedRecord = { index: number; text: string; problems: FieldProblem[] }

/** Keeps rejected records with their reasons. The same record again raises its count instead of filling the inbox. */
export async function quarantineRecords(transaction: Transaction, collector: string, rejected: readonly RejectedRecord[], at: number): Promise<RecordResult[]> {
  const results: RecordResult[] = []
  for (const record of rejected) {
    const text = record.text.replaceAll('\u0000', '').toWellFormed().slice(0, 1_000_000)
    const recordHash = hash('sha1', text, 'buffer').readUIntBE(0, 6)
    const [known] = await transaction.all('select id, times from quarantine where collector = ? and recordhash = ?', [collector, recordHash])
    const id = known ? Number(known.id) : await transaction.takeIds('quarantine', 1)
    const reasons = JSON.stringify(record.problems)
    if (known) await transaction.run("update quarantine set times = times + 1, lastat = ?, state = 'open', reasons = ? where id = ?", [at, reasons, id])
    else await transaction.insertRows('quarantine', ['id', 'collector', 'recordhash', 'receivedat', 'lastat', 'times', 'state', 'reasons', 'record', 'assetid'], [[id, collector, recordHash, at, at, 1, 'open', reasons, text, null]])
    results.push({ index: record.index, outcome: 'quarantined', assetId: null, matchedBy: null, problems: record.problems, quarantineId: id })
  }
  return results
}
