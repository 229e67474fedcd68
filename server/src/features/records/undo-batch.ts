import type { Caller } from '../../platform/caller.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { findBatch, reverseRows, writeChanges, type ChangeAction, type ChangeContext, type StoredChange } from '../changes/index.ts'
import { setField } from './build-rows.ts'
import { checkUnused } from './check-references.ts'
import type { RecordValues } from './record-rules.ts'
import { loadForWriteMany, valueOf } from './store.ts'
import { prepareRecord, refreshOwners, releaseKey, type RecordDependencies } from './write-record.ts'

export type UndoConflict = { kind: string; id: number; label: string; reason: string }
/** `undone` counts changes taken back; of the conflicts the first hundred are told. */
export type UndoResult = { undone: number; conflicts: UndoConflict[]; conflictCount: number }

const changesAtOnce = 100
const conflictsTold = 100

type Options = { dependencies: RecordDependencies; caller: Caller; context: ChangeContext; signal?: AbortSignal; progress?: (done: number) => void }

/**
 * Takes a batch back, newest change first, as a batch of its own: what it created is deleted, what it deleted is restored,
 * and every field it set has its former value again. A record that somebody changed since stays as it is, and is told.
 */
export async function undoBatch(batchId: string, options: Options): Promise<UndoResult> {
  const { platform } = options.dependencies
  const result: UndoResult = { undone: 0, conflicts: [], conflictCount: 0 }
  let looked = 0
  for (let before: number | null = null; ;) {
    options.signal?.throwIfAborted()
    const changes: StoredChange[] = await findBatch(platform.database, batchId, changesAtOnce, before)
    if (changes.length === 0) break
    const told = await platform.database.write((transaction) => undoChanges(transaction, changes, options))
    result.conflictCount += told.length
    result.undone += changes.length - told.length
    result.conflicts.push(...told.slice(0, conflictsTold - result.conflicts.length))
    before = changes.at(-1)?.id ?? null
    options.progress?.((looked += changes.length))
  }
  options.dependencies.committed()
  return result
}

async function undoChanges(transaction: Transaction, changes: readonly StoredChange[], options: Options): Promise<UndoConflict[]> {
  const conflicts: UndoConflict[] = []
  for (const change of changes) {
    try {
      await undoChange(transaction, change, options)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      conflicts.push({ kind: change.kind, id: change.entityId, label: change.label, reason: error.message })
    }
  }
  return conflicts
}

async function undoChange(transaction: Transaction, change: StoredChange, { dependencies, caller, context }: Options): Promise<void> {
  const { platform, rules } = dependencies
  const { model, id } = targetOf(dependencies, change)
  const main = change.rows.find((row) => row.table === model.parts[0]?.table && row.key[1] === id)
  const current = (await loadForWriteMany(transaction, model, [id], { withDeleted: true })).get(id)
  if (!current || !main) throw new Problem('NOT_FOUND', { detail: 'The record is not there any more.' })
  if (current.version !== main.after?.version) throw new Problem('STATE_CONFLICT', { detail: 'Somebody changed it since.' })
  const after = { ...current }
  const action = undoneBy(change, main.before === null)
  if (action === 'updated') putBack(model, id, after, change)
  if (action === 'deleted') await takeAway(platform, transaction, model, id, after, context.at)
  if (action === 'restored') bringBack(model, after)
  const own = model.parts.map((part) => part.table)
  const others = action === 'updated' ? reverseRows(change.rows.filter((row) => !(own.includes(row.table) && row.key[1] === id))) : []
  const step = { platform, transaction, caller, model, id, before: current, after, input: {}, at: context.at, also: [] }
  const changes = await prepareRecord(dependencies, rules.get(model.base) ?? {}, context, step, action, others)
  await writeChanges(transaction, context, changes)
  await refreshOwners(dependencies, step)
}

/** A child's change stands under its owner: its own table says what it is. */
function targetOf({ platform }: RecordDependencies, change: StoredChange): { model: ResourceModel; id: number } {
  const models = platform.resources.all()
  const own = models.find((model) => model.kind === change.kind)
  const [first] = change.rows
  if (own && (!first || own.parts.some((part) => change.rows.some((row) => row.table === part.table && row.key[1] === change.entityId)))) return { model: own, id: change.entityId }
  const child = first && models.find((model) => model.parts[0]?.table === first.table)
  if (!child || !first) throw new Problem('STATE_CONFLICT', { detail: 'Its type is not active.' })
  return { model: child, id: first.key[1] }
}

function undoneBy(change: StoredChange, isInsert: boolean): ChangeAction {
  if (isInsert) return 'deleted'
  const flips = change.rows.flatMap((row) => (row.before && row.after && 'active' in row.after ? [row.after.active] : []))
  if (flips.includes(0)) return 'restored'
  return flips.includes(1) ? 'deleted' : 'updated'
}

function putBack(model: ResourceModel, id: number, after: RecordValues, change: StoredChange): void {
  for (const field of model.fields.filter((candidate) => candidate.name !== 'modifiedAt')) {
    const row = change.rows.find((candidate) => candidate.table === model.parts[field.part]?.table && candidate.key[1] === id && candidate.before !== null && field.column in candidate.before)
    if (row) setField(after, field, valueOf(row.before ?? {}, field.column))
  }
}

async function takeAway(platform: RecordDependencies['platform'], transaction: Transaction, model: ResourceModel, id: number, after: RecordValues, at: number): Promise<void> {
  await checkUnused(platform, transaction, model, id)
  after.active = 0
  after.deletedat = at
  for (const field of model.fields.filter((candidate) => candidate.unique)) releaseKey(after, field, id)
}

function bringBack(model: ResourceModel, after: RecordValues): void {
  after.active = 1
  after.deletedat = null
  for (const field of model.fields.filter((candidate) => candidate.unique)) setField(after, field, valueOf(after, field.column))
}
