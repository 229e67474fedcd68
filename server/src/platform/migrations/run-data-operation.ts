import type { Database, SqlValue, Transaction } from '../database/database.ts'
import { quoteName } from '../database/row-statements.ts'
import { afterKey, type Cursor } from './after-key.ts'
import { continueSerial } from './continue-serial.ts'
import { evaluate, meets, type LookedUp } from './evaluate.ts'
import { tableOf, type SchemaModel } from './model.ts'
import { expressionParts, type DataOperation, type Expression, type Row } from './operations.ts'

const batchSize = 500

export type DataRun = {
  database: Database
  model: SchemaModel
  cursor: Cursor | null
  /** Records, in the same transaction as the batch, how far it has come. */
  record: (transaction: Transaction, cursor: Cursor | null) => Promise<void>
  /** Calls a function that stands beside the file. */
  call: (name: string) => Promise<void>
}

/** Goes through the rows in batches, each its own transaction with the record of its progress. */
export async function runDataOperation(run: DataRun, operation: DataOperation): Promise<void> {
  if (operation.op === 'run') {
    await run.call(operation.function)
    return run.database.write((transaction) => run.record(transaction, null))
  }
  if (operation.op === 'insertRows') return run.database.write((transaction) => insertRows(transaction, run, operation))
  let { cursor } = run
  for (;;) {
    const reached = await run.database.write((transaction) => runBatch(transaction, run, operation, cursor))
    if (reached === null) return
    cursor = reached
  }
}

async function insertRows(transaction: Transaction, run: DataRun, operation: Extract<DataOperation, { op: 'insertRows' }>): Promise<void> {
  const { primaryKey } = tableOf(run.model, operation.table)
  for (const row of operation.rows) {
    const columns = Object.keys(row)
    await transaction.upsertRows(operation.table, primaryKey, columns, [columns.map((column) => row[column] ?? null)], [])
  }
  await continueSerial(transaction, operation.table, tableOf(run.model, operation.table))
  await run.record(transaction, null)
}

type RowOperation = Exclude<DataOperation, { op: 'insertRows' | 'run' }>

/** Returns the cursor after the batch, null at the end of the table. */
async function runBatch(transaction: Transaction, run: DataRun, operation: RowOperation, cursor: Cursor | null): Promise<Cursor | null> {
  const { primaryKey } = tableOf(run.model, operation.table)
  const rows = await readBatch(transaction, operation, primaryKey, cursor)
  const keyOf = (row: Row): SqlValue[] => primaryKey.map((column) => row[column] ?? null)
  const last = rows.at(-1)
  const chosen = rows.filter((row) => meets(operation.where ?? [], row))
  if (operation.op !== 'deleteWhere') await writeValues(transaction, run, operation, chosen, keyOf)
  if (operation.op !== 'data') await transaction.runMany(deletion(transaction, operation.table, primaryKey), chosen.map(keyOf))
  if (operation.op === 'moveRows') await continueSerial(transaction, operation.to, tableOf(run.model, operation.to))
  const reached = last && rows.length === batchSize ? keyOf(last) : null
  await run.record(transaction, reached)
  return reached
}

async function readBatch(transaction: Transaction, operation: RowOperation, primaryKey: readonly string[], cursor: Cursor | null): Promise<Row[]> {
  const quote = (name: string): string => quoteName(transaction.engine, name)
  const after = cursor ? afterKey(primaryKey.map(quote), cursor) : { sql: '', parameters: [] }
  const text = `select * from ${quote(operation.table)}${after.sql && ` where ${after.sql}`} order by ${primaryKey.map(quote).join(', ')} limit ${batchSize}`
  return transaction.all(text, after.parameters)
}

async function writeValues(
  transaction: Transaction, run: DataRun, operation: Exclude<RowOperation, { op: 'deleteWhere' }>, rows: readonly Row[], keyOf: (row: Row) => SqlValue[],
): Promise<void> {
  const columns = Object.keys(operation.set)
  const lookedUp = await lookUp(transaction, run.model, Object.values(operation.set), rows)
  const valuesOf = (row: Row): SqlValue[] => Object.values(operation.set).map((expression) => evaluate(expression, row, lookedUp))
  if (operation.op === 'moveRows') {
    return transaction.upsertRows(operation.to, tableOf(run.model, operation.to).primaryKey, columns, rows.map(valuesOf), [])
  }
  const quote = (name: string): string => quoteName(transaction.engine, name)
  const conditions = tableOf(run.model, operation.table).primaryKey.map((column) => `${quote(column)} = ?`).join(' and ')
  const update = `update ${quote(operation.table)} set ${columns.map((column) => `${quote(column)} = ?`).join(', ')} where ${conditions}`
  await transaction.runMany(update, rows.map((row) => [...valuesOf(row), ...keyOf(row)]))
}

function deletion(transaction: Transaction, table: string, primaryKey: readonly string[]): string {
  const quote = (name: string): string => quoteName(transaction.engine, name)
  return `delete from ${quote(table)} where ${primaryKey.map((column) => `${quote(column)} = ?`).join(' and ')}`
}

/** Reads the looked-up values of a batch, one query for each table and column. */
async function lookUp(transaction: Transaction, model: SchemaModel, expressions: readonly Expression[], rows: readonly Row[]): Promise<LookedUp> {
  const found = new Map<string, Map<SqlValue, SqlValue>>()
  for (const part of expressions.flatMap(expressionParts)) {
    if (!('lookup' in part)) continue
    const { table, by, column } = part.lookup
    const keys = [...new Set(rows.map((row) => row[by] ?? null))].filter((key) => key !== null)
    const values = found.get(`${table}.${column}`) ?? new Map<SqlValue, SqlValue>()
    found.set(`${table}.${column}`, values)
    if (keys.length === 0) continue
    const quote = (name: string): string => quoteName(transaction.engine, name)
    const key = quote(tableOf(model, table).primaryKey[0] ?? '')
    const read = transaction.prepare(`select ${key}, ${quote(column)} from ${quote(table)} where ${key} in (${keys.map(() => '?').join(', ')})`)
    for (const [id = null, value = null] of await read(keys)) values.set(id, value)
  }
  return found
}
