import type { SqlValue } from '../database/database.ts'
import { naturalKey } from '../natural-key.ts'
import type { Condition, Expression, Row } from './operations.ts'

/** Values of other tables by key, as read for one batch: `table.column` to key to value. */
export type LookedUp = ReadonlyMap<string, ReadonlyMap<SqlValue, SqlValue>>

/** Computes an expression for one row. Text operations on an absent value give an absent value; concat takes it as empty. */
export function evaluate(expression: Expression, row: Row, lookedUp: LookedUp): SqlValue {
  if ('value' in expression) return expression.value
  if ('column' in expression) return row[expression.column] ?? null
  if ('lower' in expression) return onText(evaluate(expression.lower, row, lookedUp), (text) => text.toLowerCase())
  if ('upper' in expression) return onText(evaluate(expression.upper, row, lookedUp), (text) => text.toUpperCase())
  if ('trim' in expression) return onText(evaluate(expression.trim, row, lookedUp), (text) => text.trim())
  if ('naturalKey' in expression) return onText(evaluate(expression.naturalKey, row, lookedUp), naturalKey)
  if ('concat' in expression) return expression.concat.map((part) => evaluate(part, row, lookedUp) ?? '').join('')
  if ('coalesce' in expression) return expression.coalesce.map((part) => evaluate(part, row, lookedUp)).find((value) => value !== null) ?? null
  if ('map' in expression) return mapped(expression.map, row, lookedUp)
  const { table, by, column } = expression.lookup
  return lookedUp.get(`${table}.${column}`)?.get(row[by] ?? null) ?? null
}

function onText(value: SqlValue, change: (text: string) => string): SqlValue {
  return value === null ? null : change(String(value))
}

function mapped({ from, values, otherwise }: Extract<Expression, { map: unknown }>['map'], row: Row, lookedUp: LookedUp): SqlValue {
  const value = evaluate(from, row, lookedUp)
  const hit = value === null ? undefined : Object.getOwnPropertyDescriptor(values, String(value))
  if (hit) return values[String(value)] ?? null
  return otherwise ? evaluate(otherwise, row, lookedUp) : value
}

export function meets(conditions: readonly Condition[], row: Row): boolean {
  return conditions.every(({ column, is }) => (row[column] ?? null) === is)
}
