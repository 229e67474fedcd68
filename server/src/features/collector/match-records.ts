import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import { keyOf } from '../../platform/resources/field-key.ts'
import type { FieldModel } from '../../platform/resources/resource-model.ts'
import type { CollectorType } from './collector-type.ts'
import { isJunkIdentifier, isJunkMac } from './junk-identifiers.ts'
import type { ReadRecord } from './read-record.ts'
import { findByKey } from './store.ts'

/** The keys of one record for one entry of the identity order. */
export type IdentityKeys = { name: string; field: FieldModel; keys: string[] }

export type Match = { outcome: 'none' } | { outcome: 'found'; assetId: number; matchedBy: string } | { outcome: 'ambiguous'; matchedBy: string; assetIds: number[] }

/**
 * The usable identifiers of a record, strongest first. Junk identifies nothing. An entry of several fields is looked up
 * by its first; the others must then agree.
 */
export function identityKeysOf(type: CollectorType, record: ReadRecord): IdentityKeys[] {
  return type.identity.flatMap((names): IdentityKeys[] => {
    const field = type.model.fields.find((candidate) => candidate.name === names[0])
    if (!field?.keyColumn) return []
    const keys = field.schema.format === 'mac' ? macKeysOf(type, record, field) : textKeysOf(record, field)
    return keys.length > 0 ? [{ name: names.join('+'), field, keys }] : []
  })
}

function textKeysOf(record: ReadRecord, field: FieldModel): string[] {
  const value = record.values.get(field)
  return typeof value === 'string' && !isJunkIdentifier(value) ? [keyOf(field, value)] : []
}

/** Every address of the machine identifies it, whichever interface the agent calls the first. */
function macKeysOf(type: CollectorType, record: ReadRecord, field: FieldModel): string[] {
  const keys = new Set<string>()
  const add = (value: SqlValue | undefined): void => {
    if (typeof value !== 'string') return
    const key = keyOf(field, value)
    if (!isJunkMac(key)) keys.add(key)
  }
  add(record.values.get(field))
  for (const { recordName, items } of type.collections) {
    const macField = items.fields.find((candidate) => candidate.schema.format === 'mac')
    if (macField) for (const item of record.collections.get(recordName) ?? []) add(item.values.get(macField))
  }
  return [...keys]
}

/**
 * Assets by key, for each identity; one statement for each identity and place, whatever the size of the batch. Each reads
 * one index and nothing else: a join or a further condition leads planners astray. Which of the found assets are live and
 * of this type is seen when they are loaded.
 */
export type KeyIndex = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<number>>>

export async function findByKeys(transaction: Transaction, type: CollectorType, identities: readonly (readonly IdentityKeys[])[]): Promise<KeyIndex> {
  const wanted = new Map<string, { field: FieldModel; keys: Set<string> }>()
  for (const entry of identities.flat()) {
    const known = wanted.get(entry.name) ?? { field: entry.field, keys: new Set<string>() }
    wanted.set(entry.name, known)
    for (const key of entry.keys) known.keys.add(key)
  }
  const index = new Map<string, Map<string, Set<number>>>()
  for (const [name, { field, keys }] of wanted) index.set(name, await findKeys(transaction, type, field, [...keys]))
  return index
}

async function findKeys(transaction: Transaction, type: CollectorType, field: FieldModel, keys: readonly string[]): Promise<Map<string, Set<number>>> {
  const part = type.model.parts[field.part]
  const found = new Map<string, Set<number>>()
  for (let start = 0; start < keys.length; start += 500) {
    const chunk = keys.slice(start, start + 500)
    addFound(found, await findByKey(transaction, part?.table ?? 'assets', part?.key ?? 'id', field.keyColumn ?? field.column, chunk))
    if (field.schema.format === 'mac') addFound(found, await findByKey(transaction, 'communications', 'assetid', 'macaddresskey', chunk))
  }
  return found
}

function addFound(found: Map<string, Set<number>>, rows: readonly SqlValue[][]): void {
  for (const [id, key] of rows) {
    const ids = found.get(String(key)) ?? new Set<number>()
    found.set(String(key), ids.add(Number(id)))
  }
}

/** The asset that a record is about: the first identity that names exactly one. Several interfaces may vote. */
export function matchRecord(identities: readonly IdentityKeys[], index: KeyIndex, isRefused: (assetId: number, matchedBy: string) => boolean): Match {
  for (const { name, keys } of identities) {
    const votes = new Map<number, number>()
    for (const key of keys) for (const id of index.get(name)?.get(key) ?? []) votes.set(id, (votes.get(id) ?? 0) + 1)
    const ranked = [...votes].filter(([id]) => !isRefused(id, name)).toSorted(([, a], [, b]) => b - a)
    const [first, second] = ranked
    if (!first) continue
    if (second && second[1] === first[1]) return { outcome: 'ambiguous', matchedBy: name, assetIds: ranked.map(([id]) => id) }
    return { outcome: 'found', assetId: first[0], matchedBy: name }
  }
  return { outcome: 'none' }
}
