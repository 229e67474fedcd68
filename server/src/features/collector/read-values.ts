import { ipKey, macKey } from '../../platform/natural-key.ts'
import type { SqlValue } from '../../platform/database/database.ts'
import { toRow } from '../../platform/resources/record-values.ts'
import type { FieldModel } from '../../platform/resources/resource-model.ts'

/** What became of one value of a record. A problem leaves the field as it is and costs the record nothing else. */
export type ReadValue = { value: SqlValue } | { problem: string }

const largest = Number.MAX_SAFE_INTEGER

/** The text of a plain value; a list or an object has none (and may even throw when it is made a text). */
export function plainText(raw: unknown): string {
  return typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : ''
}

/** Reads a value as agents send it: numbers as text, texts too long, dates in several notations. */
export function readValue(field: FieldModel, raw: unknown): ReadValue {
  if (raw === null || raw === undefined || raw === '') return { value: null }
  switch (field.type) {
    case 'integer': return readNumber(raw, field, true)
    case 'real': return readNumber(raw, field, false)
    case 'boolean': return readBoolean(raw)
    case 'timestamp': return readTimestamp(raw)
    case 'date': return readDate(raw)
    default: return field.type.startsWith('decimal') ? readNumber(raw, field, false) : readText(field, raw)
  }
}

function readNumber(raw: unknown, field: FieldModel, whole: boolean): ReadValue {
  const number = typeof raw === 'number' ? raw : typeof raw === 'string' ? Number(raw.trim()) : Number.NaN
  if (!Number.isFinite(number) || Math.abs(number) > largest) return { problem: 'is not a number' }
  const { minimum, maximum } = field.schema
  if ((minimum !== undefined && number < minimum) || (maximum !== undefined && number > maximum)) return { problem: `is outside ${minimum ?? '…'} to ${maximum ?? '…'}` }
  return { value: field.type.startsWith('decimal') ? toRow(field, number) : whole ? Math.round(number) : number }
}

function readBoolean(raw: unknown): ReadValue {
  if (raw === true || raw === 1 || raw === 'true' || raw === '1') return { value: 1 }
  if (raw === false || raw === 0 || raw === 'false' || raw === '0') return { value: 0 }
  return { problem: 'is neither true nor false' }
}

function readTimestamp(raw: unknown): ReadValue {
  const milliseconds = typeof raw === 'number' ? (raw < 1e11 ? raw * 1000 : raw) : Date.parse(plainText(raw))
  const isSensible = Number.isFinite(milliseconds) && milliseconds >= 0 && milliseconds < 4_102_444_800_000
  return isSensible ? { value: Math.round(milliseconds) } : { problem: 'is not a point in time (ISO 8601)' }
}

function readDate(raw: unknown): ReadValue {
  const text = plainText(raw).trim().slice(0, 10)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? { value: text } : { problem: 'is not a date (YYYY-MM-DD)' }
}

function readText(field: FieldModel, raw: unknown): ReadValue {
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') return { problem: 'is not a text' }
  const text = String(raw).normalize('NFC').trim()
  if (text === '') return { value: null }
  if (text.includes('\u0000') || !text.isWellFormed()) return { problem: 'holds characters that cannot be stored' }
  if (field.schema.format === 'mac') return readMac(text)
  if (field.schema.format?.startsWith('ip') && ipKey(text) === null) return { problem: 'is not an IP address' }
  const longest = Number(/^string\((\d+)\)$/.exec(field.type)?.[1] ?? field.schema.maxLength ?? 20_000)
  if (field.schema.enum && !field.schema.enum.includes(text)) return { problem: `is none of ${field.schema.enum.join(', ')}` }
  return [...text].length > longest ? { problem: `is longer than ${longest} characters` } : { value: text }
}

function readMac(text: string): ReadValue {
  const key = macKey(text)
  return key === null ? { problem: 'is not a MAC address' } : { value: key.match(/../g)?.join(':') ?? key }
}
