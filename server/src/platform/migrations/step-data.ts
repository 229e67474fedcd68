import { MigrationError } from './migration-error.ts'
import { columnOf, tableOf, type SchemaModel } from './model.ts'
import { expressionParts, type Condition, type DataOperation, type Expression, type Operation } from './operations.ts'

export type StepOptions = {
  /** Reading one chain alone: tables it refers to but does not make belong to others and are taken for granted. */
  assumeOtherTables?: boolean
}

/** Every column a data operation names exists, and it can be run again after an interruption without another outcome. */
export function assertDataOperation(model: SchemaModel, operation: DataOperation, options: StepOptions): void {
  const table = tableOf(model, operation.table)
  if (operation.op === 'run') return
  if (operation.op === 'insertRows') {
    for (const row of operation.rows) for (const column of [...Object.keys(row), ...table.primaryKey]) {
      columnOf(table, column)
      if (!(column in row) && table.primaryKey.includes(column)) throw new MigrationError(`A row without its key ${column} could be inserted twice.`)
    }
    return
  }
  assertConditions(model, operation.table, operation.where ?? [])
  if (operation.op === 'deleteWhere') return
  const target = tableOf(model, operation.op === 'moveRows' ? operation.to : operation.table)
  for (const column of Object.keys(operation.set)) columnOf(target, column)
  const reads = Object.values(operation.set).flatMap((expression) => assertExpression(model, operation.table, expression, options))
  if (operation.op === 'data') {
    const itself = Object.keys(operation.set).find((column) => reads.includes(column))
    if (itself !== undefined) throw new MigrationError(`The column ${itself} is both set and read: a second run would give another value.`)
    if (table.primaryKey.some((column) => column in operation.set)) throw new MigrationError('A key column cannot be set.')
  } else if (target.primaryKey.some((column) => !(column in operation.set))) {
    throw new MigrationError('Moved rows need a value for every key column.')
  }
}

function assertConditions(model: SchemaModel, name: string, conditions: readonly Condition[]): void {
  for (const { column } of conditions) columnOf(tableOf(model, name), column)
}

/** The columns of the operation's own table that the expression reads. */
function assertExpression(model: SchemaModel, name: string, expression: Expression, options: StepOptions): string[] {
  const table = tableOf(model, name)
  return expressionParts(expression).flatMap((part) => {
    if ('column' in part) {
      columnOf(table, part.column)
      return [part.column]
    }
    if (!('lookup' in part)) return []
    const { by, table: other, column } = part.lookup
    columnOf(table, by)
    if (model[other] || !options.assumeOtherTables) columnOf(tableOf(model, other), column)
    return [by]
  })
}

/** Rows put in are taken out again; a computed value leaves with its column. What was deleted or moved stays so. */
export function inverseOfData(model: SchemaModel, operation: DataOperation): Operation[] {
  if (operation.op !== 'insertRows') return []
  const { primaryKey } = tableOf(model, operation.table)
  return operation.rows.map((row) => ({
    op: 'deleteWhere', table: operation.table, where: primaryKey.map((column) => ({ column, is: row[column] ?? null })),
  }))
}

/** Values may only be written where none can be overwritten: into a column that this file added, or where it is empty. */
export function assertFreshTargets(operations: readonly Operation[]): void {
  const added = new Set<string>()
  for (const operation of operations) {
    if (operation.op === 'createTable') for (const column of Object.keys(operation.columns)) added.add(`${operation.table}.${column}`)
    if (operation.op === 'addColumn') added.add(`${operation.table}.${operation.column}`)
    if (operation.op !== 'data') continue
    for (const column of Object.keys(operation.set)) {
      const isGuarded = operation.where?.some((condition) => condition.column === column && condition.is === null) ?? false
      if (!added.has(`${operation.table}.${column}`) && !isGuarded) {
        throw new MigrationError(`data would overwrite ${operation.table}.${column}.`, { fix: `Set a column added in the same file, or add { "column": "${column}", "is": null } to "where".` })
      }
    }
  }
}
