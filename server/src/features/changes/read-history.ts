import type { SqlValue } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { labelsOf } from '../../platform/resources/list-records.ts'
import { toJson, type JsonValue } from '../../platform/resources/record-values.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { findChanges, type StoredChange } from './store.ts'
import type { RowChange } from './row-change.ts'

export type FieldChange = { field: string; title: string; before: JsonValue; after: JsonValue }

/** A row of another table that changed with the record: a child, a link. */
export type RowEntry = { table: string; title: string; /** What the child is called; null for one that is not there any more. */ label: string | null; action: 'added' | 'changed' | 'removed'; changes: FieldChange[] }

export type HistoryEntry = { id: number; batchId: string; at: string; action: string; actor: string; source: string; requestId: string | null; changes: FieldChange[]; rows: RowEntry[] }

/** Whether the reader may see a record that a row refers to. */
export type IsVisible = (model: ResourceModel, id: number) => Promise<boolean>

/** The history of one record as people read it: field titles, and labels where a value is a reference. */
export async function historyOf(platform: Platform, model: ResourceModel, id: number, limit: number, before: number | null, isVisible: IsVisible): Promise<{ items: HistoryEntry[]; nextCursor: string | null }> {
  const stored = await findChanges(platform.database, model.kind, id, limit + 1, before)
  const page = stored.slice(0, limit)
  const items: HistoryEntry[] = []
  for (const change of page) items.push(await entryOf(platform, model, change, isVisible))
  return { items, nextCursor: stored.length > limit ? String(page.at(-1)?.id ?? '') : null }
}

async function entryOf(platform: Platform, model: ResourceModel, change: StoredChange, isVisible: IsVisible): Promise<HistoryEntry> {
  const own = model.parts.map((part) => part.table)
  const changes: FieldChange[] = []
  const rows: RowEntry[] = []
  for (const row of change.rows) {
    const isOwn = own.includes(row.table) && row.key[1] === change.entityId
    const target = isOwn ? model : modelOfTable(platform, row.table)
    if (!isOwn && !(await refersToVisible(platform, target, row, isVisible))) continue
    const fieldChanges = await fieldChangesOf(platform, target, row)
    if (isOwn) changes.push(...fieldChanges.filter((entry) => !changes.some((known) => known.field === entry.field)))
    else rows.push({ table: row.table, title: target?.title ?? row.table, label: await childLabel(platform, target, row), action: rowAction(row), changes: fieldChanges })
  }
  const { id, batchId, action, actor, source, requestId } = change
  return { id, batchId, at: new Date(change.at).toISOString(), action, actor, source, requestId, changes, rows }
}

/** Children are deleted softly: their row stays and is no longer active. */
function rowAction({ before, after }: RowChange): RowEntry['action'] {
  if (before === null || (before.active === 0 && after?.active === 1)) return 'added'
  return after === null || (before.active === 1 && after.active === 0) ? 'removed' : 'changed'
}

async function childLabel({ database, resources }: Platform, model: ResourceModel | undefined, row: RowChange): Promise<string | null> {
  if (!model?.ownerField || model.label === 'id') return null
  const label = (await labelsOf(database, resources, model.name, [row.key[1]])).get(row.key[1])
  return label === undefined || label === null ? null : String(label)
}

/** A relationship to an asset that the reader may not see is not told. */
async function refersToVisible(platform: Platform, model: ResourceModel | undefined, row: RowChange, isVisible: IsVisible): Promise<boolean> {
  for (const field of model?.fields ?? []) {
    const target = field.reference ? platform.resources.get(field.reference) : undefined
    for (const id of [row.before?.[field.column], row.after?.[field.column]]) {
      if (target && typeof id === 'number' && !(await isVisible(target, id))) return false
    }
  }
  return true
}

function modelOfTable(platform: Platform, table: string): ResourceModel | undefined {
  return platform.resources.all().find((model) => model.parts[0]?.table === table)
}

const hiddenColumns = new Set(['version', 'active', 'deletedat', 'createdat', 'modifiedat', 'id'])

async function fieldChangesOf(platform: Platform, model: ResourceModel | undefined, row: RowChange): Promise<FieldChange[]> {
  const columns = [...new Set([...Object.keys(row.before ?? {}), ...Object.keys(row.after ?? {})])].filter((column) => !hiddenColumns.has(column) && column !== row.key[0])
  const changes: FieldChange[] = []
  for (const column of columns) {
    const field = model?.fields.find((candidate) => candidate.column === column)
    if (!field && (model || column.endsWith('key'))) continue
    const [before, after] = [row.before?.[column] ?? null, row.after?.[column] ?? null]
    if (before === after) continue
    changes.push(field ? await namedChange(platform, field, before, after) : { field: column, title: column, before: plain(before), after: plain(after) })
  }
  return changes
}

async function namedChange(platform: Platform, field: FieldModel, before: SqlValue, after: SqlValue): Promise<FieldChange> {
  if (!field.reference) return { field: field.name, title: field.title, before: toJson(field, before), after: toJson(field, after) }
  const labels = await labelsOf(platform.database, platform.resources, field.reference, [before, after])
  return { field: field.name, title: field.title, before: plain(labels.get(before) ?? before), after: plain(labels.get(after) ?? after) }
}

function plain(value: SqlValue): JsonValue {
  return value instanceof Uint8Array ? null : value
}
