import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMigrator } from '../migrations/migrator.ts'
import { writeMigration } from '../migrations/write-migration.ts'
import { backupDatabase, restoreDatabase } from './backup.ts'
import type { Database, DatabaseLog } from './database.ts'
import { readDump } from './dump-file.ts'
import { openDatabase } from './open-database.ts'
import type { TableSpec } from './table-model.ts'
import { testDatabases, type TestDatabase } from './testing.ts'

const silent: DatabaseLog = { info: () => undefined, warn: () => undefined, error: () => undefined }
const places: TableSpec = {
  name: 'places', columns: { id: 'id', name: 'string(80)', parentid: { type: 'integer?', references: 'places', onDelete: 'set null' }, body: 'text', grams: 'text' },
  indexes: [{ columns: ['name'], unique: true }], searchIndex: { column: 'body', grams: 'grams' },
}
const readings: TableSpec = { name: 'readings', columns: { id: 'serial', placeid: { type: 'integer', references: 'places', onDelete: 'cascade' }, value: 'real', amount: 'integer?' } }
const links: TableSpec = { name: 'links', columns: { left: 'integer', right: 'string(20)' }, primaryKey: ['left', 'right'] }

const engines = testDatabases()

describe.each(engines.flatMap((from) => engines.map((to) => ({ from, to, title: `${from.engine} to ${to.engine}` }))))('a backup from $title', ({ from, to }) => {
  let source: TestDatabase
  let target: TestDatabase
  let database: Database

  beforeEach(async () => {
    source = await from.create()
    target = await to.create()
    const folder = join(source.dataDir, 'migrations')
    mkdirSync(folder)
    writeMigration(folder, [places, readings, links])
    database = await openDatabase(source)
    await createMigrator({ database, log: silent }).upgrade([{ name: 'core', folder, ownedTables: ['places', 'readings', 'links'] }])
    await database.write(async (transaction) => {
      const first = await transaction.takeIds('places', 3)
      await transaction.insertRows('places', ['id', 'name', 'parentid', 'body', 'grams'], [[first, 'Hall ß "1"\n', null, 'hall', 'hal all'], [first + 1, 'a ', null, 'x', ''], [first + 2, 'a', first, '機 😀', '']])
      await transaction.run('update places set parentid = ? where id = ?', [first + 2, first])
      await transaction.insertRows('readings', ['placeid', 'value', 'amount'], Array.from({ length: 2345 }, (_, index) => [first, index / 7, index === 5 ? Number.MAX_SAFE_INTEGER : null]))
      await transaction.insertRows('links', ['left', 'right'], Array.from({ length: 2100 }, (_, index) => [index % 7, `r${index}`]))
    })
  })
  afterEach(async () => {
    await database.close()
    await source.drop()
    await target.drop()
  })

  test('brings back every row, and the database goes on from there', async () => {
    const file = join(source.dataDir, 'backup.ndjson.gz')
    expect(await backupDatabase(database, file)).toMatchObject({ rows: 3 + 2345 + 2100 + 1 + 1 })
    await restoreDatabase(target.url, file)
    await expect(restoreDatabase(target.url, file)).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    const restored = await openDatabase(target)
    try {
      const again = join(target.dataDir, 'again.ndjson.gz')
      await backupDatabase(restored, again)
      expect(await linesOf(again)).toEqual(await linesOf(file))
      await restored.write((transaction) => transaction.insertRows('readings', ['placeid', 'value'], [[1, 1]]))
      expect(await restored.all('select max(id) as n from readings')).toEqual([{ n: 2346 }])
      expect(await restored.write((transaction) => transaction.takeIds('places', 1))).toBeGreaterThan(3)
      await expect(restored.write((transaction) => transaction.insertRows('places', ['id', 'name', 'body', 'grams'], [[99, 'a', '', '']]))).rejects.toMatchObject({ code: 'DUPLICATE' })
    } finally {
      await restored.close()
    }
  })

  test('that is cut short is refused before anything is written', async () => {
    const file = join(source.dataDir, 'backup.ndjson.gz')
    await backupDatabase(database, file)
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, whole.length - 40))
    await expect(restoreDatabase(target.url, file)).rejects.toThrow()
    await restoreDatabaseFrom(whole, file, target.url)
  })
})

async function restoreDatabaseFrom(content: Buffer, file: string, url: string): Promise<void> {
  writeFileSync(file, content)
  await restoreDatabase(url, file)
}

async function linesOf(file: string): Promise<unknown[]> {
  const lines: unknown[] = []
  for await (const line of readDump(file)) lines.push(Array.isArray(line) || !('createdAt' in line) ? line : line.model)
  return lines
}
