import { unguardCell } from '../../platform/http/csv.ts'
import type { JsonValue } from '../../platform/resources/record-values.ts'
import type { FieldModel } from '../../platform/resources/resource-model.ts'
import type { ImportOptions } from './import-record.ts'

export type Converted = { value: JsonValue } | { problem: string }

const yes = /^(true|yes|y|1|x|on|ja|wahr)$/i
const no = /^(false|no|n|0|off|nein|falsch)$/i

/** The value that a cell means for a field. An empty cell is null. */
export function convertCell(field: FieldModel, cell: string, options: Pick<ImportOptions, 'decimal' | 'dates'>): Converted {
  const text = field.type === 'text' ? unguardCell(cell) : unguardCell(cell).trim()
  if (text.trim() === '') return { value: null }
  if (field.type === 'boolean') return yes.test(text) ? { value: true } : no.test(text) ? { value: false } : { problem: `"${shown(text)}" is neither yes nor no.` }
  if (field.type === 'integer') return integerOf(text, options)
  if (field.type === 'real' || field.type.startsWith('decimal')) return numberOf(text, options)
  if (field.type === 'date') return dateOf(text, options)
  if (field.type === 'timestamp') return momentOf(text, options)
  return { value: choiceOf(field, text) }
}

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

function plainNumber(text: string, decimal: ImportOptions['decimal']): string {
  if (decimal === 'point') return text
  const grouped = /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(text)
  return grouped || /^[+-]?\d*(,\d+)?$/.test(text) ? text.replaceAll('.', '').replace(',', '.') : Number.NaN.toString()
}

function numberOf(text: string, { decimal }: Pick<ImportOptions, 'decimal'>): Converted {
  const plain = plainNumber(text.replace(/[\s\u00a0]/g, ''), decimal)
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return { value: Number(plain) }
  const hint = decimal === 'point' && /^[+-]?[\d.]*,\d+$/.test(text) ? ' Say that decimals stand behind a comma, if they do.' : ''
  return { problem: `"${shown(text)}" is no number.${hint}` }
}

function integerOf(text: string, options: Pick<ImportOptions, 'decimal'>): Converted {
  const converted = numberOf(text, options)
  if ('problem' in converted) return converted
  return Number.isInteger(converted.value) ? converted : { problem: `"${shown(text)}" is no whole number.` }
}

function dateOf(text: string, { dates }: Pick<ImportOptions, 'dates'>): Converted {
  const parts = datePartsOf(text, dates)
  if (!parts) return { problem: `"${shown(text)}" is no date${dates === 'iso' ? ' as 2026-01-31 is. Say which order day and month have, if it is another' : ''}.` }
  const date = new Date(Date.UTC(parts.year, parts.month - 1, parts.day))
  const isReal = date.getUTCFullYear() === parts.year && date.getUTCMonth() === parts.month - 1 && date.getUTCDate() === parts.day
  return isReal ? { value: date.toISOString().slice(0, 10) } : { problem: `There is no day "${shown(text)}".` }
}

function datePartsOf(text: string, dates: ImportOptions['dates']): { year: number; month: number; day: number } | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(text)
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }
  const other = dates === 'iso' ? null : /^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})$/.exec(text)
  if (!other) return null
  const [first, second] = [Number(other[1]), Number(other[2])]
  const year = fullYear(other[3] ?? '')
  return dates === 'dmy' ? { year, month: second, day: first } : { year, month: first, day: second }
}

/** Spreadsheets write two digits of a year: to 69 they are of this century. */
function fullYear(digits: string): number {
  return digits.length === 4 ? Number(digits) : Number(digits) + (Number(digits) < 70 ? 2000 : 1900)
}

/** A time without a zone is UTC, as everything here. */
function momentOf(text: string, options: Pick<ImportOptions, 'dates'>): Converted {
  const day = dateOf(text, options)
  const iso = 'value' in day ? `${String(day.value)}T00:00:00Z` : text.replace(' ', 'T')
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : `${iso}Z`) : Number.NaN
  return Number.isNaN(at) ? { problem: `"${shown(text)}" is no time as 2026-01-31T08:00:00Z is.` } : { value: new Date(at).toISOString() }
}

function choiceOf(field: FieldModel, text: string): string {
  const choices = field.schema.enum ?? []
  return choices.includes(text) ? text : (choices.find((choice) => choice.toLowerCase() === text.toLowerCase()) ?? text)
}
