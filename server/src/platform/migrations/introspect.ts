import type { Engine, SqlValue, Transaction } from '../database/database.ts'
import { indexName } from '../database/index-name.ts'
import type { SchemaOperation } from './operations.ts'
import { searchIndexName } from './search-index.ts'

type Question = Record<Engine, string>

const tableQuestion: Question = {
  sqlite: "select 1 from sqlite_master where type = 'table' and name = ?",
  mysql: 'select 1 from information_schema.tables where table_schema = database() and table_name = ?',
  postgres: 'select 1 from pg_tables where schemaname = current_schema() and tablename = ?',
}
const columnQuestion: Question = {
  sqlite: 'select 1 from pragma_table_info(?) where name = ?',
  mysql: 'select 1 from information_schema.columns where table_schema = database() and table_name = ? and column_name = ?',
  postgres: 'select 1 from information_schema.columns where table_schema = current_schema() and table_name = ? and column_name = ?',
}
const indexQuestion: Question = {
  sqlite: "select 1 from sqlite_master where type = 'index' and tbl_name = ? and name = ?",
  mysql: 'select 1 from information_schema.statistics where table_schema = database() and table_name = ? and index_name = ?',
  postgres: 'select 1 from pg_indexes where schemaname = current_schema() and tablename = ? and indexname = ?',
}

async function holds(transaction: Transaction, question: Question, parameters: readonly SqlValue[]): Promise<boolean> {
  return (await transaction.all(question[transaction.engine], parameters)).length > 0
}

export function tableExists(transaction: Transaction, table: string): Promise<boolean> {
  return holds(transaction, tableQuestion, [table])
}

export function indexExists(transaction: Transaction, table: string, name: string): Promise<boolean> {
  return holds(transaction, indexQuestion, [table, name])
}

/**
 * Whether an operation that was begun and not recorded as done has taken effect: MySQL ends every schema statement
 * with a commit of its own, so the record can be one statement behind.
 */
export async function hasTakenEffect(transaction: Transaction, operation: SchemaOperation): Promise<boolean> {
  const columnExists = (column: string): Promise<boolean> => holds(transaction, columnQuestion, [operation.table, column])
  switch (operation.op) {
    case 'createTable': return tableExists(transaction, operation.table)
    case 'dropTable': return !(await tableExists(transaction, operation.table))
    case 'addColumn': return columnExists(operation.column)
    case 'dropColumn': return !(await columnExists(operation.column))
    case 'renameColumn': return (await columnExists(operation.to)) && !(await columnExists(operation.from))
    case 'widenColumn': return false // running it twice does no harm
    case 'addIndex': return indexExists(transaction, operation.table, indexName(operation.table, operation.columns, operation.unique))
    case 'dropIndex': return !(await indexExists(transaction, operation.table, indexName(operation.table, operation.columns, operation.unique)))
    case 'addSearchIndex': return hasSearchIndex(transaction, operation.table)
    case 'dropSearchIndex': return !(await hasSearchIndex(transaction, operation.table))
  }
}

function hasSearchIndex(transaction: Transaction, table: string): Promise<boolean> {
  return transaction.engine === 'sqlite' ? tableExists(transaction, `${table}fts`) : indexExists(transaction, table, searchIndexName(table))
}
