import type { Database, SqlValue } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { toJson } from '../../platform/resources/record-values.ts'
import { labelsOf } from '../../platform/resources/list-records.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { findChildren, findLabel, loadStatement } from './store.ts'
import type { RecordRulesRegistry, RecordValues } from './record-rules.ts'

/** One record as JSON with the labels of its references and its collections; null when there is none. */
export async function readRecord(platform: Platform, rules: RecordRulesRegistry, model: ResourceModel, id: number): Promise<Record<string, unknown> | null> {
  const { text, columns } = loadStatement(platform.database.engine, model)
  const [row] = await platform.database.prepare(text)([id])
  if (!row) return null
  const values: RecordValues = Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]))
  const record = await jsonOf(platform, model, values)
  for (const collection of model.collections) {
    const items = platform.resources.get(collection.resource)
    if (items) record[collection.name] = await readCollection(platform, items, id)
  }
  await rules.get(model.base)?.decorate?.(platform, model, record, values)
  return record
}

async function jsonOf(platform: Platform, model: ResourceModel, values: RecordValues): Promise<Record<string, unknown>> {
  const record: Record<string, unknown> = { id: values.id, version: values.version, archived: values.active !== 1 }
  for (const field of model.fields) {
    record[field.name] = toJson(field, values[field.column])
    if (field.labelName && field.reference) record[field.labelName] = await labelOf(platform, field.reference, values[field.column] ?? null)
  }
  if (values.active !== 1) record.deletedAt = values.deletedat === null ? null : new Date(Number(values.deletedat)).toISOString()
  return record
}

/** Labels of single records are read by primary key; each is one short statement, bounded by the number of fields. */
async function labelOf(platform: Platform, resource: string, id: SqlValue): Promise<string | null> {
  const target = platform.resources.get(resource)
  const label = target?.fields.find((field) => field.name === target.label)
  if (!target || !label || id === null) return null
  return findLabel(platform.database, target.parts[0]?.table ?? target.name, label.column, id)
}

/** The live children of a record, in the order of their ids. At most 1,000; the rest is in the children's own list. */
export async function readCollection(platform: Platform, items: ResourceModel, ownerId: number): Promise<Record<string, unknown>[]> {
  const owner = items.fields.find((field) => field.name === items.ownerField)
  if (!owner) return []
  const shown = items.fields.filter((field) => field !== owner)
  const rows = await findChildren(platform.database, items, owner.column, shown.map((field) => field.column), ownerId)
  const labels = await collectionLabels(platform, shown, rows)
  return rows.map((row) => childOf(shown, row, labels))
}

async function collectionLabels(platform: Platform, shown: readonly FieldModel[], rows: readonly SqlValue[][]): Promise<Map<FieldModel, Map<SqlValue, SqlValue>>> {
  const labels = new Map<FieldModel, Map<SqlValue, SqlValue>>()
  for (const [index, field] of shown.entries()) {
    if (field.reference) labels.set(field, await labelsOf(platform.database, platform.resources, field.reference, rows.map((row) => row[index + 2] ?? null)))
  }
  return labels
}

function childOf(shown: readonly FieldModel[], row: readonly SqlValue[], labels: Map<FieldModel, Map<SqlValue, SqlValue>>): Record<string, unknown> {
  const child: Record<string, unknown> = { id: row[0], version: row[1] }
  for (const [index, field] of shown.entries()) {
    const value = row[index + 2] ?? null
    child[field.name] = toJson(field, value)
    if (field.labelName) child[field.labelName] = labels.get(field)?.get(value) ?? null
  }
  return child
}

export type RecordReader = (model: ResourceModel, id: number) => Promise<Record<string, unknown> | null>

export function createRecordReader(platform: Platform & { database: Database }, rules: RecordRulesRegistry): RecordReader {
  return (model, id) => readRecord(platform, rules, model, id)
}
