import type { ContentColumn } from '@shopdb/contract/plugin-content'
import { exactTime, numberWithUnit, plainDate } from './formats.ts'
import { phrase } from './phrases.ts'

/** A column of a plain table; `mono` for identifiers. */
export type ValueColumn = ContentColumn & { mono?: boolean; /** Whose words its values are. */ plugin?: string }

/** Columns that hold nothing but numbers stand to the right, so that they can be compared. */
export function numericColumns(columns: readonly ValueColumn[], rows: readonly object[]): ReadonlySet<string> {
  const values = (name: string): unknown[] => rows.slice(0, 200).map((row) => (row as Record<string, unknown>)[name]).filter((value) => value !== null && value !== undefined) // rows have a member for each column
  return new Set(columns.filter(({ name }) => values(name).length > 0 && values(name).every((value) => typeof value === 'number')).map(({ name }) => name))
}

/** One value as people read it. Where the column says no type, the form of the value does. */
export function showValue(value: unknown, column: ValueColumn, locale: string, words: { yes: string; no: string }): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'number') return numberWithUnit(Math.round(value * 10_000) / 10_000, column.unit, locale)
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value !== 'string') return JSON.stringify(value)
  if (column.type === 'text') return value
  if (column.type === 'word') return phrase(value, column.plugin)
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return plainDate(value, locale)
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) ? exactTime(new Date(value), locale) : value
}

/** Numbers by size, texts as people count in them; what is missing comes last whichever way is sorted. */
export function compareValues(one: unknown, other: unknown, sign: 1 | -1): number {
  const [noOne, noOther] = [one === null || one === undefined, other === null || other === undefined]
  if (noOne || noOther) return Number(noOne) - Number(noOther)
  if (typeof one === 'number' && typeof other === 'number') return sign * (one - other)
  return sign * String(one).localeCompare(String(other), undefined, { numeric: true })
}
