import type { SqlValue } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { labelsOf } from '../../platform/resources/list-records.ts'
import { toJson } from '../../platform/resources/record-values.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { findFieldValues } from './store.ts'

/** The field behind a name: its own (`vendorId`), or that of its label (`vendor`). */
export function findField(model: ResourceModel, name: string): FieldModel | undefined {
  return model.fields.find((field) => field.name === name || field.labelName === name)
}

/** Values of many records by the names asked for, as JSON; a constant number of statements for each 500 records. */
export async function readFields(platform: Pick<Platform, 'database' | 'resources'>, model: ResourceModel, ids: readonly number[], names: readonly string[]): Promise<Map<number, Record<string, unknown>>> {
  const wanted = names.flatMap((name) => {
    const field = findField(model, name)
    return field ? [{ name, field }] : []
  })
  const rows = await findFieldValues(platform.database, model, ids, wanted.map(({ field }) => field))
  const labels = new Map<number, Map<SqlValue, SqlValue>>()
  for (const [index, { name, field }] of wanted.entries()) {
    if (field.labelName === name && field.reference) labels.set(index, await labelsOf(platform.database, platform.resources, field.reference, [...rows.values()].map((row) => row[index] ?? null)))
  }
  const valueAt = (row: readonly SqlValue[], index: number, field: FieldModel): unknown => (labels.has(index) ? (labels.get(index)?.get(row[index] ?? null) ?? null) : toJson(field, row[index] ?? null))
  return new Map([...rows].map(([id, row]) => [id, Object.fromEntries(wanted.map(({ name, field }, index) => [name, valueAt(row, index, field)]))]))
}
