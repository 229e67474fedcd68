import type { SqlValue } from '../database/database.ts'
import type { FieldModel } from './resource-model.ts'

/** A value as JSON has it. */
export type JsonValue = string | number | boolean | null

/** Row value → JSON value of a field. */
export function toJson(field: FieldModel, value: SqlValue | undefined): JsonValue {
  if (value === null || value === undefined) return null
  if (field.type === 'boolean') return value === 1
  if (field.type === 'timestamp') return new Date(Number(value)).toISOString()
  if (field.type.startsWith('decimal')) return Number(value) / 10 ** scaleOf(field)
  return value instanceof Uint8Array ? null : value
}

/** JSON value → row value; the value has passed the schema. */
export function toRow(field: FieldModel, value: JsonValue | undefined): SqlValue {
  if (value === null || value === undefined || value === '') return emptyOf(field, value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (field.type === 'timestamp') return Date.parse(String(value))
  if (field.type.startsWith('decimal')) return Math.round(Number(value) * 10 ** scaleOf(field))
  return typeof value === 'string' ? value.normalize('NFC') : value
}

/** An empty text of an optional field means "no value", as people mean it when they clear a field. */
function emptyOf(field: FieldModel, value: '' | null | undefined): SqlValue {
  if (field.nullable) return null
  return value === '' ? '' : null
}

function scaleOf(field: FieldModel): number {
  return Number(/,(\d+)\)/.exec(field.type)?.[1] ?? 0)
}
