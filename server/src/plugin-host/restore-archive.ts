import { setImmediate } from 'node:timers/promises'
import type { Database, SqlValue } from '../platform/database/database.ts'
import { readDump } from '../platform/database/dump-file.ts'
import { adoptChain, indexTables } from '../platform/migrations/chain-tables.ts'
import { continueSerial } from '../platform/migrations/continue-serial.ts'
import { continueSequences, readLedger } from '../platform/migrations/ledger.ts'
import { recordedModel } from '../platform/migrations/migrator.ts'
import { tableOf, type SchemaModel } from '../platform/migrations/model.ts'
import type { PluginHolding } from '../platform/plugin-holding.ts'
import { Problem } from '../platform/problem.ts'
import { findPresent } from './holding-store.ts'
import type { OpenedArchive } from './plugin-archive.ts'

export type RestoreOptions = { database: Database; holdings: () => readonly PluginHolding[] }

type Row = Record<string, SqlValue>
const batchSize = 500

/** Throws when rows of the archive would meet others, before the first statement. */
export async function assertRestorable({ database, holdings }: RestoreOptions, { file, header, about }: OpenedArchive): Promise<void> {
  const own = new Set(about.migrations.flatMap(({ migration }) => migration.operations).flatMap((operation) => (operation.op === 'createTable' ? [operation.table] : [])))
  const present = recordedModel(await readLedger(database))
  const missing = Object.keys(header.model).find((table) => !own.has(table) && !present[table])
  if (missing !== undefined) throw new Problem('STATE_CONFLICT', { detail: `The archive has rows of "${missing}", which this version of ShopDB does not have.` })
  await eachBatch(file, async (table, rows) => {
    if (own.has(table)) return
    const holding = ownerOf(holdings(), table)
    if (holding) return holding.assertRestorable?.(database, table, rows)
    const key = tableOf(present, table).primaryKey
    const [taken] = await findPresent(database, table, key, rows)
    if (taken) throw new Problem('STATE_CONFLICT', { detail: `The archive has a row of "${table}" with ${key.map((column) => `${column} ${String(taken[column])}`).join(', ')}, and so has this database: it was written for another one.`, extra: { table, key: taken } })
  })
}

/** Puts everything back: tables with their rows and counters, rows of the platform, values. Returns the rows written. */
export async function loadArchive({ database, holdings }: RestoreOptions, { file, about }: OpenedArchive): Promise<number> {
  const { order, model } = await adoptChain({ database }, about.plugin, about.migrations)
  const written = await eachBatch(file, (table, rows) => writeRows(database, model, holdings(), table, rows))
  await indexTables(database, model, order)
  await database.write(async (transaction) => {
    for (const table of order) await continueSerial(transaction, table, tableOf(model, table))
    await continueSequences(transaction, about.counters)
    for (const { title, values } of holdings()) await values?.restore(transaction, about.values[title] ?? [])
  })
  await database.forgetIds?.(order)
  return written
}

async function writeRows(database: Database, model: SchemaModel, holdings: readonly PluginHolding[], table: string, rows: readonly Row[]): Promise<void> {
  const restoreRows = ownerOf(holdings, table)?.restoreRows
  // A later version of ShopDB may have taken a column away; one it has added gets its default.
  const columns = Object.keys(rows[0] ?? {}).filter((column) => tableOf(model, table).columns[column])
  await database.write(async (transaction) => {
    if (restoreRows) await restoreRows(transaction, table, rows)
    else await transaction.insertRows(table, columns, rows.map((row) => columns.map((column) => row[column] ?? null)))
  })
}

/** The holding whose rows stand in this table. */
function ownerOf(holdings: readonly PluginHolding[], table: string): PluginHolding | undefined {
  return holdings.find(({ tables }) => tables?.includes(table))
}

async function eachBatch(file: string, work: (table: string, rows: readonly Row[]) => Promise<void>): Promise<number> {
  let table = ''
  let columns: string[] = []
  let batch: Row[] = []
  let total = 0
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await work(table, batch)
    total += batch.length
    batch = []
    await setImmediate() // requests come first
  }
  for await (const line of readDump(file)) {
    if (Array.isArray(line)) {
      batch.push(Object.fromEntries(columns.map((column, position) => [column, line[position] ?? null])))
      if (batch.length >= batchSize) await flush()
    } else if ('table' in line) ({ table, columns } = line)
    else if ('endOf' in line) await flush()
  }
  return total
}
