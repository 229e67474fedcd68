import type { Transaction } from '../../platform/database/database.ts'
import { naturalKey } from '../../platform/natural-key.ts'
import type { CollectorType } from './collector-type.ts'
import type { Matched } from './match-entries.ts'
import { firstFilled } from './merge-asset.ts'
import { findByKey } from './store.ts'

/** The number of a new asset: the first filled source, with a suffix when another asset has it. */
export async function freeNumbers(transaction: Transaction, type: CollectorType, entries: readonly Matched[]): Promise<Map<Matched, string>> {
  const wanted = entries.map((entry) => firstFilled(type, entry.record, type.model.numberFrom) ?? `${type.model.singular}-${entry.recordKey.toString(36)}`)
  const taken = new Set<string>()
  for (let start = 0; start < wanted.length; start += 500) {
    const keys = wanted.slice(start, start + 500).map(naturalKey)
    const rows = await findByKey(transaction, 'assets', 'id', 'assetnumberkey', keys)
    for (const [, key] of rows) taken.add(String(key))
  }
  const numbers = new Map<Matched, string>()
  for (const [index, entry] of entries.entries()) {
    const base = (wanted[index] ?? '').slice(0, 80)
    let number = base
    for (let suffix = 2; taken.has(naturalKey(number)); suffix += 1) number = suffix < 100 ? `${base}-${suffix}` : `${base}-${entry.recordKey.toString(36)}`
    taken.add(naturalKey(number))
    numbers.set(entry, number)
  }
  return numbers
}
