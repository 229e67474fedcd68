import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { Caller } from '../../platform/caller.ts'
import { Problem } from '../../platform/problem.ts'
import { toJson, type JsonValue } from '../../platform/resources/record-values.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { writeChanges, type ChangeContext, type RecordChange } from '../changes/index.ts'
import { applyInput, changedFields, defaultValues } from './build-rows.ts'
import { checkUnused } from './check-references.ts'
import type { RecordValues, WriteStep } from './record-rules.ts'
import { loadForWriteMany, valueOf } from './store.ts'
import { prepareRecord, refreshOwners, releaseKey, type RecordDependencies } from './write-record.ts'

/** One of many records to write. Without an id it is created. */
export type ManyEntry = { action: 'save'; id: number | null; input: unknown } | { action: 'delete'; id: number }

export type FieldDifference = { field: string; before: JsonValue; after: JsonValue }
export type ManyOutcome =
  | { outcome: 'created' | 'updated' | 'unchanged' | 'deleted'; id: number; label: string; changes: FieldDifference[] }
  | { outcome: 'failed'; id: number | null; problem: Problem }

export type ManyOptions = { dependencies: RecordDependencies; model: ResourceModel; caller: Caller; context: ChangeContext; /** Nothing is written; the transaction is of `rehearsalOf`. */ isRehearsal?: boolean }

const recordsPerTurn = 5

/**
 * Writes many records of one resource in a transaction, each by the rules of a single one. A record that is refused is left
 * out; the others are written. A rehearsal answers the same and writes nothing.
 */
export async function writeMany(transaction: Transaction, entries: readonly ManyEntry[], options: ManyOptions): Promise<ManyOutcome[]> {
  const { model, isRehearsal = false } = options
  const loaded = await loadForWriteMany(transaction, model, entries.flatMap(({ id }) => id ?? []), { withoutLock: isRehearsal })
  const creates = entries.filter(({ id }) => id === null).length
  let nextId = creates === 0 ? 0 : await transaction.takeIds(model.parts[0]?.table ?? model.name, creates)
  const batch: Batch = { ...options, transaction, knownLive: new Set(), taken: new Map(), pending: [], writesAtOnce: model.fields.some((field) => field.reference === model.name) || model.ownerField !== null }
  const outcomes: ManyOutcome[] = []
  for (const [index, entry] of entries.entries()) {
    // Reads outside a transaction are synchronous on SQLite: other requests get their turn in between.
    if (isRehearsal && index % recordsPerTurn === 0) await nextTurn()
    const before = entry.id === null ? null : (loaded.get(entry.id) ?? undefined)
    outcomes.push(before === undefined ? { outcome: 'failed', id: entry.id, problem: new Problem('NOT_FOUND') } : await writeOne(batch, entry, before, before === null ? nextId++ : Number(before.id)))
  }
  await flush(batch)
  return outcomes
}

type Batch = ManyOptions & { transaction: Transaction; knownLive: Set<string>; taken: Map<string, number>; pending: RecordChange[]; /** Later records may refer to earlier ones, or owners are brought up to date. */ writesAtOnce: boolean }

async function writeOne(batch: Batch, entry: ManyEntry, before: RecordValues | null, id: number): Promise<ManyOutcome> {
  const { dependencies, model, context } = batch
  try {
    const step = await stepOf(batch, entry, before, id)
    const action = entry.action === 'delete' ? 'deleted' : before ? 'updated' : 'created'
    const rules = dependencies.rules.get(model.base) ?? {}
    const changes = await prepareRecord(dependencies, batch.isRehearsal ? { ...rules, searchTexts: undefined } : rules, context, step, action)
    const label = String(valueOf(step.after, model.fields.find((field) => field.name === model.label)?.column ?? 'id') ?? id)
    if (changes.length === 0) return { outcome: 'unchanged', id, label, changes: [] }
    takeKeys(batch, step)
    batch.pending.push(...changes)
    if (batch.writesAtOnce || step.also.length > 0) await flush(batch)
    if (!batch.isRehearsal) await refreshOwners(dependencies, step)
    return { outcome: action, id, label, changes: action === 'deleted' ? [] : differencesOf(model, step) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { outcome: 'failed', id: before ? id : null, problem: error }
  }
}

async function stepOf({ dependencies, transaction, model, caller, context, knownLive }: Batch, entry: ManyEntry, before: RecordValues | null, id: number): Promise<WriteStep> {
  const { platform, validator, rules } = dependencies
  const base = { platform, transaction, caller, model, id, before, at: context.at, also: [], knownLive }
  if (entry.action === 'delete') {
    await checkUnused(platform, transaction, model, id)
    const after: RecordValues = { ...before, active: 0, deletedat: context.at }
    for (const field of model.fields.filter((candidate) => candidate.unique)) releaseKey(after, field, id)
    return { ...base, after, input: {} }
  }
  const input = validator.check(model, before ? 'patch' : 'create', entry.input, rules.get(model.base)?.furtherInput?.(model))
  const after: RecordValues = before ? { ...before } : { ...defaultValues(model), id, version: 1, active: 1, deletedat: null, createdat: context.at, modifiedat: context.at, provenance: null }
  applyInput(model, after, input)
  return { ...base, after, input }
}

/** Two records of one batch cannot take the same unique value; the first one has it. */
function takeKeys({ taken, model }: Batch, { id, after, before }: WriteStep): void {
  const wanted = model.fields.filter((field) => field.unique).flatMap((field) => {
    const column = field.keyColumn ?? field.column
    const key = valueOf(after, column)
    return key === null || key === before?.[column] ? [] : [{ field, key: `${field.name} ${String(key)}` }]
  })
  const twice = wanted.find(({ key }) => taken.has(key))
  if (twice) throw new Problem('DUPLICATE', { detail: `${twice.field.title} "${String(after[twice.field.column])}" is given twice.`, fields: [{ path: `/${twice.field.name}`, message: 'is given twice' }] })
  for (const { key } of wanted) taken.set(key, id)
}

async function flush(batch: Batch): Promise<void> {
  const changes = batch.pending.splice(0)
  if (!batch.isRehearsal && changes.length > 0) await writeChanges(batch.transaction, batch.context, changes)
}

function differencesOf(model: ResourceModel, { before, after, input }: WriteStep): FieldDifference[] {
  const own = changedFields(model, before ?? {}, after).filter((field) => before !== null || (after[field.column] ?? null) !== null).filter((field) => !field.readOnly)
  const others = Object.entries(input).filter(([name]) => !model.fields.some((field) => field.name === name) && name !== 'version' && name !== 'type')
  return [
    ...own.map((field) => ({ field: field.name, before: before ? toJson(field, before[field.column]) : null, after: toJson(field, after[field.column]) })),
    ...others.map(([name, value]) => ({ field: name, before: null, after: Array.isArray(value) ? value.join('; ') : value })),
  ]
}

/** A transaction in which reads see the database as it is and writes go nowhere: what a write would come to, without locks. */
export function rehearsalOf(database: Database): Transaction {
  let nextId = -1_000_000_000
  const nothing = async (): Promise<void> => undefined
  return {
    engine: database.engine, query: database.read, all: database.all, prepare: database.prepare, run: async () => 0,
    insertRows: nothing, runMany: nothing, upsertRows: nothing, afterCommit: () => undefined,
    takeIds: async (_table, count) => {
      const first = nextId
      nextId += count
      return first
    },
  }
}
