import type { PreparedRead, SqlValue } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { toJson } from '../../platform/resources/record-values.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { childrenStatement, findRecords, loadStatement, type ReferenceLabel } from './store.ts'
import type { RecordRulesRegistry, RecordValues } from './record-rules.ts'

/** One record as JSON with the labels of its references and its collections; null when there is none. */
export type RecordReader = (model: ResourceModel, id: number) => Promise<Record<string, unknown> | null>

/** How a resource is read: a statement for the record and one for each of its collections, whatever the number of references. */
type Reading = { generation: number; read: PreparedRead; columns: readonly string[]; labels: readonly FieldModel[]; collections: readonly CollectionReading[] }
type CollectionReading = { name: string; read: PreparedRead; shown: readonly FieldModel[]; labels: readonly FieldModel[] }

export function createRecordReader(platform: Platform, rules: RecordRulesRegistry): RecordReader {
  const readings = new WeakMap<ResourceModel, Reading>()
  return async (model, id) => {
    const known = readings.get(model)
    const reading = known?.generation === platform.resources.generation ? known : prepareReading(platform, model)
    readings.set(model, reading)
    const [row] = await reading.read([id])
    if (!row) return null
    const values: RecordValues = Object.fromEntries(reading.columns.map((column, index) => [column, row[index] ?? null]))
    const record = jsonOf(model, values, row, reading)
    for (const collection of reading.collections) record[collection.name] = (await collection.read([id])).map((child) => childOf(collection, child))
    await rules.get(model.base)?.decorate?.(platform, model, record, values)
    return record
  }
}

/** Many records at once: their fields with the labels of references, without collections. One statement for each 500 of them. */
export async function readRecords(platform: Platform, model: ResourceModel, ids: readonly number[]): Promise<Record<string, unknown>[]> {
  const labels = labelsOf(platform, model.fields)
  const { columns, rows } = await findRecords(platform.database, model, ids, labels)
  const reading = { columns, labels: labels.map(({ field }) => field) }
  return rows.map((row) => jsonOf(model, Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])), row, reading))
}

function prepareReading(platform: Platform, model: ResourceModel): Reading {
  const { database, resources } = platform
  const labels = labelsOf(platform, model.fields)
  const { text, columns } = loadStatement(database.engine, model, labels)
  const collections = model.collections.flatMap(({ name, resource }) => prepareCollection(platform, name, resources.get(resource)))
  return { generation: resources.generation, read: database.prepare(text), columns, labels: labels.map(({ field }) => field), collections }
}

function prepareCollection(platform: Platform, name: string, items: ResourceModel | undefined): CollectionReading[] {
  const owner = items?.fields.find((field) => field.name === items.ownerField)
  if (!items || !owner) return []
  const shown = items.fields.filter((field) => field !== owner)
  const labels = labelsOf(platform, shown)
  const text = childrenStatement(platform.database.engine, items, owner.column, shown.map((field) => field.column), labels)
  return [{ name, read: platform.database.prepare(text), shown, labels: labels.map(({ field }) => field) }]
}

function labelsOf({ resources }: Platform, fields: readonly FieldModel[]): ReferenceLabel[] {
  return fields.flatMap((field) => {
    const target = field.reference && field.labelName ? resources.get(field.reference) : undefined
    const label = target?.fields.find((candidate) => candidate.name === target.label)
    return target && label ? [{ field, table: target.parts[0]?.table ?? target.name, column: label.column }] : []
  })
}

function jsonOf(model: ResourceModel, values: RecordValues, row: readonly SqlValue[], { columns, labels }: Pick<Reading, 'columns' | 'labels'>): Record<string, unknown> {
  const record: Record<string, unknown> = { id: values.id, version: values.version, archived: values.active !== 1 }
  for (const field of model.fields) {
    record[field.name] = toJson(field, values[field.column])
    if (field.labelName && field.reference) record[field.labelName] = labelAt(row, columns.length + labels.indexOf(field), labels.includes(field))
  }
  if (values.active !== 1) record.deletedAt = values.deletedat === null ? null : new Date(Number(values.deletedat)).toISOString()
  return record
}

/** The live children of a record, in the order of their ids. At most 1,000; the rest is in the children's own list. */
function childOf({ shown, labels }: CollectionReading, row: readonly SqlValue[]): Record<string, unknown> {
  const child: Record<string, unknown> = { id: row[0], version: row[1] }
  for (const [index, field] of shown.entries()) {
    child[field.name] = toJson(field, row[index + 2])
    if (field.labelName) child[field.labelName] = labelAt(row, shown.length + 2 + labels.indexOf(field), labels.includes(field))
  }
  return child
}

function labelAt(row: readonly SqlValue[], index: number, isRead: boolean): string | null {
  const label = isRead ? row[index] : null
  return label === null || label === undefined ? null : String(label)
}
