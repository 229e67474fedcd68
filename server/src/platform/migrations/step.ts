import { MigrationError } from './migration-error.ts'
import { columnOf, isLongText, sameIndex, stringLength, tableOf, type IndexModel, type SchemaModel, type TableModel } from './model.ts'
import { isDataOperation, type CheckDefinition, type ColumnDefinition, type Operation, type SchemaOperation } from './operations.ts'
import { assertDataOperation, inverseOfData, type StepOptions } from './step-data.ts'

/**
 * The heart of the migrations: whether an operation is valid on a model, what the model is afterwards, and which
 * operations take it back. Pure; nothing it is given is changed.
 */
export function step(model: SchemaModel, operation: Operation, options: StepOptions = {}): [SchemaModel, Operation[]] {
  if (isDataOperation(operation)) {
    assertDataOperation(model, operation, options)
    return [model, inverseOfData(model, operation)]
  }
  if (operation.op === 'createTable') return createTable(model, operation, options)
  const table = tableOf(model, operation.table)
  if (operation.op === 'dropTable') return dropTable(model, operation.table, table)
  const [changed, inverse] = stepTable(table, operation)
  return [{ ...model, [operation.table]: changed }, inverse]
}

/** All operations in order; the inverses come back in the order in which they have to run. */
export function stepAll(model: SchemaModel, operations: readonly Operation[], options: StepOptions = {}): [SchemaModel, Operation[]] {
  let current = model
  const inverses: Operation[][] = []
  operations.forEach((operation, position) => {
    try {
      const [next, inverse] = step(current, operation, options)
      current = next
      inverses.unshift(inverse)
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error
      throw new MigrationError(`Operation ${position + 1} (${operation.op} ${operation.table}): ${error.message}`, { cause: error })
    }
  })
  return [current, inverses.flat()]
}

function createTable(model: SchemaModel, operation: Extract<SchemaOperation, { op: 'createTable' }>, options: StepOptions): [SchemaModel, Operation[]] {
  const { table: name, columns, primaryKey, checks } = operation
  if (model[name]) throw new MigrationError(`The table ${name} exists already.`)
  const table: TableModel = { columns: { ...columns }, primaryKey: [...primaryKey], indexes: [], ...(checks && { checks: [...checks] }) }
  for (const check of checks ?? []) assertCheck(table, check)
  for (const [column, definition] of Object.entries(columns)) {
    assertColumn(column, definition)
    assertReference(model, name, definition, options)
  }
  for (const column of primaryKey) {
    const definition = columnOf(table, column)
    if (definition.nullable || isLongText(definition.type)) throw new MigrationError(`The key column ${column} cannot be nullable or a long text.`)
  }
  const serial = Object.keys(columns).find((column) => columns[column]?.type === 'serial')
  if (serial !== undefined && (primaryKey.length > 1 || primaryKey[0] !== serial)) throw new MigrationError(`The serial column ${serial} has to be the whole primary key.`)
  assertKeyLength(table, primaryKey)
  assertRowLength(table)
  return [{ ...model, [name]: table }, [{ op: 'dropTable', table: name }]]
}

function assertCheck(table: TableModel, check: CheckDefinition): void {
  const { type } = columnOf(table, check.column)
  const isNumber = stringLength(type) === undefined && !isLongText(type)
  const values = 'in' in check ? check.in : [check.atLeast, check.atMost].filter((bound) => bound !== undefined)
  const fits = values.every((value) => (typeof value === 'number') === isNumber)
  if (!fits || (!('in' in check) && !isNumber)) throw new MigrationError(`The check of ${check.column} does not fit its type ${type}.`)
}

function assertReference(model: SchemaModel, self: string, { references }: ColumnDefinition, options: StepOptions): void {
  if (references === undefined || references === self) return
  const target = model[references]
  if (!target && !options.assumeOtherTables) throw new MigrationError(`There is no table ${references} to refer to.`)
  if (target && (target.primaryKey.length !== 1)) throw new MigrationError(`The table ${references} has no single key column to refer to.`)
}

function assertColumn(name: string, { type, nullable, default: value, onDelete, references }: ColumnDefinition): void {
  if (isLongText(type) && value !== undefined) throw new MigrationError(`The column ${name} cannot have a default: MySQL allows none on long texts.`, { fix: 'Make it nullable.' })
  const isText = isLongText(type) || stringLength(type) !== undefined
  if (value !== undefined && (typeof value === 'string') !== isText) throw new MigrationError(`The default of ${name} does not fit its type ${type}.`)
  if (typeof value === 'string' && /[\\\u0000-\u001f]/.test(value)) throw new MigrationError(`The default of ${name} has a backslash or a control character, which the engines read differently.`)
  if (typeof value === 'number' && type !== 'real' && !Number.isSafeInteger(value)) throw new MigrationError(`The default of ${name} has to be a whole number.`)
  if (onDelete !== undefined && references === undefined) throw new MigrationError(`The column ${name} has "onDelete" but refers to nothing.`)
  if (onDelete === 'set null' && !nullable) throw new MigrationError(`The column ${name} cannot be set to null on delete: it is not nullable.`)
}

const longestKeyBytes = 3072
const longestRowBytes = 65_000

/** InnoDB's limits, kept on every engine so that a migration that runs here runs everywhere. */
function assertKeyLength(table: TableModel, columns: readonly string[]): void {
  const bytes = columns.reduce((sum, name) => sum + keyBytes(name, columnOf(table, name)), 0)
  if (bytes > longestKeyBytes) throw new MigrationError(`The key over ${columns.join(', ')} takes ${bytes} bytes, more than ${longestKeyBytes}.`, { fix: 'Shorten the strings.' })
}

function keyBytes(name: string, { type }: ColumnDefinition): number {
  if (isLongText(type)) throw new MigrationError(`The long text ${name} cannot be part of a key.`, { fix: 'Use string(n).' })
  return (stringLength(type) ?? 2) * 4
}

function assertRowLength(table: TableModel): void {
  const bytes = Object.values(table.columns).reduce((sum, { type }) => sum + (stringLength(type) ?? 3) * 4 + 2, 0)
  if (bytes > longestRowBytes) throw new MigrationError(`A row takes up to ${bytes} bytes, more than ${longestRowBytes}.`, { fix: 'Use text for long strings.' })
}

function dropTable(model: SchemaModel, name: string, table: TableModel): [SchemaModel, Operation[]] {
  for (const [other, { columns }] of Object.entries(model)) {
    const refers = other !== name && Object.values(columns).some((column) => column.references === name)
    if (refers) throw new MigrationError(`The table ${name} cannot be dropped: ${other} refers to it.`)
  }
  const rest = Object.fromEntries(Object.entries(model).filter(([other]) => other !== name))
  return [rest, operationsToCreate(name, table)]
}

/** The operations that make a table of a model, with its indexes. */
export function operationsToCreate(name: string, { columns, primaryKey, indexes, searchIndex, checks }: TableModel): Operation[] {
  return [
    { op: 'createTable', table: name, columns, primaryKey, ...(checks && { checks }) },
    ...indexes.map((index): Operation => ({ op: 'addIndex', table: name, ...index })),
    ...(searchIndex ? [{ op: 'addSearchIndex', table: name, ...searchIndex } as const] : []),
  ]
}

type TableOperation = Exclude<SchemaOperation, { op: 'createTable' | 'dropTable' }>

function stepTable(table: TableModel, operation: TableOperation): [TableModel, Operation[]] {
  switch (operation.op) {
    case 'addColumn': return addColumn(table, operation)
    case 'dropColumn': return dropColumn(table, operation)
    case 'renameColumn': return renameColumn(table, operation)
    case 'widenColumn': return widenColumn(table, operation)
    case 'addIndex': return addIndex(table, operation)
    case 'dropIndex': return dropIndex(table, operation)
    case 'addSearchIndex': {
      if (table.searchIndex) throw new MigrationError('The table has a search index already.')
      for (const name of [operation.column, operation.grams]) if (!isLongText(columnOf(table, name).type)) throw new MigrationError(`${name} has to be of type text.`)
      return [{ ...table, searchIndex: { column: operation.column, grams: operation.grams } }, [{ op: 'dropSearchIndex', table: operation.table }]]
    }
    case 'dropSearchIndex': {
      const { searchIndex, ...rest } = table
      if (!searchIndex) throw new MigrationError('The table has no search index.')
      return [rest, [{ op: 'addSearchIndex', table: operation.table, ...searchIndex }]]
    }
  }
}

function addColumn(table: TableModel, { table: name, column, definition }: Extract<TableOperation, { op: 'addColumn' }>): [TableModel, Operation[]] {
  if (table.columns[column]) throw new MigrationError(`The column ${column} exists already.`)
  if (definition.references !== undefined) throw new MigrationError('A foreign key can stand in createTable only.', { fix: 'Make a table of its own for the relation.' })
  if (definition.type === 'id' || definition.type === 'serial') throw new MigrationError('A key column can stand in createTable only.')
  if (!definition.nullable && definition.default === undefined) throw new MigrationError(`The new column ${column} needs to be nullable or to have a default: rows may exist.`)
  assertColumn(column, definition)
  const changed = { ...table, columns: { ...table.columns, [column]: definition } }
  assertRowLength(changed)
  return [changed, [{ op: 'dropColumn', table: name, column }]]
}

/** Columns that a key, a foreign key or an index stands on keep their place until that is gone. */
function assertLoose(table: TableModel, column: string): ColumnDefinition {
  const definition = columnOf(table, column)
  const holder =
    table.primaryKey.includes(column) ? 'the primary key'
    : definition.references !== undefined ? 'a foreign key'
    : table.indexes.some((index) => index.columns.includes(column)) ? 'an index'
    : table.checks?.some((check) => check.column === column) ? 'a check'
    : table.searchIndex && [table.searchIndex.column, table.searchIndex.grams].includes(column) ? 'the search index'
    : undefined
  if (holder !== undefined) throw new MigrationError(`The column ${column} is part of ${holder}.`, { fix: holder === 'an index' ? 'Drop the index first.' : undefined })
  return definition
}

function dropColumn(table: TableModel, { table: name, column }: Extract<TableOperation, { op: 'dropColumn' }>): [TableModel, Operation[]] {
  const definition = assertLoose(table, column)
  const columns = Object.fromEntries(Object.entries(table.columns).filter(([other]) => other !== column))
  // What was NOT NULL without a default comes back nullable: there is nothing to fill the rows with.
  const restored: ColumnDefinition = definition.nullable || definition.default !== undefined ? definition : { ...definition, nullable: true }
  return [{ ...table, columns }, [{ op: 'addColumn', table: name, column, definition: restored }]]
}

function renameColumn(table: TableModel, { table: name, from, to }: Extract<TableOperation, { op: 'renameColumn' }>): [TableModel, Operation[]] {
  assertLoose(table, from)
  if (table.columns[to]) throw new MigrationError(`The column ${to} exists already.`)
  const columns = Object.fromEntries(Object.entries(table.columns).map(([column, definition]) => [column === from ? to : column, definition]))
  return [{ ...table, columns }, [{ op: 'renameColumn', table: name, from: to, to: from }]]
}

function widenColumn(table: TableModel, { table: name, column, type, narrow }: Extract<TableOperation, { op: 'widenColumn' }>): [TableModel, Operation[]] {
  const definition = columnOf(table, column)
  const before = stringLength(definition.type) ?? (definition.type === 'text' ? Infinity : undefined)
  const after = stringLength(type) ?? (type === 'text' ? Infinity : undefined)
  if (before === undefined || after === undefined || definition.type === 'date' || type === 'date') throw new MigrationError(`Only strings can be widened, not ${definition.type} to ${type}.`, { fix: 'Add a column, copy, switch.' })
  if (narrow ? after >= before : after <= before) throw new MigrationError(`${type} is not ${narrow ? 'narrower' : 'wider'} than ${definition.type}.`)
  const changed = { ...table, columns: { ...table.columns, [column]: { ...definition, type } } }
  assertColumn(column, { ...definition, type })
  for (const key of [table.primaryKey, ...table.indexes.map((index) => index.columns)]) if (key.includes(column)) assertKeyLength(changed, key)
  assertRowLength(changed)
  const inverse: Operation = { op: 'widenColumn', table: name, column, type: definition.type, ...(!narrow && { narrow: true as const }) }
  return [changed, [inverse]]
}

function addIndex(table: TableModel, { table: name, columns, unique }: Extract<TableOperation, { op: 'addIndex' }>): [TableModel, Operation[]] {
  const index: IndexModel = { columns: [...columns], ...(unique && { unique }) }
  if (table.indexes.some((other) => sameIndex(other, index))) throw new MigrationError(`There is an index over ${columns.join(', ')} already.`)
  assertKeyLength(table, columns)
  return [{ ...table, indexes: [...table.indexes, index] }, [{ op: 'dropIndex', table: name, ...index }]]
}

function dropIndex(table: TableModel, { table: name, columns, unique }: Extract<TableOperation, { op: 'dropIndex' }>): [TableModel, Operation[]] {
  const index: IndexModel = { columns: [...columns], ...(unique && { unique }) }
  const rest = table.indexes.filter((other) => !sameIndex(other, index))
  if (rest.length === table.indexes.length) throw new MigrationError(`There is no such index over ${columns.join(', ')}.`)
  return [{ ...table, indexes: rest }, [{ op: 'addIndex', table: name, ...index }]]
}
