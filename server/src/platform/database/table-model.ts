/**
 * Column types, the same on every engine. A trailing `?` makes the column nullable.
 * Values in rows are numbers, strings and null only: booleans are 0/1, timestamps are UTC milliseconds, json is text,
 * decimals are scaled 64-bit integers (`decimal(12,2)` stores 1.50 as 150). So no engine needs a codec of its own.
 */
export type ColumnType =
  | 'id' // 64-bit primary key; the host allocates it (Transaction.takeIds), never the engine
  | 'serial' // 64-bit primary key that the engine counts up; only for append-only tables
  | 'integer' | 'boolean' | 'timestamp' | 'real' | 'date' | 'text' | 'json'
  | `string(${number})` | `decimal(${number},${number})`

export type ColumnSpec =
  | ColumnType | `${ColumnType}?`
  | { type: ColumnType | `${ColumnType}?`; default?: string | number; references?: string; onDelete?: 'cascade' | 'set null' | 'restrict' }

export type IndexSpec = { columns: readonly string[]; unique?: boolean }

export type TableSpec = {
  name: string
  columns: Readonly<Record<string, ColumnSpec>>
  /** Default: the column of type id or serial. */
  primaryKey?: readonly string[]
  indexes?: readonly IndexSpec[]
  /** Substring index over `body` (trigram on SQLite and PostgreSQL, grams column and FULLTEXT on MySQL). Core only. */
  searchIndex?: { column: string; grams: string }
}

type Scalar<T extends string> =
  T extends `${infer Base}?` ? Scalar<Base> | null
  : T extends 'text' | 'json' | 'date' | `string(${string})` ? string
  : number

type TypeOf<S> = S extends string ? Scalar<S> : S extends { type: infer T extends string } ? Scalar<T> : never

/** The row type of a table, inferred from its declaration. */
export type RowOf<T extends TableSpec> = { -readonly [C in keyof T['columns']]: TypeOf<T['columns'][C]> }

/** Declares a table; the literal types are what `RowOf` reads. */
export function defineTable<const T extends TableSpec>(spec: T): T {
  return spec
}
