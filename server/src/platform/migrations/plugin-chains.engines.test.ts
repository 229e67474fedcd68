import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../database/database.ts'
import { openDatabase } from '../database/open-database.ts'
import type { TableSpec } from '../database/table-model.ts'
import { testDatabases, type TestDatabase } from '../database/testing.ts'
import { adoptChain, dropChain, presentTables, readChainTables } from './chain-tables.ts'
import { createMigrator, type MigrationChain, type Migrator } from './migrator.ts'
import type { ColumnDefinition, Operation } from './operations.ts'
import { writeMigration } from './write-migration.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const things: TableSpec = { name: 'things', columns: { id: 'id', name: 'string(50)', secret: 'string(50)?' }, indexes: [{ columns: ['name'] }] }
const people: TableSpec = { name: 'people', columns: { id: 'id', name: 'string(50)' } }

describe.each(testDatabases())('the chain of a plugin on $engine', ({ create }) => {
  let place: TestDatabase
  let database: Database
  let migrator: Migrator

  const chain = (name: string, ...tables: string[]): MigrationChain => ({ name, folder: join(place.dataDir, name), ownedTables: tables, readableTables: ['people'], referableTables: ['things'] })
  const put = (name: string, file: string, operations: Operation[]): void => {
    mkdirSync(join(place.dataDir, name), { recursive: true })
    writeFileSync(join(place.dataDir, name, file), JSON.stringify({ operations }))
  }
  const table = (name: string, columns: Record<string, ColumnDefinition> = {}): Operation => ({ op: 'createTable', table: name, primaryKey: ['id'], columns: { id: { type: 'id' }, ...columns } })

  beforeEach(async () => {
    place = await create()
    database = await openDatabase(place)
    migrator = createMigrator({ database, log: silent, archiveFolder: join(place.dataDir, 'archive') })
    writeMigration(join(place.dataDir, 'core'), [things, people])
    put('other', '0001-others.json', [table('others', { note: { type: 'string(20)', nullable: true } }), { op: 'addIndex', table: 'others', columns: ['note'] }])
    await migrator.upgrade([{ name: 'core', folder: join(place.dataDir, 'core'), ownedTables: ['things', 'people'] }, chain('other', 'others')])
    await database.write(async (transaction) => {
      await transaction.insertRows('things', ['id', 'name', 'secret'], [[1, 'one', 'hidden']])
      await transaction.insertRows('others', ['id', 'note'], [[1, 'note']])
    })
  })
  afterEach(async () => {
    await database.close()
    await place.drop()
  })

  const foreign = (name: string): [string, Operation][] => [
    ['creates', table(name)], ['drops', { op: 'dropTable', table: name }],
    ['adds a column to', { op: 'addColumn', table: name, column: 'more', definition: { type: 'text', nullable: true } }], ['drops a column of', { op: 'dropColumn', table: name, column: name === 'things' ? 'secret' : 'note' }],
    ['renames a column of', { op: 'renameColumn', table: name, from: 'name', to: 'title' }], ['widens a column of', { op: 'widenColumn', table: name, column: 'name', type: 'string(80)' }],
    ['indexes', { op: 'addIndex', table: name, columns: ['id'] }], ['drops an index of', { op: 'dropIndex', table: name, columns: ['name'] }],
    ['fills', { op: 'data', table: name, set: { secret: { value: 'x' } }, where: [{ column: 'secret', is: null }] }], ['inserts into', { op: 'insertRows', table: name, rows: [{ id: 9 }] }],
    ['deletes from', { op: 'deleteWhere', table: name, where: [{ column: 'id', is: 1 }] }], ['moves rows out of', { op: 'moveRows', table: name, to: 'owned', set: { id: { column: 'id' } } }],
    ['moves rows into', { op: 'moveRows', table: 'owned', to: name, set: { id: { column: 'id' } } }], ['calls a function for', { op: 'run', table: name, function: 'take' }],
    ['searches in', { op: 'addSearchIndex', table: name, column: 'name', grams: 'name' }],
  ]
  const references: [string, Operation][] = [
    ['refers to a table of core nobody opened', table('owned2', { personid: { type: 'integer', references: 'people', onDelete: 'cascade' } })],
    ['refers to a table of another plugin', table('owned2', { otherid: { type: 'integer', references: 'others', onDelete: 'cascade' } })],
    ['keeps rows of core from being deleted', table('owned2', { thingid: { type: 'integer', references: 'things', onDelete: 'restrict' } })],
    ['keeps them by default', table('owned2', { thingid: { type: 'integer', references: 'things' } })],
    ['looks values up that are not open', { op: 'data', table: 'owned', set: { note: { lookup: { table: 'things', by: 'id', column: 'secret' } } }, where: [{ column: 'note', is: null }] }],
  ]
  const all = [...foreign('things').map(([what, operation]) => [`${what} a table of core`, operation] as const), ...foreign('others').map(([what, operation]) => [`${what} a table of another plugin`, operation] as const), ...foreign('migrations').slice(0, 2).map(([what, operation]) => [`${what} the ledger`, operation] as const), ...references]

  test('is refused before its first statement, whatever it reaches for outside its own tables', async () => {
    const before = await database.all('select chain, file from migrations order by position')
    for (const [what, operation] of all) {
      rmSync(join(place.dataDir, 'greedy'), { recursive: true, force: true })
      put('greedy', '0001-fine.json', [table('owned', { note: { type: 'string(20)', nullable: true } })])
      put('greedy', '0002-reach.json', [operation])
      // The manifest lists them all: what it says does not count, who made a table does.
      for (const owned of [['owned', 'owned2'], ['owned', 'owned2', 'others']]) {
        const refusal = await migrator.upgrade([chain('greedy', ...owned)]).then(() => 'it ran', String)
        expect(refusal, what).toMatch(/not its own|may not|only core/)
        expect(await presentTables(database, ['owned', 'owned2']), what).toEqual([])
        expect(await database.all('select chain, file from migrations order by position'), what).toEqual(before)
      }
    }
    expect(await database.all('select id, name, secret from things')).toEqual([{ id: 1, name: 'one', secret: 'hidden' }])
    expect(await database.all('select id, note from others')).toEqual([{ id: 1, note: 'note' }])
  }, 120_000)

  test('checks of a table hold for every row', async () => {
    put('own', '0001-create.json', [{ op: 'createTable', table: 'owned', primaryKey: ['id'], columns: { id: { type: 'id' }, state: { type: 'string(10)', nullable: true }, share: { type: 'real', default: 0 } }, checks: [{ column: 'state', in: ["it's", 'new'] }, { column: 'share', atLeast: 0, atMost: 1 }] }])
    await migrator.upgrade([chain('own', 'owned')])
    const insert = (id: number, state: string | null, share: number): Promise<void> => database.write((transaction) => transaction.insertRows('owned', ['id', 'state', 'share'], [[id, state, share]]))
    await insert(1, "it's", 0.5)
    await insert(2, null, 1)
    await expect(insert(3, 'old', 0)).rejects.toThrow()
    await expect(insert(4, 'new', 1.5)).rejects.toThrow()
    put('own', '0002-drop.json', [{ op: 'dropColumn', table: 'owned', column: 'state' }])
    await expect(migrator.upgrade([chain('own', 'owned')])).rejects.toThrow('part of a check')
    for (const wrong of [{ column: 'state', atLeast: 1 }, { column: 'share', in: ['x'] }, { column: 'nothing', in: [1] }]) {
      put('bad', '0001-create.json', [{ op: 'createTable', table: 'bad', primaryKey: ['id'], columns: { id: { type: 'id' }, state: { type: 'string(10)' }, share: { type: 'real' } }, checks: [wrong] }])
      await expect(migrator.upgrade([chain('bad', 'bad')])).rejects.toThrow(/does not fit its type|no column/)
    }
  }, 60_000)

  test('a function of the plugin is called once its turn comes, and again after an interruption', async () => {
    put('own', '0001-create.json', [table('owned', { note: { type: 'string(20)', nullable: true } }), { op: 'insertRows', table: 'owned', rows: [{ id: 1, note: 'a b' }] }])
    put('own', '0002-split.json', [{ op: 'addColumn', table: 'owned', column: 'last', definition: { type: 'string(20)', nullable: true } }, { op: 'run', table: 'owned', function: 'split' }])
    let isBroken = true
    const called: string[] = []
    const callFunction = async (file: string, name: string): Promise<void> => {
      called.push(`${file} ${name}`)
      if (isBroken) throw new Error('boom')
      await database.write((transaction) => transaction.run("update owned set last = 'b' where last is null"))
    }
    await expect(migrator.upgrade([chain('own', 'owned')])).rejects.toThrow('npx shopdb plugin enable own')
    await expect(migrator.upgrade([{ ...chain('own', 'owned'), callFunction }])).rejects.toThrow('boom')
    isBroken = false
    await migrator.upgrade([{ ...chain('own', 'owned'), callFunction }])
    expect(called).toEqual(['0002-split.json split', '0002-split.json split'])
    expect(await database.all('select note, last from owned')).toEqual([{ note: 'a b', last: 'b' }])
  }, 60_000)

  test('that is ahead of its files says so and leaves the others their state', async () => {
    put('own', '0001-create.json', [table('owned')])
    await migrator.upgrade([chain('own', 'owned')])
    rmSync(join(place.dataDir, 'own'), { recursive: true })
    const [own, other] = await migrator.status([chain('own', 'owned'), chain('other', 'others')])
    expect(own).toMatchObject({ name: 'own', pending: [], problem: expect.stringContaining('its schema is ahead') })
    expect(other).toMatchObject({ name: 'other', pending: [], problem: null })
    expect(await migrator.downgrade('own', null)).toEqual(['0001-create.json'])
  })

  test('half applied or whole, it is dropped without its folder, and made again from what was carried away', async () => {
    put('own', '0001-create.json', [table('owned', { thingid: { type: 'integer', nullable: true, references: 'things', onDelete: 'set null' } }), table('owned2', { ownedid: { type: 'integer', references: 'owned', onDelete: 'cascade' } })])
    const interrupted = createMigrator({ database, log: silent, onOperation: (_chain, _file, position) => { if (position === 1) throw new Error('killed') } })
    await expect(interrupted.upgrade([chain('own', 'owned', 'owned2')])).rejects.toThrow('killed')
    await dropChain({ database }, 'own')
    expect(await presentTables(database, ['owned', 'owned2'])).toEqual([])
    await migrator.upgrade([chain('own', 'owned', 'owned2')])
    const { names, migrations } = await readChainTables(database, 'own')
    expect(names).toEqual(['owned', 'owned2'])
    rmSync(join(place.dataDir, 'own'), { recursive: true })
    expect(await dropChain({ database }, 'own')).toEqual(['owned', 'owned2'])
    expect((await adoptChain({ database }, 'own', migrations)).order).toEqual(['owned', 'owned2'])
    expect(await presentTables(database, ['owned', 'owned2'])).toEqual(['owned', 'owned2'])
  }, 60_000)
})
