import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import { keyOf } from '../../platform/resources/field-key.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import type { Row } from '../changes/index.ts'
import { defaultValues, setField } from '../records/index.ts'
import type { CollectorType } from './collector-type.ts'
import type { ReadItem } from './read-record.ts'
import { findItems } from './store.ts'

type CollectionType = CollectorType['collections'][number]

/** A row change whose id is given once all of a batch are counted. */
export type RowDraft = { table: string; key: [column: string, id: number]; before: Row | null; after: Row | null; unrecorded?: Row }

/** Existing children of a batch of assets, by asset id. */
export async function loadItems(transaction: Transaction, { items }: CollectionType, assetIds: readonly number[]): Promise<Map<number, Row[]>> {
  const byAsset = new Map<number, Row[]>()
  const columns = itemColumns(items)
  for (let start = 0; start < assetIds.length; start += 500) {
    const chunk = assetIds.slice(start, start + 500)
    const rows = await findItems(transaction, items, columns, chunk)
    for (const values of rows) {
      const row: Row = Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null]))
      const ofAsset = byAsset.get(Number(row.assetid)) ?? []
      byAsset.set(Number(row.assetid), ofAsset)
      ofAsset.push(row)
    }
  }
  return byAsset
}

function itemColumns(items: ResourceModel): string[] {
  return ['id', 'version', 'active', 'deletedat', ...items.fields.flatMap((field) => (field.keyColumn ? [field.column, field.keyColumn] : [field.column]))]
}

/** The fields by which an item is recognised when the list comes again. */
export function keyFieldsOf(collection: CollectionType): FieldModel[] {
  const named = collection.collection.key.flatMap((name) => collection.items.fields.find((field) => field.name === name || field.labelName === name) ?? [])
  return named.length > 0 ? named : collection.items.fields.filter((field) => field.required && field.name !== collection.items.ownerField)
}

export type MergeContext = { plugin: string; at: number; assetId: number; labelId: (field: FieldModel, item: ReadItem) => number | null }

/** What the collector's list adds, changes and takes away. Items that people entered stay as they are. */
export function mergeItems(collection: CollectionType, existing: readonly Row[], items: readonly ReadItem[], context: MergeContext): { drafts: RowDraft[]; current: Row[] } {
  const keyFields = keyFieldsOf(collection)
  const known = new Map(existing.map((row) => [keyFields.map((field) => String(row[field.keyColumn ?? field.column])).join('\u0001'), row]))
  const drafts: RowDraft[] = []
  const current: Row[] = existing.filter((row) => row.collectedby !== context.plugin)
  const seen = new Set<string>()
  for (const item of items) {
    const sent = sentValues(collection.items, item, context)
    const key = keyFields.map((field) => String(sent[field.keyColumn ?? field.column] ?? null)).join('\u0001')
    if (seen.has(key)) continue
    seen.add(key)
    const row = known.get(key)
    if (row && row.collectedby !== context.plugin) continue
    const draft = row ? updateItem(collection.items, row, sent, context) : insertItem(collection.items, sent, context)
    if (draft) drafts.push(draft)
    current.push({ ...row, ...sent })
  }
  // Of several that bear one name (people move them between assets) the list means one.
  const kept = new Set([...seen].map((key) => known.get(key)))
  for (const row of existing) if (row.collectedby === context.plugin && !kept.has(row)) drafts.push({ table: collection.items.name, key: ['id', Number(row.id)], before: row, after: null })
  return { drafts, current }
}

function sentValues(items: ResourceModel, item: ReadItem, context: MergeContext): Row {
  const sent: Row = {}
  for (const [field, value] of item.values) setField(sent, field, value)
  for (const field of items.fields) {
    if (!field.reference || field.name === items.ownerField) continue
    const id = context.labelId(field, item)
    if (id !== null) sent[field.column] = id
  }
  return sent
}

function updateItem(items: ResourceModel, row: Row, sent: Row, context: MergeContext): RowDraft | null {
  const changed = Object.keys(sent).filter((column) => (row[column] ?? null) !== (sent[column] ?? null) && sent[column] !== null)
  if (changed.length === 0) return null
  const pick = (values: Row): Row => Object.fromEntries(changed.map((column): [string, SqlValue] => [column, values[column] ?? null]))
  return { table: items.name, key: ['id', Number(row.id)], before: { ...pick(row), version: row.version ?? 1, modifiedat: row.modifiedat ?? 0 }, after: { ...pick(sent), version: Number(row.version) + 1, modifiedat: context.at } }
}

function insertItem(items: ResourceModel, sent: Row, context: MergeContext): RowDraft {
  const after: Row = { id: 0, ...defaultValues(items), ...sent, assetid: context.assetId, collectedby: context.plugin, version: 1, active: 1, deletedat: null, createdat: context.at, modifiedat: context.at }
  return { table: items.name, key: ['id', 0], before: null, after }
}

/** Gives every new row its id, with one reservation for each table. */
export async function numberDrafts(transaction: Transaction, drafts: readonly RowDraft[]): Promise<void> {
  const byTable = new Map<string, RowDraft[]>()
  for (const draft of drafts) if (draft.before === null && draft.key[1] === 0) pushTo(byTable, draft)
  for (const [table, unnumbered] of byTable) {
    const first = await transaction.takeIds(table, unnumbered.length)
    for (const [index, draft] of unnumbered.entries()) {
      draft.key = [draft.key[0], first + index]
      if (draft.after) draft.after[draft.key[0]] = first + index
    }
  }
}

export function sameKey(field: FieldModel, left: SqlValue | undefined, right: SqlValue | undefined): boolean {
  return typeof left === 'string' && typeof right === 'string' ? keyOf(field, left) === keyOf(field, right) : left === right
}

function pushTo(byTable: Map<string, RowDraft[]>, draft: RowDraft): void {
  const ofTable = byTable.get(draft.table) ?? []
  byTable.set(draft.table, ofTable)
  ofTable.push(draft)
}
