import { sql, type RawBuilder } from 'kysely'
import { naturalKeyPrefix } from '../natural-key.ts'
import type { FieldModel } from './resource-model.ts'

/** `lower()` of SQLite and PostgreSQL knows ASCII only; letters beyond it are asked for in both cases, to this many. */
const mostLetters = 3

/** Whether a column holds a text, whatever its case. */
export function containsCondition(column: RawBuilder<unknown>, typed: string): RawBuilder<unknown> {
  return likeCondition(column, typed, (text) => `%${escapeLike(text)}%`)
}

/**
 * Whether a column begins with a text. The key narrows it to a range of its index, the text decides: runs of digits are
 * padded in keys, so a number at the end of what was typed has no one place there.
 */
export function startsWithCondition(field: FieldModel, columns: { text: RawBuilder<unknown>; key: RawBuilder<unknown> }, typed: string): RawBuilder<unknown> {
  if (field.schema.format === 'mac') return macPrefixCondition(columns.key, typed)
  const literal = likeCondition(columns.text, typed, (text) => `${escapeLike(text)}%`)
  const prefix = field.keyColumn && !field.schema.format?.startsWith('ip') ? naturalKeyPrefix(typed.normalize('NFC')) : ''
  return prefix === '' ? literal : sql`(${columns.key} >= ${prefix} and ${columns.key} < ${`${prefix}\u{10FFFF}`} and ${literal})`
}

/** Keys of MAC addresses are 12 hex digits, whatever the notation. */
function macPrefixCondition(key: RawBuilder<unknown>, typed: string): RawBuilder<unknown> {
  const digits = typed.toLowerCase().replace(/[:.\-\s]/g, '')
  return /^[0-9a-f]+$/.test(digits) ? sql`(${key} >= ${digits} and ${key} < ${`${digits}g`})` : sql`1 = 0`
}

function likeCondition(column: RawBuilder<unknown>, typed: string, pattern: (text: string) => string): RawBuilder<unknown> {
  return sql`(${sql.join(caseVariants(typed).map((text) => sql`lower(${column}) like ${pattern(text)} escape '!'`), sql` or `)})`
}

export function escapeLike(text: string): string {
  return text.replace(/[!%_]/g, '!$&')
}

/** Lower case, and every combination of upper-case letters outside ASCII; of many such letters all or the first of each word. */
export function caseVariants(typed: string): string[] {
  const lower = [...typed.normalize('NFC').toLowerCase()]
  const upper = lower.map((letter) => (letter > '\u007f' && letter.toUpperCase().length === letter.length ? letter.toUpperCase() : letter))
  const places = lower.flatMap((letter, index) => (letter === upper[index] ? [] : [index]))
  const withUpper = (chosen: readonly number[]): string => lower.map((letter, index) => (chosen.includes(index) ? (upper[index] ?? letter) : letter)).join('')
  if (places.length > mostLetters) return [withUpper([]), withUpper(places), withUpper(places.filter((index) => !/\p{L}/u.test(lower[index - 1] ?? ' ')))]
  return places.reduce<number[][]>((sets, place) => [...sets, ...sets.map((set) => [...set, place])], [[]]).map(withUpper)
}
