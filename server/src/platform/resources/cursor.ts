import type { SqlValue } from '../database/database.ts'
import { Problem } from '../problem.ts'
import type { FieldModel } from './resource-model.ts'

/** A place in a sorted list: the sort value and id of the row beside it, and which way the page lies. */
export type Cursor = { value: string | number | null; id: number; direction: 'next' | 'prev' }

/** Opaque to callers; the sort is part of it, so that a cursor of one order is refused by another. */
export function encodeCursor(sort: string, value: SqlValue, id: SqlValue, direction: Cursor['direction']): string {
  return Buffer.from(JSON.stringify([sort, value, id, direction === 'next' ? 1 : 0])).toString('base64url')
}

export function decodeCursor(text: string, sort: string, field: FieldModel): Cursor {
  const parts = parse(text)
  if (!Array.isArray(parts) || parts.length !== 4) throw new Problem('CURSOR_INVALID')
  const [cursorSort, value, id, next]: unknown[] = parts
  if (cursorSort !== sort || !isSortValue(field, value) || !Number.isSafeInteger(id)) throw new Problem('CURSOR_INVALID')
  return { value, id: Number(id), direction: next === 1 ? 'next' : 'prev' }
}

/** Whether the sort column can hold it; what it cannot, some engines would refuse with a failure. */
function isSortValue(field: FieldModel, value: unknown): value is Cursor['value'] {
  if (value === null) return field.nullable
  const isText = field.type === 'text' || field.type === 'date' || field.type.startsWith('string')
  if (isText) return typeof value === 'string' && !value.includes('\u0000') && value.isWellFormed()
  return field.type === 'real' ? Number.isFinite(value) : Number.isSafeInteger(value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch (cause) {
    throw new Problem('CURSOR_INVALID', { cause })
  }
}
