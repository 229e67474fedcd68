import type { Transaction } from '../../platform/database/database.ts'
import { naturalKey } from '../../platform/natural-key.ts'
import { digest } from './batch-entries.ts'
import type { CollectorType } from './collector-type.ts'
import type { Matched } from './match-entries.ts'
import { firstFilled } from './merge-asset.ts'
import { findByKey } from './store.ts'

const suffixes = Array.from({ length: 19 }, (_, index) => index + 2)

/** The number of a new asset: the first filled source, with a suffix when another asset has it. */
export async function freeNumbers(transaction: Transaction, type: CollectorType, entries: readonly Matched[]): Promise<Map<Matched, string>> {
  const wanted = entries.map((entry) => wantedNumber(type, entry))
  const keys = wanted.map(naturalKey)
  const taken = await takenKeys(transaction, keys)
  const firsts = new Map(keys.map((key, index) => [key, index] as const).toReversed())
  const repeated = new Set(wanted.filter((_, index) => taken.has(keys[index] ?? '') || firsts.get(keys[index] ?? '') !== index))
  const numbered = [...repeated].flatMap((base) => suffixes.map((suffix) => naturalKey(`${base}-${suffix}`)))
  for (const key of await takenKeys(transaction, numbered)) taken.add(key)
  const numbers = new Map<Matched, string>()
  for (const [index, entry] of entries.entries()) {
    const number = freeNumber(wanted[index] ?? '', entry, taken)
    taken.add(naturalKey(number))
    numbers.set(entry, number)
  }
  return numbers
}

function wantedNumber(type: CollectorType, entry: Matched): string {
  const number = firstFilled(type, entry.record, type.model.numberFrom) ?? `${type.model.singular}-${entry.recordKey.toString(36)}`
  return [...number].slice(0, 80).join('')
}

/** Where so many share a name that counting on would take ever longer, a digest of the record tells them apart. */
function freeNumber(base: string, { arrived }: Matched, taken: ReadonlySet<string>): string {
  if (!taken.has(naturalKey(base))) return base
  const suffix = suffixes.find((candidate) => !taken.has(naturalKey(`${base}-${candidate}`)))
  return suffix === undefined ? `${base}-${digest(`${arrived.index}\n${arrived.text}`).toString(36)}` : `${base}-${suffix}`
}

async function takenKeys(transaction: Transaction, keys: readonly string[]): Promise<Set<string>> {
  const taken = new Set<string>()
  for (let start = 0; start < keys.length; start += 500) {
    const rows = await findByKey(transaction, 'assets', 'id', 'assetnumberkey', keys.slice(start, start + 500))
    for (const [, key] of rows) taken.add(String(key))
  }
  return taken
}
