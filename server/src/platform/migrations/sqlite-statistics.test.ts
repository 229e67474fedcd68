import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../database/open-database.ts'
import type { TableSpec } from '../database/table-model.ts'
import { createMigrator } from './migrator.ts'
import { writeMigration } from './write-migration.ts'

const documents: TableSpec = {
  name: 'documents',
  columns: { id: 'id', title: 'string(50)', body: 'text', grams: 'text' },
  indexes: [{ columns: ['title'] }],
  searchIndex: { column: 'body', grams: 'grams' },
}

// "analyze" saw the hidden tables of the search index when they were empty: read whole at every merge, a first import stood still.
test('the process that made the database finds ranges of the search index by their key', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'shopdbtest'))
  const database = await openDatabase({ url: `sqlite:${join(dataDir, 'shopdb.db')}`, dataDir })
  try {
    writeMigration(join(dataDir, 'migrations'), [documents])
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    await createMigrator({ database, log, archiveFolder: join(dataDir, 'archive') }).upgrade([{ name: 'core', folder: join(dataDir, 'migrations'), ownedTables: ['documents'] }])
    const plan = await database.write((transaction) => transaction.all('explain query plan select block from documentsfts_data where id >= ? and id <= ?', [1, 2]))
    expect(plan.map(({ detail }) => detail)).toEqual(['SEARCH documentsfts_data USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'])
  } finally {
    await database.close()
    rmSync(dataDir, { recursive: true })
  }
})
