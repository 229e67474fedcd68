import type { OwnDatabase, OwnTransaction, Row, SqlQuery } from '@shopdb/plugin-api'
import type { Database, SqlValue, Transaction } from '../platform/database/database.ts'
import { assertOwnStatement, assertOwnTable, type TableScope } from './own-statement.ts'
import type { PluginSubject } from './plugin-subject.ts'

/** The handle a plugin gets for its tables. `foreignTables` are all others the host knows of, now. */
export function createOwnDatabase(database: Database, subject: PluginSubject, foreignTables: () => ReadonlySet<string>, options: { /** Migrations write records too: nobody uses them meanwhile. */ writesRecords?: boolean } = {}): OwnDatabase {
  const tables = subject.manifest?.tables ?? []
  const plain = new Set(tables.filter(({ kind }) => kind === 'plain' || options.writesRecords).map(({ name }) => name))
  const scope = { plugin: subject.name, own: new Set(tables.map(({ name }) => name)), foreign: foreignTables, plain }
  return {
    engine: database.engine,
    all: async (query, parameters) => {
      const { text, values } = read(query, parameters)
      assertOwnStatement(text, scope, 'read')
      return (await database.all(text, values)).map(toRow)
    },
    write: (work) => database.write((transaction) => work(ownTransaction(transaction, scope))),
  }
}

function ownTransaction(transaction: Transaction, scope: TableScope): OwnTransaction {
  return {
    all: async (query, parameters) => {
      const { text, values } = read(query, parameters)
      assertOwnStatement(text, scope, 'read')
      return (await transaction.all(text, values)).map(toRow)
    },
    run: async (query, parameters) => {
      const { text, values } = read(query, parameters)
      assertOwnStatement(text, scope, 'write')
      return transaction.run(text, values)
    },
    insertRows: async (table, rows) => {
      assertOwnTable(table, scope)
      const columns = Object.keys(rows[0] ?? {})
      if (rows.length > 0) await transaction.insertRows(table, columns, rows.map((row) => valuesOf(row, columns)))
    },
    upsertRows: async (table, key, rows) => {
      assertOwnTable(table, scope)
      const columns = Object.keys(rows[0] ?? {})
      if (rows.length > 0) await transaction.upsertRows(table, key, columns, rows.map((row) => valuesOf(row, columns)))
    },
    takeIds: async (table, count) => {
      assertOwnTable(table, scope)
      return transaction.takeIds(table, count)
    },
  }
}

function read(query: string | SqlQuery, parameters: readonly SqlValue[] = []): { text: string; values: readonly SqlValue[] } {
  return typeof query === 'string' ? { text: query, values: parameters } : { text: query.text, values: query.parameters }
}

function valuesOf(row: Row, columns: readonly string[]): SqlValue[] {
  return columns.map((column) => row[column] ?? null)
}

function toRow(row: Record<string, SqlValue>): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value]))
}
