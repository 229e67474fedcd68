import type { ColumnSpec, ColumnType, TableSpec } from '../database/table-model.ts'
import { MigrationError } from './migration-error.ts'
import type { CheckDefinition, ColumnDefinition } from './operations.ts'

export type IndexModel = { columns: string[]; unique?: true }

export type TableModel = {
  columns: Record<string, ColumnDefinition>
  primaryKey: string[]
  indexes: IndexModel[]
  searchIndex?: { column: string; grams: string }
  checks?: CheckDefinition[]
}

/** What the migrations so far have made, by table name. Plain data: compared, stored and dumped as it is. */
export type SchemaModel = Record<string, TableModel>

/** The model that declared tables ask for. */
export function modelOf(tables: readonly TableSpec[]): SchemaModel {
  return Object.fromEntries(tables.map((spec) => [spec.name, tableModelOf(spec)]))
}

function tableModelOf(spec: TableSpec): TableModel {
  const columns = Object.fromEntries(Object.entries(spec.columns).map(([name, column]) => [name, columnDefinitionOf(column)]))
  const primaryKey = spec.primaryKey ? [...spec.primaryKey] : Object.keys(columns).filter((name) => isCounted(columns[name]?.type))
  if (primaryKey.length === 0) throw new MigrationError(`The table ${spec.name} has no primary key.`, { fix: 'Declare a column of type id or "primaryKey".' })
  const indexes = (spec.indexes ?? []).map((index): IndexModel => ({ columns: [...index.columns], ...(index.unique && { unique: true as const }) }))
  const table: TableModel = { columns, primaryKey, indexes: distinctIndexes(indexes), ...(spec.searchIndex && { searchIndex: { ...spec.searchIndex } }) }
  for (const column of unindexedReferences(table)) table.indexes.push({ columns: [column] })
  return table
}

function columnDefinitionOf(spec: ColumnSpec): ColumnDefinition {
  const full = typeof spec === 'string' ? { type: spec } : spec
  const isNullable = full.type.endsWith('?')
  const type = (isNullable ? full.type.slice(0, -1) : full.type) as ColumnType // without the mark it is a ColumnType
  return {
    type,
    ...(isNullable && { nullable: true as const }),
    ...('default' in full && full.default !== undefined && { default: full.default }),
    ...('references' in full && full.references !== undefined && { references: full.references }),
    ...('onDelete' in full && full.onDelete !== undefined && { onDelete: full.onDelete }),
  }
}

function isCounted(type: ColumnType | undefined): boolean {
  return type === 'id' || type === 'serial'
}

function distinctIndexes(indexes: IndexModel[]): IndexModel[] {
  return indexes.filter((index, position) => indexes.findIndex((other) => sameIndex(other, index)) === position)
}

export function sameIndex(left: IndexModel, right: IndexModel): boolean {
  return left.unique === right.unique && left.columns.length === right.columns.length && left.columns.every((column, position) => column === right.columns[position])
}

/** Foreign keys that no index begins with: deleting a parent would scan the table, and MySQL insists on one. */
export function unindexedReferences({ columns, primaryKey, indexes }: TableModel): string[] {
  const leading = new Set([primaryKey[0], ...indexes.map((index) => index.columns[0])])
  return Object.keys(columns).filter((name) => columns[name]?.references !== undefined && !leading.has(name))
}

/** Characters of a `string(n)` or `date`, undefined for other types. */
export function stringLength(type: ColumnType): number | undefined {
  if (type === 'date') return 10
  const length = /^string\((\d+)\)$/.exec(type)?.[1]
  return length === undefined ? undefined : Number(length)
}

export function isLongText(type: ColumnType): boolean {
  return type === 'text' || type === 'json'
}

/** Independent of the order in which columns and indexes were added. */
export function canonical(model: SchemaModel): SchemaModel {
  const sorted = <T>(record: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
  return sorted(Object.fromEntries(Object.entries(model).map(([name, table]) => [name, {
    ...table,
    columns: sorted(Object.fromEntries(Object.entries(table.columns).map(([column, definition]) => [column, sorted(definition) as ColumnDefinition]))), // same members, other order
    indexes: [...table.indexes].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  }])))
}

export function tableOf(model: SchemaModel, name: string): TableModel {
  const table = model[name]
  if (!table) throw new MigrationError(`There is no table ${name}.`)
  return table
}

export function columnOf(table: TableModel, name: string): ColumnDefinition {
  const column = table.columns[name]
  if (!column) throw new MigrationError(`There is no column ${name}.`)
  return column
}
