import type { FieldProblem } from '@shopdb/contract/errors'
import type { Transaction } from '../../platform/database/database.ts'
import { loadForWriteMany, type RecordValues } from '../records/index.ts'
import type { Entry } from './batch-entries.ts'
import type { CollectorType } from './collector-type.ts'
import { isJunkIdentifier } from './junk-identifiers.ts'
import { findByKeys, matchRecord, type KeyIndex } from './match-records.ts'
import type { RejectedRecord } from './quarantine-records.ts'
import { lockCreators } from './store.ts'

/** `before` null: a new asset. */
export type Matched = Entry & { assetId: number | null; matchedBy: string | null; before: RecordValues | null }

type Matches = { matched: Matched[]; refused: RejectedRecord[] }

/**
 * Finds each record's asset, or says why it cannot be told. Where a machine seems new, another process may be creating it
 * at this moment: then creators of its type wait for each other, and look again.
 */
export async function matchEntries(transaction: Transaction, type: CollectorType, entries: readonly Entry[]): Promise<Matches> {
  const index = await findByKeys(transaction, type, entries.map((entry) => entry.identities))
  const seemsNew = entries.some(({ identities }) => identities.length > 0 && !identities.some(({ name, keys }) => keys.some((key) => index.get(name)?.has(key))))
  if (transaction.engine === 'sqlite') return matchAgainst(transaction, type, entries, index)
  if (!seemsNew) {
    const matches = await matchAgainst(transaction, type, entries, index)
    if (matches.matched.every((entry) => entry.before !== null)) return matches
  }
  await lockCreators(transaction, type.typeId)
  return matchAgainst(transaction, type, entries, await findByKeys(transaction, type, entries.map((entry) => entry.identities)))
}

async function matchAgainst(transaction: Transaction, type: CollectorType, entries: readonly Entry[], index: KeyIndex): Promise<Matches> {
  const candidates = new Set<number>()
  for (const byKey of index.values()) for (const ids of byKey.values()) for (const id of ids) candidates.add(id)
  const loaded = await loadForWriteMany(transaction, type.model, [...candidates])
  const matched: Matched[] = []
  const refused: RejectedRecord[] = []
  const reject = (entry: Entry, problem: FieldProblem): void => void refused.push({ index: entry.arrived.index, text: entry.arrived.text, problems: [problem, ...entry.record.problems] })
  for (const entry of entries) {
    const match = matchRecord(entry.identities, index, (assetId, name) => contradicts(type, entry, loaded.get(assetId), name))
    if (entry.identities.length === 0) reject(entry, { path: '', message: `has no usable identifier; one of ${type.identity.map((names) => names.join(' with ')).join(', ')} is needed` })
    else if (match.outcome === 'ambiguous') reject(entry, { path: `/${match.matchedBy}`, message: `belongs to several assets: ${match.assetIds.join(', ')}` })
    else if (match.outcome === 'found') matched.push({ ...entry, assetId: match.assetId, matchedBy: match.matchedBy, before: loaded.get(match.assetId) ?? null })
    else matched.push({ ...entry, assetId: null, matchedBy: null, before: null })
  }
  return { matched, refused }
}

/** Deleted assets and those of other types do not match; and a weaker identity does not join two machines whose strongest identifiers are both known and differ. */
function contradicts(type: CollectorType, entry: Entry, asset: RecordValues | undefined, matchedBy: string): boolean {
  const strongest = type.model.fields.find((field) => field.name === type.identity[0]?.[0])
  if (!asset || isAnotherSpelling(type, entry, asset, matchedBy)) return true
  if (!strongest?.keyColumn || matchedBy === type.identity[0]?.join('+')) return false
  const sent = entry.identities.find((identity) => identity.name === type.identity[0]?.join('+'))?.keys[0]
  const stored = asset[strongest.column]
  return sent !== undefined && typeof stored === 'string' && !isJunkIdentifier(stored) && asset[strongest.keyColumn] !== sent
}

/** Keys ignore leading zeros, so that lists sort well; an identifier does not: 0012 and 12 are two serial numbers. */
function isAnotherSpelling(type: CollectorType, entry: Entry, asset: RecordValues, matchedBy: string): boolean {
  const field = type.model.fields.find((candidate) => candidate.name === matchedBy.split('+')[0])
  const sent = field ? entry.record.values.get(field) : null
  const stored = field ? asset[field.column] : null
  if (!field || field.schema.format || typeof sent !== 'string' || typeof stored !== 'string') return false
  return sent.normalize('NFC').toLowerCase() !== stored.normalize('NFC').toLowerCase()
}

/** Records may name one asset by different identifiers: the later one is taken after the earlier one is written. */
export function firstOfEachAsset(found: readonly Matched[]): { matched: Matched[]; repeated: Matched[] } {
  const seen = new Set<number>()
  const matched: Matched[] = []
  const repeated: Matched[] = []
  for (const entry of found) {
    const isFirst = entry.assetId === null || !seen.has(entry.assetId)
    if (entry.assetId !== null) seen.add(entry.assetId)
    if (isFirst) matched.push(entry)
    else repeated.push(entry)
  }
  return { matched, repeated }
}
