import type { SqlValue } from '../database/database.ts'
import type { ColumnType } from '../database/table-model.ts'

/** A column as a migration writes it down. Absent `nullable` means NOT NULL. */
export type ColumnDefinition = {
  type: ColumnType
  nullable?: true
  default?: string | number
  references?: string
  onDelete?: 'cascade' | 'set null' | 'restrict'
}

/** Values that a `data` operation may compute; evaluated by the host, so that every engine gives the same. */
export type Expression =
  | { value: string | number | null }
  | { column: string }
  | { lower: Expression } | { upper: Expression } | { trim: Expression } | { naturalKey: Expression }
  | { concat: Expression[] } | { coalesce: Expression[] }
  | { map: { from: Expression; values: Record<string, string | number | null>; otherwise?: Expression } }
  | { lookup: { table: string; by: string; column: string } }

/** All of them have to hold; `is: null` asks for an absent value. */
export type Condition = { column: string; is: string | number | null }

/** What every row of a table holds to: one of these values, or a number within bounds. An absent value passes. */
export type CheckDefinition = { column: string; in: (string | number)[] } | { column: string; atLeast?: number; atMost?: number }

export type SchemaOperation =
  | { op: 'createTable'; table: string; columns: Record<string, ColumnDefinition>; primaryKey: string[]; checks?: CheckDefinition[] }
  | { op: 'dropTable'; table: string }
  | { op: 'addColumn'; table: string; column: string; definition: ColumnDefinition }
  | { op: 'dropColumn'; table: string; column: string }
  | { op: 'renameColumn'; table: string; from: string; to: string }
  /** A longer string, or text in place of a string. `narrow` is written by reversals only. */
  | { op: 'widenColumn'; table: string; column: string; type: ColumnType; narrow?: true }
  | { op: 'addIndex'; table: string; columns: string[]; unique?: true }
  | { op: 'dropIndex'; table: string; columns: string[]; unique?: true }
  /** Core only: substring search over `column`, on MySQL over its precomputed `grams`. */
  | { op: 'addSearchIndex'; table: string; column: string; grams: string }
  | { op: 'dropSearchIndex'; table: string }

export type DataOperation =
  | { op: 'data'; table: string; set: Record<string, Expression>; where?: Condition[] }
  | { op: 'insertRows'; table: string; rows: Record<string, string | number | null>[] }
  | { op: 'deleteWhere'; table: string; where: Condition[] }
  | { op: 'moveRows'; table: string; to: string; set: Record<string, Expression>; where?: Condition[] }
  /**
   * Calls the function `function` that the file of the same name with the end `.ts` (or `.js`) exports: for what the others
   * cannot say. It gets a handle for the tables of its plugin alone. Interrupted, it is called again: it has to bear that.
   */
  | { op: 'run'; table: string; function: string }

export type Operation = SchemaOperation | DataOperation

/** One file of a chain. */
export type Migration = { operations: Operation[] }

const dataNames: ReadonlySet<string> = new Set<DataOperation['op']>(['data', 'insertRows', 'deleteWhere', 'moveRows', 'run'])

export function isDataOperation(operation: Operation): operation is DataOperation {
  return dataNames.has(operation.op)
}

/** The tables whose schema or rows an operation changes. What it only refers to or reads is not among them. */
export function changedTables(operation: Operation): string[] {
  return operation.op === 'moveRows' ? [operation.table, operation.to] : [operation.table]
}

/** The tables an expression reads by look-up. */
export function lookedUpTables(operation: Operation): string[] {
  if (operation.op !== 'data' && operation.op !== 'moveRows') return []
  return Object.values(operation.set).flatMap(expressionParts).flatMap((part) => ('lookup' in part ? [part.lookup.table] : []))
}

/** An expression and all inside it. */
export function expressionParts(expression: Expression): Expression[] {
  const inner: Expression[] =
    'lower' in expression ? [expression.lower]
    : 'upper' in expression ? [expression.upper]
    : 'trim' in expression ? [expression.trim]
    : 'naturalKey' in expression ? [expression.naturalKey]
    : 'concat' in expression ? expression.concat
    : 'coalesce' in expression ? expression.coalesce
    : 'map' in expression ? [expression.map.from, ...(expression.map.otherwise ? [expression.map.otherwise] : [])]
    : []
  return [expression, ...inner.flatMap(expressionParts)]
}

export type Row = Record<string, SqlValue>
