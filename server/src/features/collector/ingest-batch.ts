import type { SqlValue, Transaction, WriterDatabase } from '../../platform/database/database.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { writeChanges, type ChangeContext, type RecordChange, type Row } from '../changes/index.ts'
import { countResult, emptyAnswer, type IngestAnswer, type RecordResult } from './answer.ts'
import { entryOf, typeOf, wavesOf, type Entry } from './batch-entries.ts'
import { referencesOf } from './batch-references.ts'
import type { CollectorType } from './collector-type.ts'
import { freeNumbers } from './free-numbers.ts'
import { firstOfEachAsset, matchEntries, type Matched } from './match-entries.ts'
import { mergeEntry } from './merge-entry.ts'
import { loadItems, numberDrafts, type RowDraft } from './merge-items.ts'
import { parseBody, type Arrived, type Body } from './parse-body.ts'
import { quarantineRecords, type RejectedRecord } from './quarantine-records.ts'
import { findDefaultStatus } from '../statuses/index.ts'
import { findEnteredAddresses, findSightings, touchSightings } from './store.ts'

/** What crosses to the writer's thread: records as they came, and what is needed to understand them. */
export type IngestInput = Body & { model: { key: string; types: CollectorType[]; lookups: ResourceModel[] }; context: ChangeContext }

const recordsPerTransaction = 500

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

/** Others may create the same asset or name at the same moment; then it is taken, and a further look finds it. */
async function ingestRecords(database: WriterDatabase, input: IngestInput, records: readonly Arrived[], attempts = 4): Promise<RecordResult[]> {
  try {
    return await database.write((transaction) => ingestInTransaction(transaction, input, records))
  } catch (error) {
    if (attempts <= 1 || !(error instanceof Problem) || error.code !== 'DUPLICATE') throw error
    return ingestRecords(database, input, records, attempts - 1)
  }
}

async function ingestInTransaction(transaction: Transaction, input: IngestInput, records: readonly Arrived[]): Promise<RecordResult[]> {
  const results: RecordResult[] = []
  const rejected: RejectedRecord[] = []
  const entries: Entry[] = []
  for (const arrived of records) {
    const type = typeOf(input.model.types, arrived)
    if ('problem' in type) rejected.push({ index: arrived.index, text: arrived.text, problems: [type.problem] })
    else entries.push(entryOf(type, arrived))
  }
  const open = await takeHeartbeats(transaction, input.context.at, entries, results)
  for (const wave of wavesOf(open)) await ingestWave(transaction, input, wave, results, rejected)
  results.push(...(await quarantineRecords(transaction, input.model.types[0]?.plugin ?? '', rejected, input.context.at)))
  return results.toSorted((a, b) => a.index - b.index)
}

/** A record that is the same, byte for byte, as the last of its sender is a heartbeat: one narrow row is touched. */
async function takeHeartbeats(transaction: Transaction, at: number, entries: readonly Entry[], results: RecordResult[]): Promise<Entry[]> {
  const known = await findSightings(transaction, entries.map((entry) => entry.recordKey), recordsPerTransaction)
  const open: Entry[] = []
  const openKeys = new Set<number>()
  const seen: [at: number, assetId: number][] = []
  for (const entry of entries) {
    const sighting = known.get(entry.recordKey)
    // After another record of the same sender in this batch the kept digest says nothing any more.
    if (sighting && sighting.payloadHash === entry.payloadHash && !openKeys.has(entry.recordKey)) {
      seen.push([at, sighting.assetId])
      results.push({ index: entry.arrived.index, outcome: 'unchanged', type: entry.type.kind, assetId: sighting.assetId, matchedBy: sighting.matchedBy ?? 'sameRecord', problems: [] })
    } else {
      open.push(entry)
      openKeys.add(entry.recordKey)
    }
  }
  if (seen.length > 0) await touchSightings(transaction, seen)
  return open
}

async function ingestWave(transaction: Transaction, input: IngestInput, entries: readonly Entry[], results: RecordResult[], rejected: RejectedRecord[]): Promise<void> {
  for (const type of input.model.types) {
    const ofType = entries.filter((entry) => entry.type === type)
    if (ofType.length > 0) await ingestOfType(transaction, input, type, ofType, results, rejected)
  }
}

async function ingestOfType(transaction: Transaction, input: IngestInput, type: CollectorType, entries: readonly Entry[], results: RecordResult[], rejected: RejectedRecord[]): Promise<void> {
  const { context } = input
  const { matched: found, refused } = await matchEntries(transaction, type, entries)
  rejected.push(...refused)
  const { matched, repeated } = firstOfEachAsset(found)
  const lookups = new Map(input.model.lookups.map((model) => [model.name, model]))
  const references = await referencesOf(transaction, type, matched, lookups, context.at)
  const assetIds = matched.flatMap((entry) => entry.assetId ?? [])
  const existing = new Map<string, Map<number, Row[]>>()
  for (const collection of type.collections) existing.set(collection.recordName, await loadItems(transaction, collection, assetIds))
  const addresses = type.collections.some((collection) => collection.items.name === 'communications') ? new Map<number, string[]>() : await findEnteredAddresses(transaction, assetIds)
  const numbers = await freeNumbers(transaction, type, matched.filter((entry) => entry.before === null))
  const newEntries = matched.filter((entry) => entry.before === null)
  const firstNew = newEntries.length > 0 ? await transaction.takeIds('assets', newEntries.length) : 0
  const statusId = newEntries.length > 0 ? await findDefaultStatus(transaction) : null

  const drafts: RowDraft[] = []
  const merged = matched.map((entry) => {
    const id = entry.assetId ?? firstNew + newEntries.indexOf(entry)
    const result = mergeEntry(type, entry, id, { references, existing, addresses: addresses.get(id) ?? [], at: context.at, assetNumber: numbers.get(entry) ?? '', statusId })
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
    results.push({ index: entry.arrived.index, outcome, type: type.kind, assetId: id, matchedBy: entry.matchedBy, problems: entry.record.problems })
  }
  if (repeated.length > 0) await ingestOfType(transaction, input, type, repeated, results, rejected)
}

/** Who was seen when, and by what; unknown members of a record are kept beside it. */
async function recordSightings(transaction: Transaction, context: ChangeContext, type: CollectorType, seen: readonly { entry: Matched; id: number }[]): Promise<void> {
  const rows = seen.map(({ entry, id }): SqlValue[] => [id, context.at, type.plugin, entry.recordKey, entry.payloadHash, entry.matchedBy])
  await transaction.upsertRows('sightings', ['assetid'], ['assetid', 'lastseen', 'collector', 'recordkey', 'payloadhash', 'matchedby'], rows)
  const extras = seen.filter(({ entry }) => Object.keys(entry.record.extras).length > 0).map(({ entry, id }): SqlValue[] => [id, type.plugin, context.at, JSON.stringify(entry.record.extras).slice(0, 1_000_000)])
  if (extras.length > 0) await transaction.upsertRows('collectorextras', ['assetid'], ['assetid', 'collector', 'at', 'fields'], extras)
}
