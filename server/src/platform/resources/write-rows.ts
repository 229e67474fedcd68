import type { SqlValue } from '../database/database.ts'
import type { FieldModel } from './resource-model.ts'
import type { OutputColumn } from './list-plan.ts'

/** Turns array rows into the JSON text of a list's items, without building objects in between. */
export type RowWriter = (rows: readonly SqlValue[][], from: number, to: number) => string

/** `offset` is the number of leading columns of the row that are not shown. */
export function createRowWriter(columns: readonly OutputColumn[], offset: number): RowWriter {
  const prefixes = columns.map((column) => `,${JSON.stringify(column.name)}:`)
  const writers = columns.map((column) => valueWriter(column.field))
  return (rows, from, to) => {
    let text = ''
    for (let index = from; index < to; index += 1) {
      const row = rows[index]
      if (!row) break
      text += `${index === from ? '' : ','}{"id":${row[0]}`
      for (let column = 0; column < prefixes.length; column += 1) {
        const value = row[column + offset]
        text += prefixes[column]
        text += value === null || value === undefined ? 'null' : (writers[column]?.(value) ?? 'null')
      }
      text += '}'
    }
    return text
  }
}

type ValueWriter = (value: SqlValue) => string

function valueWriter(field: FieldModel | null): ValueWriter {
  if (!field || field.type === 'integer' || field.type === 'real') return (value) => String(value)
  if (field.type === 'boolean') return (value) => (value === 1 ? 'true' : 'false')
  if (field.type === 'timestamp') return (value) => `"${isoTimestamp(Number(value))}"`
  const scale = /^decimal\(\d+,(\d+)\)$/.exec(field.type)?.[1]
  if (scale !== undefined) return (value) => String(Number(value) / 10 ** Number(scale))
  return (value) => quote(String(value))
}

const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/

function quote(text: string): string {
  return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`
}

const millisecondsPerDay = 86_400_000
let lastDay = Number.NaN
let lastDate = ''

/** ISO 8601 in UTC; the date part of the day last written is kept, for a page's rows are mostly of few days. */
export function isoTimestamp(milliseconds: number): string {
  const day = Math.floor(milliseconds / millisecondsPerDay)
  if (day !== lastDay) {
    lastDate = new Date(milliseconds).toISOString().slice(0, 11)
    lastDay = day
  }
  const rest = milliseconds - day * millisecondsPerDay
  const seconds = Math.floor(rest / 1000)
  return `${lastDate}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(rest % 1000).padStart(3, '0')}Z`
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
