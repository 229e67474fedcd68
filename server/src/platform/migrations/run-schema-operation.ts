import { sql, type CreateTableBuilder, type RawBuilder } from 'kysely'
import type { Transaction } from '../database/database.ts'
import { indexName } from '../database/index-name.ts'
import { columnConstraints, columnTypeSql, type SqlTarget } from './column-sql.ts'
import { indexExists } from './introspect.ts'
import { tableOf, unindexedReferences, type SchemaModel, type TableModel } from './model.ts'
import type { CheckDefinition, SchemaOperation } from './operations.ts'
import { addSearchIndex, dropSearchIndex } from './search-index.ts'
import { step } from './step.ts'

/** Executes one operation that `step` has found valid on `model`. No table is ever rebuilt. */
export async function runSchemaOperation(transaction: Transaction, target: SqlTarget, model: SchemaModel, operation: SchemaOperation): Promise<void> {
  const { schema } = transaction.query
  switch (operation.op) {
    case 'createTable': return createTable(transaction, target, model, operation)
    case 'dropTable': {
      if (target.engine === 'sqlite' && tableOf(model, operation.table).searchIndex) await dropSearchIndex(transaction, target.engine, operation.table)
      return schema.dropTable(operation.table).execute()
    }
    case 'addColumn': return schema.alterTable(operation.table).addColumn(operation.column, columnTypeSql(target, operation.definition), columnConstraints(operation.definition)).execute()
    case 'dropColumn': return schema.alterTable(operation.table).dropColumn(operation.column).execute()
    case 'renameColumn': return schema.alterTable(operation.table).renameColumn(operation.from, operation.to).execute()
    case 'widenColumn': return widenColumn(transaction, target, model, operation)
    case 'addIndex': return addIndex(transaction, target, tableOf(model, operation.table), operation)
    case 'dropIndex': return dropIndex(transaction, target, model, operation)
    case 'addSearchIndex': return addSearchIndex(transaction, target.engine, operation, tableOf(model, operation.table))
    case 'dropSearchIndex': return dropSearchIndex(transaction, target.engine, operation.table)
  }
}

export type CreateTable = Extract<SchemaOperation, { op: 'createTable' }>

export async function createTable(transaction: Transaction, target: SqlTarget, model: SchemaModel, operation: CreateTable, ifNotExists = false): Promise<void> {
  const { table, columns, primaryKey, checks } = operation
  let builder: CreateTableBuilder<string, string> = transaction.query.schema.createTable<string>(table)
  if (ifNotExists) builder = builder.ifNotExists()
  for (const [name, definition] of Object.entries(columns)) {
    builder = builder.addColumn(name, columnTypeSql(target, definition), columnConstraints(definition))
  }
  builder = builder.addPrimaryKeyConstraint(`${table}_pkey`, primaryKey)
  for (const [name, { references, onDelete }] of Object.entries(columns)) {
    if (references === undefined) continue
    const key = references === table ? primaryKey : tableOf(model, references).primaryKey
    builder = builder.addForeignKeyConstraint(foreignKeyName(table, name), [name], references, key, (constraint) => constraint.onDelete(onDelete ?? 'restrict'))
  }
  for (const [position, check] of (checks ?? []).entries()) builder = builder.addCheckConstraint(indexName(table, [check.column, `check${position + 1}`]), checkSql(check))
  const end = tableEnd(target, operation)
  await (end === '' ? builder : builder.modifyEnd(sql.raw(end))).execute()
}

/** Values of the closed schema: numbers, and texts without backslash or control character. */
function checkSql(check: CheckDefinition): RawBuilder<boolean> {
  const column = sql.ref(check.column)
  if ('in' in check) return sql`${column} in (${sql.join(check.in.map((value) => sql.lit(value)))})`
  const bounds = [check.atLeast === undefined ? [] : sql`${column} >= ${sql.lit(check.atLeast)}`, check.atMost === undefined ? [] : sql`${column} <= ${sql.lit(check.atMost)}`].flat()
  return sql`${sql.join(bounds, sql` and `)}`
}

/** STRICT refuses text in a number; WITHOUT ROWID spares the second tree when the key is not the row id itself. */
function tableEnd({ engine, textCollation }: SqlTarget, { columns, primaryKey }: CreateTable): string {
  if (engine === 'mysql') return `engine = InnoDB default character set utf8mb4 collate ${textCollation}`
  if (engine === 'postgres') return ''
  const key = columns[primaryKey[0] ?? '']?.type
  const isRowId = primaryKey.length === 1 && (key === 'id' || key === 'serial' || key === 'integer')
  return isRowId ? 'strict' : 'strict, without rowid'
}

function foreignKeyName(table: string, column: string): string {
  return indexName(table, [column, 'fk'])
}

type AlterIndex = { table: string; columns: readonly string[]; unique?: true }

async function addIndex(transaction: Transaction, target: SqlTarget, table: TableModel, { table: name, columns, unique }: AlterIndex): Promise<void> {
  const builder = transaction.query.schema.createIndex(indexName(name, columns, unique)).on(name).columns(emittedColumns(target, table, columns, unique))
  await (unique ? builder.unique() : builder).execute()
}

/** SQLite and InnoDB end every index with the primary key by themselves; a trailing one would be stored twice. */
function emittedColumns({ engine }: SqlTarget, { primaryKey }: TableModel, columns: readonly string[], unique?: true): string[] {
  const tail = columns.slice(-primaryKey.length)
  const hasKey = columns.length > primaryKey.length && tail.every((column, position) => column === primaryKey[position])
  return engine !== 'postgres' && !unique && hasKey ? columns.slice(0, -primaryKey.length) : [...columns]
}

async function dropIndex(transaction: Transaction, target: SqlTarget, model: SchemaModel, operation: Extract<SchemaOperation, { op: 'dropIndex' }>): Promise<void> {
  const { table, columns, unique } = operation
  const builder = transaction.query.schema.dropIndex(indexName(table, columns, unique))
  if (target.engine !== 'mysql') return builder.execute()
  // MySQL keeps an index for every foreign key: give it a plain one before its last is taken away.
  const [after] = step(model, operation)
  for (const column of unindexedReferences(tableOf(after, table))) {
    const name = foreignKeyName(table, column)
    if (!(await indexExists(transaction, table, name))) await transaction.query.schema.createIndex(name).on(table).column(column).execute()
  }
  await builder.on(table).execute()
}

async function widenColumn(transaction: Transaction, target: SqlTarget, model: SchemaModel, operation: Extract<SchemaOperation, { op: 'widenColumn' }>): Promise<void> {
  const { table, column, type } = operation
  const before = tableOf(model, table).columns[column]
  if (target.engine === 'sqlite' || !before) return // SQLite knows no lengths
  const definition = { ...before, type }
  const alter = transaction.query.schema.alterTable(table)
  const sqlType = columnTypeSql(target, definition)
  if (target.engine === 'mysql') return alter.modifyColumn(column, sqlType, columnConstraints(definition)).execute()
  return alter.alterColumn(column, (builder) => builder.setDataType(sqlType)).execute()
}
