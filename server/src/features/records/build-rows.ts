import type { SqlValue } from '../../platform/database/database.ts'
import { keyOf } from '../../platform/resources/field-key.ts'
import { toRow } from '../../platform/resources/record-values.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import type { RecordInput } from '../../platform/resources/validate-input.ts'
import type { Row, RowChange } from '../changes/index.ts'
import { storedColumns } from './store.ts'
import type { RecordValues } from './record-rules.ts'

/** Sets the column of a field and its key. */
export function setField(values: RecordValues, field: FieldModel, value: SqlValue): void {
  values[field.column] = value
  if (field.keyColumn) values[field.keyColumn] = typeof value === 'string' ? keyOf(field, value) : null
}

/** Applies the fields of a request to column values; what it does not name stays. */
export function applyInput(model: ResourceModel, values: RecordValues, input: RecordInput): void {
  for (const field of model.fields) {
    const value = input[field.name]
    if (value === undefined || Array.isArray(value)) continue
    setField(values, field, toRow(field, typeof value === 'string' ? normalise(field, value) : value))
  }
}

/** One notation per value, so that the same address or name is the same text in every record. */
function normalise(field: FieldModel, value: string): string {
  if (field.schema.format !== 'mac') return field.type === 'text' ? value : value.trim()
  const digits = value.replace(/[^0-9a-fA-F]/g, '').toLowerCase()
  return digits.match(/../g)?.join(':') ?? value
}

export function defaultValues(model: ResourceModel): RecordValues {
  const values: RecordValues = {}
  for (const field of model.fields) setField(values, field, toRow(field, field.schema.default ?? null))
  return values
}

/** A column belongs to its own part and, when lists filter or sort by it, to the driver as the host's copy. */
export function columnsByPart(model: ResourceModel): string[][] {
  const byPart: string[][] = model.parts.map(() => [])
  for (const { column, part } of storedColumns(model)) {
    if (column !== 'provenance') byPart[part]?.push(column)
  }
  const driver = byPart[model.driver]
  if (driver && model.driver > 0) driver.push('active', ...model.fields.filter((field) => field.part !== model.driver && (field.filter || field.sort)).map((field) => field.keyColumn ?? field.column))
  return byPart
}

/** The rows of a new record, main table first. */
export function insertRows(model: ResourceModel, id: number, values: RecordValues): RowChange[] {
  const byPart = columnsByPart(model)
  return model.parts.flatMap((part, index): RowChange[] => {
    if (part.foreign) return []
    const after: Row = { [part.key]: id }
    for (const column of byPart[index] ?? []) if (column !== part.key) after[column] = values[column] ?? null
    const unrecorded = index === 0 && model.hasProvenance ? { unrecorded: { provenance: values.provenance ?? null } } : {}
    return [{ table: part.table, key: [part.key, id], before: null, after, ...unrecorded }]
  })
}

/** The rows of an update: of each part only the columns that differ. */
export function updateRows(model: ResourceModel, id: number, before: RecordValues, after: RecordValues): RowChange[] {
  const byPart = columnsByPart(model)
  return model.parts.flatMap((part, index): RowChange[] => {
    if (part.foreign) return []
    const changed = (byPart[index] ?? []).filter((column) => (before[column] ?? null) !== (after[column] ?? null))
    if (changed.length === 0) return []
    const pick = (values: RecordValues): Row => Object.fromEntries(changed.map((column) => [column, values[column] ?? null]))
    const unrecorded = index === 0 && model.hasProvenance ? { unrecorded: { provenance: after.provenance ?? null } } : {}
    return [{ table: part.table, key: [part.key, id], before: pick(before), after: pick(after), ...unrecorded }]
  })
}

/** Names of the fields whose value differs. */
export function changedFields(model: ResourceModel, before: RecordValues, after: RecordValues): FieldModel[] {
  return model.fields.filter((field) => (before[field.column] ?? null) !== (after[field.column] ?? null) && field.name !== 'modifiedAt')
}
