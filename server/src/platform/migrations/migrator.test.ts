import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database, DatabaseLog } from '../database/database.ts'
import { readDump } from '../database/dump-file.ts'
import { openDatabase } from '../database/open-database.ts'
import type { TableSpec } from '../database/table-model.ts'
import { testDatabases, type TestDatabase } from '../database/testing.ts'
import { createMigrator, type MigrationChain, type Migrator, type MigratorOptions } from './migrator.ts'
import { modelOf, canonical } from './model.ts'
import type { Operation } from './operations.ts'
import { findUndeclaredChanges, writeMigration } from './write-migration.ts'

const silent: DatabaseLog = { info: () => undefined, warn: () => undefined, error: () => undefined }

const assets: TableSpec = {
  name: 'assets',
  columns: { id: 'id', number: 'string(50)', numberkey: 'string(200)', active: { type: 'boolean', default: 1 }, modifiedat: 'timestamp', body: 'text', grams: 'text', price: 'decimal(12,2)?' },
  indexes: [{ columns: ['numberkey'], unique: true }, { columns: ['active', 'modifiedat', 'id'] }],
  searchIndex: { column: 'body', grams: 'grams' },
}
const computers: TableSpec = {
  name: 'computers',
  columns: { assetid: { type: 'id', references: 'assets', onDelete: 'cascade' }, hostname: 'string(255)?', ownerid: { type: 'integer?', references: 'assets', onDelete: 'set null' } },
}
const log: TableSpec = { name: 'readings', columns: { id: 'serial', value: 'real', day: 'date?', meta: 'json?' } }

describe.each(testDatabases())('migrations on $engine', ({ engine, create }) => {
  let place: TestDatabase
  let database: Database
  let migrator: Migrator
  let folder: string

  const core = (): MigrationChain => ({ name: 'core', folder, ownedTables: ['assets', 'computers', 'readings', 'kinds'] })
  const open = (options: Partial<MigratorOptions> = {}): Migrator => createMigrator({ database, log: silent, archiveFolder: join(place.dataDir, 'archive'), ...options })
  const put = (file: string, operations: Operation[]): void => writeFileSync(join(folder, file), JSON.stringify({ operations }))
  const columns = ['id', 'number', 'numberkey', 'active', 'modifiedat', 'body', 'grams']
  const addAssets = (...rows: [number, string][]): Promise<void> =>
    database.write((transaction) => transaction.insertRows('assets', columns, rows.map(([id, number]) => [id, number, number.toLowerCase(), 1, 1_700_000_000_000, number.toLowerCase(), 'abc bcd'])))

  beforeEach(async () => {
    place = await create()
    folder = join(place.dataDir, 'migrations')
    mkdirSync(folder)
    database = await openDatabase(place)
    migrator = open()
  })
  afterEach(async () => {
    await database.close()
    await place.drop()
  })

  test('the first migration is written from the declared tables, and makes them', async () => {
    const tables = [assets, computers, log]
    expect(writeMigration(folder, tables)?.file).toBe('0001-create-3-tables.json')
    expect(writeMigration(folder, tables)).toBeNull()
    expect(findUndeclaredChanges(folder, tables)).toEqual([])
    expect((await migrator.plan([core()]))[0]?.facts).toEqual({ additive: true, mayFail: false, reverseLoses: true })
    await migrator.upgrade([core()])
    expect(await migrator.upgrade([core()])).toEqual([])
    expect(canonical(await migrator.model())).toEqual(canonical(modelOf(tables)))
    await addAssets([1, 'CNC-1'], [2, 'ß Ä 機'])
    await database.write((transaction) => transaction.insertRows('computers', ['assetid', 'hostname', 'ownerid'], [[1, 'pc', 2]]))
    await database.write((transaction) => transaction.insertRows('readings', ['value'], [[1.5], [2.5]]))
    expect(await database.all('select id, value, day from readings order by id')).toEqual([{ id: 1, value: 1.5, day: null }, { id: 2, value: 2.5, day: null }])
    await expect(addAssets([3, 'cnc-1'])).rejects.toMatchObject({ code: 'DUPLICATE' })
    await expect(database.write((transaction) => transaction.insertRows('computers', ['assetid'], [[77]]))).rejects.toMatchObject({ code: 'REFERENCE_MISSING' })
    await database.write((transaction) => transaction.run('delete from assets where id = 2'))
    expect(await database.all('select ownerid from computers')).toEqual([{ ownerid: null }])
    await database.write((transaction) => transaction.run('delete from assets where id = 1'))
    expect(await database.all('select * from computers')).toEqual([])
  })

  test('search finds what lies inside, and follows changes', async () => {
    writeMigration(folder, [assets])
    await migrator.upgrade([core()])
    await addAssets([1, 'MILL-7781'], [2, 'LATHE-12'])
    const search = {
      sqlite: "select a.id from assetsfts f join assets a on a.id = f.rowid where f.body like '%l-77%'",
      postgres: "select id from assets where body like '%l-77%'",
      mysql: "select id from assets where match(grams) against('+abc +bcd' in boolean mode) and body like '%l-77%'",
    }[engine]
    expect(await database.all(search)).toEqual([{ id: 1 }])
    await database.write((transaction) => transaction.run('update assets set body = ? where id = 1', ['other']))
    expect(await database.all(search)).toEqual([])
    await migrator.downgrade('core', null)
    expect(await migrator.model()).toEqual({})
  })

  test('adding, widening, renaming and dropping on a parent table loses no child row', async () => {
    writeMigration(folder, [assets, computers])
    await migrator.upgrade([core()])
    await addAssets([1, 'A1'])
    await database.write((transaction) => transaction.insertRows('computers', ['assetid', 'hostname'], [[1, 'pc']]))
    put('0002-change.json', [
      { op: 'addColumn', table: 'assets', column: 'label', definition: { type: 'string(40)', default: "it's" } },
      { op: 'widenColumn', table: 'assets', column: 'label', type: 'string(80)' },
      { op: 'renameColumn', table: 'assets', from: 'label', to: 'title' },
      { op: 'addIndex', table: 'assets', columns: ['title'] },
      { op: 'dropIndex', table: 'computers', columns: ['ownerid'] },
      { op: 'dropColumn', table: 'assets', column: 'price' },
    ])
    await migrator.upgrade([core()])
    expect(await database.all('select c.hostname, a.title from computers c join assets a on a.id = c.assetid')).toEqual([{ hostname: 'pc', title: "it's" }])
    if (engine !== 'sqlite') await expect(database.write((transaction) => transaction.run('update assets set title = ?', ['x'.repeat(81)]))).rejects.toThrow()
    const [archive = ''] = readdirSync(join(place.dataDir, 'archive'))
    const lines = []
    for await (const line of readDump(join(place.dataDir, 'archive', archive))) lines.push(line)
    expect(lines.slice(1)).toEqual([{ table: 'assets', columns: ['id', 'price'] }, [1, null], { endOf: 'assets', rows: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }, { end: true, tables: 1, rows: 1 }])
    expect(await migrator.downgrade('core', '0001-create-assets-computers.json')).toEqual(['0002-change.json'])
    expect(canonical(await migrator.model())).toEqual(canonical(modelOf([assets, computers])))
    expect(await database.all('select hostname from computers')).toEqual([{ hostname: 'pc' }])
  })

  const everything: Operation[] = [
    { op: 'createTable', table: 'kinds', columns: { id: { type: 'id' }, name: { type: 'string(40)' } }, primaryKey: ['id'] },
    { op: 'insertRows', table: 'kinds', rows: [{ id: 1, name: 'Mill' }, { id: 2, name: 'Lathe' }] },
    { op: 'addColumn', table: 'readings', column: 'kindid', definition: { type: 'integer', nullable: true } },
    { op: 'addColumn', table: 'readings', column: 'label', definition: { type: 'string(80)', nullable: true } },
    { op: 'data', table: 'readings', set: { kindid: { map: { from: { column: 'day' }, values: { '2026-01-01': 1 }, otherwise: { value: 2 } } } } },
    { op: 'data', table: 'readings', set: { label: { concat: [{ lookup: { table: 'kinds', by: 'kindid', column: 'name' } }, { value: ' ' }, { upper: { coalesce: [{ column: 'meta' }, { value: 'ärmel' }] } }] } } },
    { op: 'addIndex', table: 'readings', columns: ['label', 'id'] },
    { op: 'renameColumn', table: 'readings', from: 'meta', to: 'notes' },
    { op: 'createTable', table: 'computers', columns: { id: { type: 'id' }, value: { type: 'real' } }, primaryKey: ['id'] },
    { op: 'moveRows', table: 'readings', to: 'computers', set: { id: { column: 'id' }, value: { column: 'value' } }, where: [{ column: 'day', is: '2026-01-01' }] },
    { op: 'dropIndex', table: 'readings', columns: ['label', 'id'] },
    { op: 'deleteWhere', table: 'readings', where: [{ column: 'kindid', is: 1 }] },
    { op: 'dropColumn', table: 'readings', column: 'day' },
  ]

  test('an interruption after any operation is finished by the next run, nothing is done twice', async () => {
    writeMigration(folder, [log])
    await migrator.upgrade([core()])
    const rows = Array.from({ length: 1201 }, (_, index) => [index + 1, index / 2, index % 3 === 0 ? '2026-01-01' : '2026-01-02', index === 4 ? 'a' : null])
    await database.write((transaction) => transaction.insertRows('readings', ['id', 'value', 'day', 'meta'], rows))
    put('0002-everything.json', everything)
    for (let position = 0; position < everything.length; position++) {
      const failing = open({ onOperation: (_chain, _file, at) => { if (at === position) throw new Error('power cut') } })
      await expect(failing.upgrade([core()])).rejects.toThrow('power cut')
      expect((await migrator.status([core()]))[0]?.halfApplied).toEqual(['0002-everything.json'])
    }
    await migrator.upgrade([core()])
    expect(await database.all('select count(*) as n from readings')).toEqual([{ n: 800 }])
    expect(await database.all('select count(*) as n from computers')).toEqual([{ n: 401 }])
    expect(await database.all('select id, label from readings where id in (2, 5) order by id')).toEqual([{ id: 2, label: 'Lathe ÄRMEL' }, { id: 5, label: 'Lathe A' }])
    expect((await migrator.status([core()]))[0]).toMatchObject({ pending: [], halfApplied: [] })
  })

  test('values that failed in a later batch are computed from there on, the batches before are not touched again', async () => {
    writeMigration(folder, [log])
    await migrator.upgrade([core()])
    const rows = Array.from({ length: 1100 }, (_, index) => [index + 1, 0, `m${index === 699 ? 9 : index}`])
    await database.write((transaction) => transaction.insertRows('readings', ['id', 'value', 'meta'], rows))
    put('0002-label.json', [
      { op: 'addColumn', table: 'readings', column: 'label', definition: { type: 'string(20)', nullable: true } },
      { op: 'addIndex', table: 'readings', columns: ['label'], unique: true },
      { op: 'data', table: 'readings', set: { label: { upper: { column: 'meta' } } } },
    ])
    await expect(migrator.upgrade([core()])).rejects.toMatchObject({ code: 'DUPLICATE' })
    expect(await database.all('select count(*) as n from readings where label is not null')).toEqual([{ n: 500 }])
    await database.write((transaction) => transaction.runMany('update readings set label = ?, meta = ? where id = ?', [['kept', 'x', 3], [null, 'm699', 700]]))
    await migrator.upgrade([core()])
    expect(await database.all('select id, label from readings where id in (3, 700, 1100) order by id')).toEqual([{ id: 3, label: 'kept' }, { id: 700, label: 'M699' }, { id: 1100, label: 'M1099' }])
  })

  test('an interrupted downgrade is finished by the next', async () => {
    writeMigration(folder, [assets, computers])
    await migrator.upgrade([core()])
    const before = Object.keys(await migrator.model())
    expect(before).toHaveLength(2)
    for (let position = 0; position < 4; position++) {
      const failing = open({ onOperation: (_chain, _file, at) => { if (at === position) throw new Error('power cut') } })
      await expect(failing.downgrade('core', null)).rejects.toThrow('power cut')
    }
    await expect(migrator.upgrade([core()])).rejects.toThrow('downgrade')
    expect(await migrator.downgrade('core', null)).toEqual(['0001-create-assets-computers.json'])
    expect(await migrator.upgrade([core()])).toHaveLength(1)
  })

  test('a changed, lost or late file is refused', async () => {
    writeMigration(folder, [assets])
    await migrator.upgrade([core()])
    put('0001-create-assets.json', [{ op: 'createTable', table: 'assets', columns: { id: { type: 'id' } }, primaryKey: ['id'] }])
    await expect(migrator.upgrade([core()])).rejects.toThrow('has changed since')
    rmSync(join(folder, '0001-create-assets.json'))
    await expect(migrator.plan([core()])).rejects.toThrow('schema is ahead')
    writeMigration(folder, [assets], { title: 'create-assets' })
    put('0000-late.json', [{ op: 'addColumn', table: 'assets', column: 'x', definition: { type: 'text', nullable: true } }])
    await expect(migrator.plan([core()])).rejects.toThrow('applied already')
  })

  test('a plugin that reaches for a table of others is refused before its first statement', async () => {
    writeMigration(folder, [assets])
    await migrator.upgrade([core()])
    const plugin: MigrationChain = { name: 'printers', folder: join(place.dataDir, 'printers'), ownedTables: ['printers'], referableTables: ['assets'] }
    mkdirSync(plugin.folder)
    const own: Operation = { op: 'createTable', table: 'printers', columns: { assetid: { type: 'id', references: 'assets', onDelete: 'cascade' } }, primaryKey: ['assetid'] }
    const intrusions: Operation[] = [
      { op: 'dropTable', table: 'assets' }, { op: 'addColumn', table: 'migrations', column: 'x', definition: { type: 'text', nullable: true } },
      { op: 'deleteWhere', table: 'assets', where: [{ column: 'active', is: 1 }] }, { op: 'addSearchIndex', table: 'printers', column: 'a', grams: 'b' },
    ]
    for (const intrusion of intrusions) {
      writeFileSync(join(plugin.folder, '0001-x.json'), JSON.stringify({ operations: [own, intrusion] }))
      await expect(migrator.upgrade([core(), plugin])).rejects.toThrow(/not its own|only core/)
      expect(Object.keys(await migrator.model())).toEqual(['assets'])
    }
    writeFileSync(join(plugin.folder, '0001-x.json'), JSON.stringify({ operations: [own] }))
    await migrator.upgrade([core(), plugin])
    await expect(migrator.downgrade('core', null)).rejects.toThrow('refers to it')
    rmSync(plugin.folder, { recursive: true })
    await migrator.downgrade('printers', null)
    expect(await migrator.downgrade('core', null)).toHaveLength(1)
  })

  test('two runners take turns', async () => {
    writeMigration(folder, [assets, computers, log])
    const second = await openDatabase(place)
    try {
      const other = createMigrator({ database: second, log: silent })
      const results = await Promise.all([migrator.upgrade([core()]), other.upgrade([core()])])
      expect(results.map((files) => files.length).sort()).toEqual([0, 1])
    } finally {
      await second.close()
    }
  })
})
