import type { TableSpec } from '../database/table-model.ts'
import { MigrationError } from './migration-error.ts'
import { canonical, isLongText, modelOf, sameIndex, stringLength, tableOf, type SchemaModel, type TableModel } from './model.ts'
import type { ColumnDefinition, Operation } from './operations.ts'
import { operationsToCreate } from './step.ts'

export type GenerateOptions = { /** Also drop what is no longer declared. */ drops?: boolean }

/**
 * The operations that lead from the recorded model to the declared tables. Without `drops` what is no longer declared
 * stays; a new name is a new column, never taken for a renamed one.
 */
export function generateMigration(recorded: SchemaModel, declared: readonly TableSpec[], options: GenerateOptions = {}): Operation[] {
  const from = canonical(recorded)
  const to = modelOf(declared)
  const added = inDependencyOrder(Object.keys(to).filter((name) => !from[name]), to)
  const kept = Object.keys(to).filter((name) => from[name])
  return [
    ...added.flatMap((name) => operationsToCreate(name, tableOf(to, name))),
    ...kept.flatMap((name) => operationsToChange(name, tableOf(from, name), tableOf(to, name), options)),
    ...(options.drops ? inDependencyOrder(Object.keys(from).filter((name) => !to[name]), from).reverse().map((table): Operation => ({ op: 'dropTable', table })) : []),
  ]
}

/** Tables after those they refer to. */
export function inDependencyOrder(names: readonly string[], model: SchemaModel): string[] {
  const ordered: string[] = []
  const visit = (name: string, path: readonly string[]): void => {
    if (ordered.includes(name)) return
    if (path.includes(name)) throw new MigrationError(`The tables ${[...path, name].join(' > ')} refer to each other in a circle.`, { fix: 'Make a table of its own for one of the relations.' })
    for (const { references } of Object.values(tableOf(model, name).columns)) {
      if (references !== undefined && references !== name && names.includes(references)) visit(references, [...path, name])
    }
    ordered.push(name)
  }
  for (const name of [...names].sort()) visit(name, [])
  return ordered
}

function operationsToChange(table: string, from: TableModel, to: TableModel, { drops }: GenerateOptions): Operation[] {
  if (from.primaryKey.join() !== to.primaryKey.join()) throw new MigrationError(`The primary key of ${table} cannot change.`, { fix: 'Make a new table and move the rows.' })
  const addedColumns = Object.entries(to.columns).filter(([name]) => !from.columns[name])
  const lostColumns = Object.keys(from.columns).filter((name) => !to.columns[name])
  const addedIndexes = to.indexes.filter((index) => !from.indexes.some((other) => sameIndex(other, index)))
  const lostIndexes = from.indexes.filter((index) => !to.indexes.some((other) => sameIndex(other, index)))
  const searchChanged = JSON.stringify(from.searchIndex) !== JSON.stringify(to.searchIndex)
  return [
    ...Object.entries(to.columns).flatMap(([column, definition]) => operationsToAlter(table, column, from.columns[column], definition)),
    ...addedColumns.map(([column, definition]) => addColumn(table, column, definition)),
    ...(drops && searchChanged && from.searchIndex ? [{ op: 'dropSearchIndex', table } as const] : []),
    ...(searchChanged && to.searchIndex && (drops || !from.searchIndex) ? [{ op: 'addSearchIndex', table, ...to.searchIndex } as const] : []),
    ...addedIndexes.map((index): Operation => ({ op: 'addIndex', table, ...index })),
    ...(drops ? lostIndexes.map((index): Operation => ({ op: 'dropIndex', table, ...index })) : []),
    ...(drops ? lostColumns.map((column): Operation => ({ op: 'dropColumn', table, column })) : []),
  ]
}

function addColumn(table: string, column: string, definition: ColumnDefinition): Operation {
  const fix = definition.references !== undefined ? 'A foreign key can be made with its table only: make a table for the relation.'
    : !definition.nullable && definition.default === undefined ? `Declare it nullable ("${definition.type}?") or give it a default.` : undefined
  if (fix !== undefined) throw new MigrationError(`The new column ${table}.${column} cannot be added to existing rows.`, { fix })
  return { op: 'addColumn', table, column, definition }
}

function operationsToAlter(table: string, column: string, from: ColumnDefinition | undefined, to: ColumnDefinition): Operation[] {
  if (!from || same(from, to)) return []
  const isWider = (stringLength(to.type) ?? (isLongText(to.type) ? Infinity : 0)) > (stringLength(from.type) ?? Infinity)
  if (isWider && same({ ...from, type: to.type }, to)) return [{ op: 'widenColumn', table, column, type: to.type }]
  throw new MigrationError(`${table}.${column} changes from ${JSON.stringify(from)} to ${JSON.stringify(to)}, which no migration does in place.`, {
    fix: 'Declare a new column, copy the values in a data operation, switch the code, then drop the old one.',
  })
}

function same(left: ColumnDefinition, right: ColumnDefinition): boolean {
  const keys: (keyof ColumnDefinition)[] = ['type', 'nullable', 'default', 'references', 'onDelete']
  return keys.every((key) => left[key] === right[key])
}
