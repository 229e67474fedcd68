import { hash } from 'node:crypto'
import type { FieldProblem } from '@shopdb/contract/errors'
import type { SqlValue, Transaction, WriterDatabase } from '../../platform/database/database.ts'
import { naturalKey } from '../../platform/natural-key.ts'
import { Problem } from '../../platform/problem.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { writeChanges, type ChangeContext, type RecordChange, type Row } from '../changes/index.ts'
import { loadForWriteMany, type RecordValues } from '../records/index.ts'
import { searchBody, type SearchDocument } from '../search/index.ts'
import { countResult, emptyAnswer, type IngestAnswer, type RecordResult } from './answer.ts'
import type { CollectorType } from './collector-type.ts'
import { isJunkIdentifier } from './junk-identifiers.ts'
import { findByKeys, identityKeysOf, matchRecord, type IdentityKeys } from './match-records.ts'
import { firstFilled, mergeAsset, newAsset, newAssetRows } from './merge-asset.ts'
import { loadItems, mergeItems, numberDrafts, type RowDraft } from './merge-items.ts'
import { quarantineRecords, type RejectedRecord } from './quarantine-records.ts'
import { readRecord, type ReadRecord } from './read-record.ts'
import { resolveReferences, resolveVersions } from './references.ts'

/** What crosses to the writer's thread: records as they came, and what is needed to understand them. */
export type IngestInput = {
  /** UTF-8; NDJSON lines, or one JSON document. */
  body: ArrayBuffer
  format: 'json' | 'ndjson'
  /** Number of the first record, for answers of a stream that is sent in pieces. */
  firstIndex: number
  model: { key: string; types: CollectorType[]; lookups: ResourceModel[] }
  context: ChangeContext
}

const recordsPerTransaction = 250

type Arrived = { index: number; text: string; raw: unknown; problem: FieldProblem | null }

/** Takes a piece of a collector's stream. Runs on the writer's thread, a few hundred records to a transaction. */
export async function ingestBatch(database: WriterDatabase, input: IngestInput): Promise<IngestAnswer> {
  const arrived = parseBody(input)
  const answer = emptyAnswer()
  for (let start = 0; start < arrived.length; start += recordsPerTransaction) {
    const results = await ingestRecords(database, input, arrived.slice(start, start + recordsPerTransaction))
    for (const result of results) {
      countResult(answer, result)
      answer.results.push(result)
    }
  }
  return answer
}

function parseBody(input: IngestInput): Arrived[] {
  const text = new TextDecoder().decode(input.body)
  if (input.format === 'ndjson') return text.split('\n').filter((line) => line.trim() !== '').map((line, index) => parseLine(line, input.firstIndex + index))
  const document = parseDocument(text)
  const records = Array.isArray(document) ? document : [document]
  return records.map((raw: unknown, index) => ({ index, text: records.length === 1 && !Array.isArray(document) ? text : JSON.stringify(raw), raw, problem: null }))
}

function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Problem('BODY_UNREADABLE', { detail: 'The body is not valid JSON.', cause })
  }
}

function parseLine(line: string, index: number): Arrived {
  try {
    return { index, text: line, raw: JSON.parse(line), problem: null }
  } catch {
    return { index, text: line, raw: null, problem: { path: '', message: 'is not valid JSON' } }
  }
}

/** Another process may create the same asset at the same moment; then the number is taken, and a second look finds it. */
async function ingestRecords(database: WriterDatabase, input: IngestInput, records: readonly Arrived[]): Promise<RecordResult[]> {
  try {
    return await database.write((transaction) => ingestInTransaction(transaction, input, records))
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'DUPLICATE') throw error
    return database.write((transaction) => ingestInTransaction(transaction, input, records))
  }
}

/** A record on its way through a batch. */
type Entry = { arrived: Arrived; type: CollectorType; recordKey: number; payloadHash: number; record: ReadRecord; identities: IdentityKeys[] }

async function ingestInTransaction(transaction: Transaction, input: IngestInput, records: readonly Arrived[]): Promise<RecordResult[]> {
  const results: RecordResult[] = []
  const rejected: RejectedRecord[] = []
  const entries: Entry[] = []
  for (const arrived of records) {
    const type = typeOf(input, arrived)
    if ('problem' in type) rejected.push({ index: arrived.index, text: arrived.text, problems: [type.problem] })
    else entries.push(entryOf(type, arrived))
  }
  const open = await takeHeartbeats(transaction, input.context.at, entries, results)
  for (const wave of wavesOf(open)) await ingestWave(transaction, input, wave, results, rejected)
  results.push(...(await quarantineRecords(transaction, input.model.types[0]?.plugin ?? '', rejected, input.context.at)))
  return results.toSorted((a, b) => a.index - b.index)
}

function typeOf(input: IngestInput, arrived: Arrived): CollectorType | { problem: FieldProblem } {
  if (arrived.problem) return { problem: arrived.problem }
  if (typeof arrived.raw !== 'object' || arrived.raw === null || Array.isArray(arrived.raw)) return { problem: { path: '', message: 'is not an object' } }
  const { types } = input.model
  const [only] = types
  const named = 'type' in arrived.raw ? String(arrived.raw.type) : null
  const type = named === null ? (types.length === 1 ? only : undefined) : types.find((candidate) => candidate.kind === named || candidate.kind.endsWith(`.${named}`))
  return type ?? { problem: { path: '/type', message: named === null ? 'is missing' : `"${named.slice(0, 40)}" is not a type of this collector`, allowed: types.map((candidate) => candidate.kind) } }
}

/** 48 bits of a digest: enough to tell the records of a site apart, and an integer on every engine. */
function digest(text: string): number {
  return hash('sha1', text, 'buffer').readUIntBE(0, 6)
}

function entryOf(type: CollectorType, arrived: Arrived): Entry {
  return { arrived, type, recordKey: digest(`${type.kind}\n${identityText(type, arrived.raw)}`), payloadHash: digest(arrived.text), record: emptyRecord, identities: [] }
}

const emptyRecord: ReadRecord = { values: new Map(), labels: new Map(), collections: new Map(), extras: {}, problems: [] }

/** The identifiers as they came: the same sender gives the same text, so its last record is found without reading it. */
function identityText(type: CollectorType, raw: unknown): string {
  const members: Record<string, unknown> = typeof raw === 'object' && raw !== null ? { ...raw } : {}
  return type.identity.flat().map((name) => String(members[name] ?? '')).join('\n')
}

/** A record that is the same, byte for byte, as the last of its sender is a heartbeat: one narrow row is touched. */
async function takeHeartbeats(transaction: Transaction, at: number, entries: readonly Entry[], results: RecordResult[]): Promise<Entry[]> {
  const known = await sightingsOf(transaction, entries)
  const open: Entry[] = []
  const seen: SqlValue[][] = []
  for (const entry of entries) {
    const sighting = known.get(entry.recordKey)
    if (sighting && sighting.payloadHash === entry.payloadHash) {
      seen.push([at, sighting.assetId])
      results.push({ index: entry.arrived.index, outcome: 'unchanged', assetId: sighting.assetId, matchedBy: sighting.matchedBy ?? 'sameRecord', problems: [] })
    } else open.push(entry)
  }
  if (seen.length > 0) await transaction.runMany('update sightings set lastseen = ? where assetid = ?', seen)
  return open
}

type Sighting = { assetId: number; payloadHash: number | null; matchedBy: string | null }

async function sightingsOf(transaction: Transaction, entries: readonly Entry[]): Promise<Map<number, Sighting>> {
  const keys = entries.map((entry) => entry.recordKey)
  if (keys.length === 0) return new Map()
  const padded = [...keys, ...Array<number>(recordsPerTransaction - keys.length).fill(-1)]
  const rows = await transaction.prepare(`select recordkey, assetid, payloadhash, matchedby from sightings where recordkey in (${padded.map(() => '?').join()})`)(padded)
  return new Map(rows.map(([key, assetId, payloadHash, matchedBy]) => [Number(key), { assetId: Number(assetId), payloadHash: typeof payloadHash === 'number' ? payloadHash : null, matchedBy: typeof matchedBy === 'string' ? matchedBy : null }]))
}

/** Records that share an identifier are about the same asset: the later one is taken after the earlier one is written. */
function wavesOf(entries: readonly Entry[]): Entry[][] {
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

async function ingestWave(transaction: Transaction, input: IngestInput, entries: readonly Entry[], results: RecordResult[], rejected: RejectedRecord[]): Promise<void> {
  for (const type of input.model.types) {
    const ofType = entries.filter((entry) => entry.type === type)
    if (ofType.length > 0) await ingestOfType(transaction, input, type, ofType, results, rejected)
  }
}

type Matched = Entry & { assetId: number | null; matchedBy: string | null; before: RecordValues | null }

async function ingestOfType(transaction: Transaction, input: IngestInput, type: CollectorType, entries: readonly Entry[], results: RecordResult[], rejected: RejectedRecord[]): Promise<void> {
  const { context } = input
  const { matched, refused } = await matchEntries(transaction, type, entries)
  rejected.push(...refused)
  const lookups = new Map(input.model.lookups.map((model) => [model.name, model]))
  const references = await referencesOf(transaction, type, matched, lookups, context.at)
  const assetIds = matched.flatMap((entry) => entry.assetId ?? [])
  const existing = new Map<string, Map<number, Row[]>>()
  for (const collection of type.collections) existing.set(collection.recordName, await loadItems(transaction, collection, assetIds))
  const numbers = await freeNumbers(transaction, type, matched.filter((entry) => entry.before === null))
  const newEntries = matched.filter((entry) => entry.before === null)
  const firstNew = newEntries.length > 0 ? await transaction.takeIds('assets', newEntries.length) : 0
  const statusId = newEntries.length > 0 ? await defaultStatus(transaction) : null

  const drafts: RowDraft[] = []
  const merged = matched.map((entry) => {
    const id = entry.assetId ?? firstNew + newEntries.indexOf(entry)
    const result = mergeEntry(type, entry, id, { references, existing, at: context.at, assetNumber: numbers.get(entry) ?? '', statusId })
    drafts.push(...result.rows)
    return { entry, id, ...result }
  })
  await numberDrafts(transaction, drafts)
  const changes = merged.filter((result) => result.rows.length > 0).map((result): RecordChange => ({
    kind: type.kind, entityId: result.id, label: String(result.after.assetnumber), action: result.entry.before ? 'updated' : 'created', rows: result.rows,
    ...(result.search ? { search: result.search } : {}),
  }))
  await writeChanges(transaction, context, [...references.changes, ...changes])
  await recordSightings(transaction, context, type, merged.map(({ entry, id }) => ({ entry, id })))
  for (const { entry, id, rows } of merged) {
    const outcome = entry.before === null ? 'created' : rows.length > 0 ? 'updated' : 'unchanged'
    results.push({ index: entry.arrived.index, outcome, assetId: id, matchedBy: entry.matchedBy, problems: entry.record.problems })
  }
}

/** Finds each record's asset, or says why it cannot be told. */
async function matchEntries(transaction: Transaction, type: CollectorType, entries: readonly Entry[]): Promise<{ matched: Matched[]; refused: RejectedRecord[] }> {
  const index = await findByKeys(transaction, type, entries.map((entry) => entry.identities))
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
  if (!asset) return true
  if (!strongest?.keyColumn || matchedBy === type.identity[0]?.join('+')) return false
  const sent = entry.identities.find((identity) => identity.name === type.identity[0]?.join('+'))?.keys[0]
  const stored = asset[strongest.column]
  return sent !== undefined && typeof stored === 'string' && !isJunkIdentifier(stored) && asset[strongest.keyColumn] !== sent
}

type BatchReferences = { changes: RecordChange[]; labelId: (field: FieldModel, label: string | undefined) => number | null; versionId: (applicationId: number | null, version: string | undefined) => number | null }

async function referencesOf(transaction: Transaction, type: CollectorType, entries: readonly Matched[], lookups: ReadonlyMap<string, ResourceModel>, at: number): Promise<BatchReferences> {
  const labels = new Map<string, Set<string>>()
  const want = (field: FieldModel, label: string): void => {
    if (!field.reference || field.reference === 'applicationversions') return
    const known = labels.get(field.reference) ?? new Set<string>()
    labels.set(field.reference, known.add(label))
  }
  for (const { record } of entries) {
    for (const [field, label] of record.labels) want(field, label)
    for (const items of record.collections.values()) for (const item of items) for (const [field, label] of item.labels) want(field, label)
  }
  const references = await resolveReferences(transaction, lookups, labels, at)
  const wanted = new Map<string, { applicationId: number; version: string }>()
  for (const { version, application } of softwareOf(type, entries)) {
    const applicationId = references.idOf('applications', application)
    if (applicationId !== null) wanted.set(`${applicationId} ${version}`, { applicationId, version })
  }
  const versionModel = lookups.get('applicationversions')
  const versions = versionModel && wanted.size > 0 ? await resolveVersions(transaction, versionModel, wanted, at) : { ids: new Map<string, number>(), changes: [] }
  return {
    changes: [...references.changes, ...versions.changes],
    labelId: (field, label) => (label && field.reference ? references.idOf(field.reference, label) : null),
    versionId: (applicationId, version) => (applicationId !== null && version ? (versions.ids.get(`${applicationId} ${version}`) ?? null) : null),
  }
}

function* softwareOf(type: CollectorType, entries: readonly Matched[]): Iterable<{ application: string; version: string }> {
  const software = type.collections.find((collection) => collection.items.name === 'installedapplications')
  const field = software?.items.fields.find((candidate) => candidate.reference === 'applications')
  const versionField = software?.items.fields.find((candidate) => candidate.reference === 'applicationversions')
  if (!software || !field || !versionField) return
  for (const { record } of entries) {
    for (const item of record.collections.get(software.recordName) ?? []) {
      const application = item.labels.get(field)
      const version = item.labels.get(versionField)
      if (application && version) yield { application, version }
    }
  }
}

type MergeNeeds = { references: BatchReferences; existing: ReadonlyMap<string, ReadonlyMap<number, readonly Row[]>>; at: number; assetNumber: string; statusId: number | null }
type MergedEntry = { after: RecordValues; rows: RowDraft[]; search: SearchDocument | null }

function mergeEntry(type: CollectorType, entry: Matched, id: number, needs: MergeNeeds): MergedEntry {
  const { references, existing, at } = needs
  const ofRecord = (field: FieldModel): number | null => references.labelId(field, entry.record.labels.get(field))
  const asset = entry.before ? mergeAsset(type, entry.record, entry.before, ofRecord, at) : null
  const after = asset?.after ?? newAsset(type, entry.record, ofRecord, needs.assetNumber, needs.statusId, at)
  const rows = asset?.rows ?? newAssetRows(type, id, after)
  const texts: string[] = []
  let childrenChanged = false
  for (const collection of type.collections) {
    const sent = entry.record.collections.get(collection.recordName)
    const known = existing.get(collection.recordName)?.get(id) ?? []
    const merge = sent ? mergeItems(collection, known, sent, { plugin: type.plugin, at, assetId: id, labelId: (field, item) => itemReference(references, field, item.labels) }) : { drafts: [], current: known }
    rows.push(...merge.drafts)
    childrenChanged ||= merge.drafts.length > 0 && collection.items.name === 'communications'
    if (collection.items.name === 'communications') texts.push(...merge.current.flatMap((row) => [row.macaddress, row.ipaddress, row.hostname]).filter((value): value is string => typeof value === 'string'))
  }
  const searchedChanged = !asset || asset.changed.some((field) => field.searched)
  return { after, rows, search: searchedChanged || childrenChanged ? searchDocumentOf(type, id, after, texts) : null }
}

function itemReference(references: BatchReferences, field: FieldModel, labels: ReadonlyMap<FieldModel, string>): number | null {
  if (field.reference !== 'applicationversions') return references.labelId(field, labels.get(field))
  const application = [...labels].find(([candidate]) => candidate.reference === 'applications')
  return application ? references.versionId(references.labelId(...application), labels.get(field)) : null
}

function searchDocumentOf(type: CollectorType, id: number, values: RecordValues, texts: readonly string[]): SearchDocument {
  const own = type.model.fields.filter((field) => field.searched).map((field) => values[field.column] ?? null)
  const title = values.name && values.name !== values.assetnumber ? `${values.assetnumber} · ${values.name}` : String(values.assetnumber)
  return { kind: type.kind, entityId: id, title, subtitle: [type.model.title, values.serialnumber].filter(Boolean).join(' · '), body: searchBody([...own.map((value) => (value === null ? null : String(value))), ...texts]) }
}

async function defaultStatus(transaction: Transaction): Promise<number | null> {
  const [status] = await transaction.all('select id from statuses where active = 1 and isdefault = 1 order by rank, id limit 1')
  return status ? Number(status.id) : null
}

/** The number of a new asset: the first filled source, with a suffix when another asset has it. */
async function freeNumbers(transaction: Transaction, type: CollectorType, entries: readonly Matched[]): Promise<Map<Matched, string>> {
  const wanted = entries.map((entry) => firstFilled(type, entry.record, type.model.numberFrom) ?? `${type.model.singular}-${entry.recordKey.toString(36)}`)
  const taken = new Set<string>()
  for (let start = 0; start < wanted.length; start += 500) {
    const keys = wanted.slice(start, start + 500).map(naturalKey)
    const rows = await transaction.prepare(`select assetnumberkey from assets where assetnumberkey in (${keys.map(() => '?').join()})`)(keys)
    for (const [key] of rows) taken.add(String(key))
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

/** Who was seen when, and by what; unknown members of a record are kept beside it. */
async function recordSightings(transaction: Transaction, context: ChangeContext, type: CollectorType, seen: readonly { entry: Matched; id: number }[]): Promise<void> {
  const rows = seen.map(({ entry, id }): SqlValue[] => [id, context.at, type.plugin, entry.recordKey, entry.payloadHash, entry.matchedBy])
  await transaction.upsertRows('sightings', ['assetid'], ['assetid', 'lastseen', 'collector', 'recordkey', 'payloadhash', 'matchedby'], rows)
  const extras = seen.filter(({ entry }) => Object.keys(entry.record.extras).length > 0).map(({ entry, id }): SqlValue[] => [id, type.plugin, context.at, JSON.stringify(entry.record.extras).slice(0, 1_000_000)])
  if (extras.length > 0) await transaction.upsertRows('collectorextras', ['assetid'], ['assetid', 'collector', 'at', 'fields'], extras)
}
