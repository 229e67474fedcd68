import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../database/database.ts'
import { createDumpFile, dumpTable } from '../database/dump-file.ts'
import { MigrationError } from './migration-error.ts'
import { tableOf, type SchemaModel, type TableModel } from './model.ts'
import type { Operation } from './operations.ts'

/**
 * Writes what an operation is about to drop to `<folder>/<time>-<table>[-<column>].ndjson.gz`, read back and counted
 * before anything is dropped. Returns the file, or null when nothing is dropped.
 */
export async function archiveDropped(database: Database, model: SchemaModel, operation: Operation, folder: string | undefined): Promise<string | null> {
  if (operation.op !== 'dropTable' && operation.op !== 'dropColumn') return null
  if (folder === undefined) throw new MigrationError(`${operation.op} ${operation.table} needs a folder for the archive.`, { fix: 'Give createMigrator an archiveFolder.' })
  mkdirSync(folder, { recursive: true })
  const table = tableOf(model, operation.table)
  const dropped = operation.op === 'dropTable' ? table : withColumns(table, [...table.primaryKey, operation.column])
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const file = join(folder, [time, operation.table, ...(operation.op === 'dropColumn' ? [operation.column] : [])].join('-') + '.ndjson.gz')
  await database.snapshot(async (reader) => {
    const dump = createDumpFile(file, { kind: 'archive', model: { [operation.table]: dropped } })
    await dumpTable(database.engine, reader, dump, operation.table, dropped)
    await dump.finish()
  })
  return file
}

function withColumns({ columns, primaryKey }: TableModel, names: readonly string[]): TableModel {
  return { columns: Object.fromEntries(Object.entries(columns).filter(([name]) => names.includes(name))), primaryKey, indexes: [] }
}
