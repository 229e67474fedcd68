import { hash } from 'node:crypto'
import type { FieldProblem } from '@shopdb/contract/errors'
import type { CollectorType } from './collector-type.ts'
import { identityKeysOf, type IdentityKeys } from './match-records.ts'
import type { Arrived } from './parse-body.ts'
import { readRecord, type ReadRecord } from './read-record.ts'
import { plainText } from './read-values.ts'

/** A record on its way through a batch. */
export type Entry = { arrived: Arrived; type: CollectorType; recordKey: number; payloadHash: number; record: ReadRecord; identities: IdentityKeys[] }

/** Which type a record is of: the collector's only one, or the one it names. */
export function typeOf(types: readonly CollectorType[], arrived: Arrived): CollectorType | { problem: FieldProblem } {
  if (arrived.problem) return { problem: arrived.problem }
  if (typeof arrived.raw !== 'object' || arrived.raw === null || Array.isArray(arrived.raw)) return { problem: { path: '', message: 'is not an object' } }
  const [only] = types
  const named = 'type' in arrived.raw ? plainText(arrived.raw.type) : null
  const type = named === null ? (types.length === 1 ? only : undefined) : types.find((candidate) => candidate.kind === named || candidate.kind.endsWith(`.${named}`))
  return type ?? { problem: { path: '/type', message: named === null ? 'is missing' : `"${named.slice(0, 40)}" is not a type of this collector`, allowed: types.map((candidate) => candidate.kind) } }
}

/** 48 bits of a digest: enough to tell the records of a site apart, and an integer on every engine. */
export function digest(text: string): number {
  return hash('sha1', text, 'buffer').readUIntBE(0, 6)
}

export function entryOf(type: CollectorType, arrived: Arrived): Entry {
  return { arrived, type, recordKey: digest(`${type.kind}\n${identityText(type, arrived.raw)}`), payloadHash: digest(arrived.text), record: emptyRecord, identities: [] }
}

const emptyRecord: ReadRecord = { values: new Map(), labels: new Map(), collections: new Map(), extras: {}, problems: [] }

/** The identifiers as they came: the same sender gives the same text, so its last record is found without reading it. */
function identityText(type: CollectorType, raw: unknown): string {
  const members: Record<string, unknown> = typeof raw === 'object' && raw !== null ? { ...raw } : {}
  return type.identity.flat().map((name) => plainText(members[name])).join('\n')
}

/** Records that share an identifier are about the same asset: the later one is taken after the earlier one is written. */
export function wavesOf(entries: readonly Entry[]): Entry[][] {
  const waves: { entries: Entry[]; keys: Set<string> }[] = []
  for (const entry of entries) {
    entry.record = readRecord(entry.type, { ...(entry.arrived.raw as object) }) // typeOf() has checked that it is an object
    entry.identities = identityKeysOf(entry.type, entry.record)
    const keys = entry.identities.flatMap(({ name, keys: ofName }) => ofName.map((key) => `${entry.type.kind} ${name} ${key}`))
    let last = waves.length - 1
    while (last >= 0 && !keys.some((key) => waves[last]?.keys.has(key))) last -= 1
    const wave = waves[last + 1] ?? { entries: [], keys: new Set<string>() }
    if (!waves.includes(wave)) waves.push(wave)
    wave.entries.push(entry)
    for (const key of keys) wave.keys.add(key)
  }
  return waves.map((wave) => wave.entries)
}
