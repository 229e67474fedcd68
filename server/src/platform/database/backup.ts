import { Problem } from '../problem.ts'
import { indexOperations, loadOrder } from '../migrations/load-order.ts'
import { continueSerial } from '../migrations/continue-serial.ts'
import { tableExists } from '../migrations/introspect.ts'
import { platformTables, readLedger } from '../migrations/ledger.ts'
import { recordedModel } from '../migrations/migrator.ts'
import { modelOf, tableOf, type SchemaModel, type TableModel } from '../migrations/model.ts'
import { runSchemaOperation } from '../migrations/run-schema-operation.ts'
import type { Database, DatabaseLog, SqlValue } from './database.ts'
import { createDumpFile, dumpTable, readDump, verifyDump } from './dump-file.ts'
import { openDatabase } from './open-database.ts'
import { quoteName } from './row-statements.ts'

export type BackupSummary = { tables: number; rows: number }

/**
 * Writes every table of core and of all plugins, with or without their code, as one consistent state: gzip NDJSON that
 * any engine can restore. The file gets its name only after it has been read back and its rows have been counted.
 */
export async function backupDatabase(database: Database, file: string): Promise<BackupSummary> {
  return database.snapshot(async (reader) => {
    const entries = await readLedger(reader)
    const half = entries.find((entry) => entry.state !== 'applied')
    if (half) throw new Problem('STATE_CONFLICT', { detail: `The migration ${half.chain}/${half.file} is half applied: run the upgrade first.` })
    const model: SchemaModel = { ...recordedModel(entries), ...modelOf(platformTables.filter((table) => table.name !== 'migrationleases')) }
    const dump = createDumpFile(file, { kind: 'backup', model })
    for (const name of loadOrder(model)) await dumpTable(database.engine, reader, dump, name, tableOf(model, name))
    return dump.finish()
  })
}

export type RestoreOptions = { dataDir?: string; log?: DatabaseLog }

/** Restores a backup into an empty database of any engine. The file is verified before the first statement. */
export async function restoreDatabase(url: string, file: string, options: RestoreOptions = {}): Promise<BackupSummary> {
  const { header, tables, rows } = await verifyDump(file)
  if (header.kind !== 'backup') throw new Problem('STATE_CONFLICT', { detail: 'This file is an archive of dropped rows, not a backup.' })
  const database = await openDatabase({ url, ...options })
  try {
    await assertEmpty(database, header.model)
    await createTables(database, header.model)
    const restored = await loadRows(database, header.model, file)
    await loadSelfReferences(database, header.model, file)
    for (const [name, count] of restored) await finishTable(database, name, tableOf(header.model, name), count)
    await createIndexes(database, header.model)
    return { tables, rows }
  } finally {
    await database.close()
  }
}

async function assertEmpty(database: Database, model: SchemaModel): Promise<void> {
  const present = await database.write(async (transaction) => {
    const found: string[] = []
    for (const name of Object.keys(model)) if (await tableExists(transaction, name)) found.push(name)
    return found
  })
  if (present.length > 0) throw new Problem('STATE_CONFLICT', { detail: `The database is not empty: it has ${present.slice(0, 3).join(', ')}. Restore into a new one.` })
}

async function createTables(database: Database, model: SchemaModel): Promise<void> {
  for (const table of loadOrder(model)) {
    const { columns, primaryKey } = tableOf(model, table)
    await database.write((transaction) => runSchemaOperation(transaction, database, model, { op: 'createTable', table, columns, primaryKey }))
  }
}

/** After the rows: building an index once is many times faster than growing it. */
async function createIndexes(database: Database, model: SchemaModel): Promise<void> {
  for (const operation of indexOperations(model)) await database.write((transaction) => runSchemaOperation(transaction, database, model, operation))
}

/** Columns that refer to the own table: the row they name may come later, so they are filled in a second pass. */
function selfReferences(name: string, { columns }: TableModel): string[] {
  return Object.keys(columns).filter((column) => columns[column]?.references === name && columns[column]?.nullable)
}

type Row = SqlValue[]
const batchSize = 1000

/** Hands each table's rows over in batches; returns how many there were. */
async function eachBatch(file: string, work: (table: string, columns: string[], rows: Row[]) => Promise<void>): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  let columns: string[] = []
  let table = ''
  let batch: Row[] = []
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await work(table, columns, batch)
    counts.set(table, (counts.get(table) ?? 0) + batch.length)
    batch = []
  }
  for await (const line of readDump(file)) {
    if (Array.isArray(line)) {
      batch.push(line)
      if (batch.length >= batchSize) await flush()
    } else if ('table' in line) ({ table, columns } = line)
    else if ('endOf' in line) await flush()
  }
  return counts
}

function loadRows(database: Database, model: SchemaModel, file: string): Promise<Map<string, number>> {
  return eachBatch(file, async (table, columns, rows) => {
    const later = new Set(selfReferences(table, tableOf(model, table)).map((column) => columns.indexOf(column)))
    const first = later.size === 0 ? rows : rows.map((row) => row.map((value, position) => (later.has(position) ? null : value)))
    await database.write((transaction) => transaction.insertRows(table, columns, first))
  })
}

async function loadSelfReferences(database: Database, model: SchemaModel, file: string): Promise<void> {
  if (!Object.keys(model).some((name) => selfReferences(name, tableOf(model, name)).length > 0)) return
  await eachBatch(file, async (table, columns, rows) => {
    const { primaryKey } = tableOf(model, table)
    const quote = (name: string): string => quoteName(database.engine, name)
    for (const column of selfReferences(table, tableOf(model, table))) {
      const value = columns.indexOf(column)
      const sql = `update ${quote(table)} set ${quote(column)} = ? where ${primaryKey.map((key) => `${quote(key)} = ?`).join(' and ')}`
      const lists = rows.filter((row) => row[value] !== null).map((row) => [row[value] ?? null, ...primaryKey.map((key) => row[columns.indexOf(key)] ?? null)])
      await database.write((transaction) => transaction.runMany(sql, lists))
    }
  })
}

async function finishTable(database: Database, name: string, table: TableModel, expected: number): Promise<void> {
  await database.write((transaction) => continueSerial(transaction, name, table))
  const [row] = await database.all(`select count(*) as n from ${quoteName(database.engine, name)}`)
  if (row?.['n'] !== expected) throw new Error(`The table ${name} has ${String(row?.['n'])} rows after the restore, not ${expected}.`)
}
