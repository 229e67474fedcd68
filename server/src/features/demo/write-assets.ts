import type { SqlValue, Transaction, WriterDatabase } from '../../platform/database/database.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { toRow } from '../../platform/resources/record-values.ts'
import { writeChanges, type ChangeContext, type RecordChange } from '../changes/index.ts'
import { changedFields, formatProvenance, loadForWriteMany, parseProvenance, setField, stampFields, updateRows, type RecordValues } from '../records/index.ts'
import { childInputs, creationOf, searchDocumentOf, stampSource, type Link } from './build-change.ts'
import type { Census } from './demo-kind.ts'
import { draftAsset, type Draft, type Use, type Workshop } from './draft-asset.ts'
import { batchOf, daysBefore, fieldsOf, inputAfter, type Step } from './history.ts'

/** One stretch of the plant, about as many machines, controllers and desks as any other. */
export type Range = { from: number; to: number; of: number }

export type DemoTask = { workshop: Workshop; resources: readonly ResourceModel[]; steps: readonly Step[]; census: Census; ranges: readonly Range[] }

/** Creates the assets of the ranges, a transaction for each; answers the first id of every range. Runs beside the writer. */
export async function createAssets(database: WriterDatabase, task: DemoTask): Promise<number[]> {
  const firstIds: number[] = []
  for (const range of task.ranges) firstIds.push(await database.write((transaction) => createRange(transaction, task, range)))
  return firstIds
}

function draftsOf({ workshop, census }: DemoTask, range: Range): Draft[] {
  const ofUse = (use: Use, count: number): Draft[] => {
    const first = Math.floor((count * range.from) / range.of)
    const end = Math.floor((count * range.to) / range.of)
    return Array.from({ length: end - first }, (_, index) => draftAsset(workshop, use, first + index)).filter((draft) => draft !== null)
  }
  return [...ofUse('machine', census.machines), ...ofUse('controller', census.controllers), ...ofUse('desk', census.desks)]
}

async function createRange(transaction: Transaction, task: DemoTask, range: Range): Promise<number> {
  const { workshop, steps } = task
  const drafts = draftsOf(task, range)
  const firstId = await transaction.takeIds('assets', Math.max(1, drafts.length))
  const communicationTypes = workshop.ids.communicationtypes ?? {}
  const prepared = drafts.map((draft, index) => ({ draft, id: firstId + index, children: childInputs(draft, linksOf(workshop, drafts, index, firstId), communicationTypes) }))
  const nextId = await takeChildIds(transaction, prepared)
  const resources = new Map(task.resources.map((model) => [model.name, model]))
  const at = daysBefore(workshop.now, 430 - (170 * range.from) / range.of)
  const contexts = { machine: batchOf('import', '', at, range.from * 2), computer: batchOf('collector', drafts.find(({ use }) => use !== 'machine')?.kind.model.plugin ?? '', at + 3_600_000, range.from * 2 + 1) }
  for (const use of ['machine', 'computer'] as const) {
    const ofUse = prepared.filter(({ draft }) => draft.kind.recipe.use === use)
    await writeChanges(transaction, contexts[use], ofUse.map((entry) => creationOf({ ...entry, input: inputAfter(workshop, entry.draft, steps, 0), resources, nextId }, contexts[use])))
  }
  await writeSightings(transaction, prepared)
  return firstId
}

/** A controller drives the machine of its number; some machines hand their parts on to the one beside them. */
function linksOf({ ids }: Workshop, drafts: readonly Draft[], index: number, firstId: number): Link[] {
  const draft = drafts[index]
  const types = ids.relationshiptypes ?? {}
  const link = (name: string, to: number): Link[] => (types[name] === undefined || to < 0 ? [] : [{ typeId: types[name], toAssetId: firstId + to }])
  if (draft?.use === 'controller') {
    const machine = drafts.findIndex(({ use, number }) => use === 'machine' && number === draft.number)
    return [...link(drafts[machine]?.interfaces.length === 0 ? 'is part of' : 'controls', machine), ...(draft.random.chance(0.04) ? link('depends on', drafts.findIndex(({ use }) => use === 'desk')) : [])]
  }
  const before = drafts[index - 1]
  if (draft?.use !== 'machine' || before?.use !== 'machine' || before.input.locationId !== draft.input.locationId) return []
  return draft.random.chance(0.08) ? link('is connected to', index - 1) : draft.random.chance(0.03) ? link('replaces', index - 1) : []
}

type Prepared = { draft: Draft; id: number; children: readonly { resource: string }[] }

async function takeChildIds(transaction: Transaction, prepared: readonly Prepared[]): Promise<(table: string) => number> {
  const counts = new Map<string, number>()
  const count = (table: string, more: number): void => void counts.set(table, (counts.get(table) ?? 0) + more)
  for (const { draft, children } of prepared) {
    for (const { resource } of children) count(resource, 1)
    if (draft.tagIds.length > 0) count('assettags', draft.tagIds.length)
  }
  const next = new Map<string, number>()
  for (const [table, many] of counts) next.set(table, await transaction.takeIds(table, many))
  return (table) => {
    const id = next.get(table) ?? 0
    next.set(table, id + 1)
    return id
  }
}

async function writeSightings(transaction: Transaction, prepared: readonly Prepared[]): Promise<void> {
  const rows = prepared.flatMap(({ draft, id }): SqlValue[][] => (draft.lastSeen === null ? [] : [[id, draft.lastSeen, draft.kind.model.plugin, null, null, null]]))
  await transaction.insertRows('sightings', ['assetid', 'lastseen', 'collector', 'recordkey', 'payloadhash', 'matchedby'], rows)
}

export type StepTask = DemoTask & { step: Step; firstIds: readonly number[] }

/** Lets one step of the history happen to the assets of the ranges; answers how many it touched. */
export async function applyStep(database: WriterDatabase, task: StepTask): Promise<number> {
  let touched = 0
  for (const [index, range] of task.ranges.entries()) touched += await database.write((transaction) => applyToRange(transaction, task, range, task.firstIds[index] ?? 0))
  return touched
}

async function applyToRange(transaction: Transaction, task: StepTask, range: Range, firstId: number): Promise<number> {
  const { workshop, step } = task
  const at = daysBefore(workshop.now, step.daysAgo - 0.1 * (range.from / range.of))
  const drafts = draftsOf(task, range).map((draft, index) => ({ draft, id: firstId + index, fields: fieldsOf(workshop, draft, step) })).filter(({ fields }) => fields.length > 0)
  let touched = 0
  for (const kind of workshop.kinds) {
    const context = batchOf(step.by, kind.model.plugin ?? '', at, 1_000_000 * (step.number + 1) + range.from)
    const ofKind = drafts.filter(({ draft }) => draft.kind === kind)
    const loaded = await loadForWriteMany(transaction, kind.model, ofKind.map(({ id }) => id))
    const changes = ofKind.flatMap(({ draft, id, fields }) => updateOf(task, draft, id, fields, loaded.get(id), context) ?? [])
    await writeChanges(transaction, context, changes)
    touched += changes.length
  }
  return touched
}

function updateOf({ workshop, steps, step }: StepTask, draft: Draft, id: number, fields: readonly string[], before: RecordValues | undefined, context: ChangeContext): RecordChange | null {
  if (!before) return null
  const { model } = draft.kind
  const input = inputAfter(workshop, draft, steps, step.number + 1)
  const after: RecordValues = { ...before }
  for (const field of model.fields) if (fields.includes(field.name)) setField(after, field, toRow(field, input[field.name]))
  const changed = changedFields(model, before, after)
  if (changed.length === 0) return null
  after.version = Number(before.version) + 1
  after.modifiedat = context.at
  const provenance = parseProvenance(typeof before.provenance === 'string' ? before.provenance : null)
  after.provenance = formatProvenance(stampFields(provenance, stampSource(context.source, context.actor), context.at, changed.map((field) => field.name)))
  return { kind: model.kind, entityId: id, label: String(after.assetnumber), action: 'updated', rows: updateRows(model, id, before, after), ...(changed.some((field) => field.searched) ? { search: searchDocumentOf(draft, id, after) } : {}) }
}
