import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMigrator } from '../migrations/migrator.ts'
import type { Operation } from '../migrations/operations.ts'
import type { Database } from './database.ts'
import { openDatabase } from './open-database.ts'
import { testDatabases, type TestDatabase } from './testing.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

function start(...words: [mode: string, url: string, argument: string, killAt?: string]): ChildProcess {
  const child = fileURLToPath(new URL('testing-child.ts', import.meta.url))
  return spawn(process.execPath, [child, ...words.filter((word) => word !== undefined)], { stdio: ['ignore', 'pipe', 'inherit'] })
}

describe.each(testDatabases())('several processes on $engine', ({ engine, create }) => {
  let place: TestDatabase
  let database: Database

  beforeEach(async () => {
    place = await create()
    database = await openDatabase(place)
    await database.write((transaction) => transaction.run('create table notes (id bigint not null primary key, amount bigint null)'))
  })
  afterEach(async () => {
    await database.close()
    await place.drop()
  })

  const add = (): Promise<void> => database.write(async (transaction) => {
    await transaction.insertRows('notes', ['id', 'amount'], [[await transaction.takeIds('notes', 1), 0]])
  })

  test('write at the same time, lose nothing, and keep this loop free', async () => {
    const children = [start('write', place.url, '150'), start('write', place.url, '150')]
    const ended = Promise.all(children.map((child) => once(child, 'exit')))
    let longestPause = 0
    let last = performance.now()
    const watch = setInterval(() => {
      longestPause = Math.max(longestPause, performance.now() - last)
      last = performance.now()
    }, 5)
    for (let count = 0; count < 150; count++) await add()
    const codes = (await ended).map(([code]) => Number(code))
    clearInterval(watch)
    expect(codes).toEqual([0, 0])
    expect(await database.all('select count(*) as n, count(distinct id) as ids from notes')).toEqual([{ n: 450, ids: 450 }])
    expect(longestPause).toBeLessThan(1000)
  })

  test('every acknowledged write is there after its process was killed', async () => {
    const child = start('acknowledge', place.url, '')
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    while (output.split('\n').length < 60) await new Promise((resolve) => setTimeout(resolve, 10))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const acknowledged = output.split('\n').slice(0, -1).map(Number)
    const found = new Set((await database.all('select id from notes')).map((row) => row['id']))
    expect(acknowledged.length).toBeGreaterThan(50)
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([])
    await add()
  })

  test('a migration whose process was killed is finished by the next one', async () => {
    const folder = join(place.dataDir, 'migrations')
    mkdirSync(folder)
    const operations: Operation[] = [
      { op: 'createTable', table: 'one', columns: { id: { type: 'id' }, name: { type: 'string(20)' } }, primaryKey: ['id'] },
      { op: 'insertRows', table: 'one', rows: [{ id: 1, name: 'a' }, { id: 2, name: 'b' }] },
      { op: 'addColumn', table: 'one', column: 'label', definition: { type: 'string(40)', nullable: true } },
      { op: 'data', table: 'one', set: { label: { upper: { column: 'name' } } } },
      { op: 'addIndex', table: 'one', columns: ['label'] },
      { op: 'createTable', table: 'two', columns: { id: { type: 'id', references: 'one', onDelete: 'cascade' } }, primaryKey: ['id'] },
      { op: 'renameColumn', table: 'one', from: 'name', to: 'title' },
    ]
    writeFileSync(join(folder, '0001-all.json'), JSON.stringify({ operations }))
    const migrator = createMigrator({ database, log: silent })
    for (const killAt of [0, 2, 3, 5, 6]) {
      const child = start('migrate', place.url, folder, String(killAt))
      const [, signal] = await once(child, 'exit')
      expect(signal).toBe('SIGKILL')
      await expireLease()
    }
    await migrator.upgrade([{ name: 'core', folder, ownedTables: ['one', 'two'] }])
    expect(await database.all('select id, title, label from one order by id')).toEqual([{ id: 1, title: 'a', label: 'A' }, { id: 2, title: 'b', label: 'B' }])
    expect(Object.keys(await migrator.model()).sort()).toEqual(['one', 'two'])
  })

  /** What a minute of waiting would do. */
  async function expireLease(): Promise<void> {
    await database.write((transaction) => transaction.run('update migrationleases set expiresat = 0'))
  }

  // What concerns one kind of engine is no gap on the others, so there it is not there instead of skipped.
  if (engine !== 'sqlite') test('two transactions that block each other both succeed', async () => {
    await database.write((transaction) => transaction.insertRows('notes', ['id', 'amount'], [[1, 0], [2, 0]]))
    let holding = 0
    const { promise: bothHold, resolve: letGo } = Promise.withResolvers<void>()
    const increase = (first: number, second: number): Promise<unknown> => database.write(async (transaction) => {
      await transaction.run('update notes set amount = amount + 1 where id = ?', [first])
      if (++holding >= 2) letGo()
      await bothHold
      return transaction.run('update notes set amount = amount + 1 where id = ?', [second])
    })
    await Promise.all([increase(1, 2), increase(2, 1)])
    expect(await database.all('select id, amount from notes order by id')).toEqual([{ id: 1, amount: 2 }, { id: 2, amount: 2 }])
    expect(database.statistics().retries).toBeGreaterThan(0)
  })

  if (engine !== 'sqlite') test('more creators than connections do not block each other', async () => {
    const small = await openDatabase({ ...place, poolSize: 2 })
    try {
      await Promise.all(Array.from({ length: 30 }, () => small.write(async (transaction) => {
        await transaction.run('select 1')
        await transaction.insertRows('notes', ['id'], [[await transaction.takeIds('notes', 20)]])
      })))
      expect(await small.all('select count(*) as n from notes')).toEqual([{ n: 30 }])
      expect(small.statistics()).toMatchObject({ connections: 2, inUse: 0, waiting: 0, transactions: 30 })
    } finally {
      await small.close()
    }
  })

  if (engine !== 'sqlite') test('a lost connection fails what ran on it, and the next work finds another', async () => {
    const other = await openDatabase(place)
    const own = engine === 'mysql' ? 'select connection_id() as id' : 'select pg_backend_pid() as id'
    const end = engine === 'mysql' ? (id: unknown): string => `kill ${String(id)}` : (id: unknown): string => `select pg_terminate_backend(${String(id)})`
    const lost = database.write(async (transaction) => {
      const [row] = await transaction.all(own)
      await other.all(end(row?.['id']))
      await new Promise((resolve) => setTimeout(resolve, 50))
      await transaction.insertRows('notes', ['id'], [[77]])
    })
    await expect(lost).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await add()
    expect(await database.all('select count(*) as n from notes')).toEqual([{ n: 1 }])
    expect(database.statistics().inUse).toBe(0)
    await other.close()
  })

  if (engine === 'sqlite') test('the write-ahead log shrinks again after a long read has let it grow', async () => {
    const size = (): number => statSync(join(place.dataDir, 'shopdb.db-wal')).size
    await database.write((transaction) => transaction.run('create table pages (id integer primary key, body text)'))
    const body = 'x'.repeat(100_000)
    const fill = async (times: number): Promise<void> => {
      for (let count = 0; count < times; count++) await database.write((transaction) => transaction.insertRows('pages', ['body'], [[body], [body], [body], [body], [body]]))
    }
    await database.snapshot(async (reader) => {
      await reader.all('select 1 from notes')
      await fill(200)
      expect(size()).toBeGreaterThan(64 * 1024 * 1024)
    })
    await fill(70)
    expect(size()).toBeLessThanOrEqual(64 * 1024 * 1024)
  })

  if (engine !== 'sqlite') test('a database that is not there is named, with the statement that creates it', async () => {
    await expect(openDatabase({ url: place.url.replace(/shopdbtest/, 'shopdbmissing') })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', detail: expect.stringContaining('CREATE DATABASE') })
    const nobody = new URL(place.url)
    nobody.port = '1'
    await expect(openDatabase({ url: nobody.href })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  })

  if (engine === 'sqlite') test('a file that is no database is refused at once', async () => {
    const file = join(place.dataDir, 'other.db')
    writeFileSync(file, 'this is a text, not a database, and long enough to have a header of its own'.repeat(20))
    await expect(openDatabase({ url: `sqlite:${file}` })).rejects.toThrow('not a database')
  })

  test('a slow statement is logged with its text and without its values', async () => {
    const lines: string[] = []
    const watched = await openDatabase({ ...place, log: { ...silent, warn: (fields, message) => void lines.push(JSON.stringify({ fields, message })) } })
    const slow = {
      sqlite: 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select count(*) as n, ? as secret from n',
      mysql: 'select sleep(0.3) as n, ? as secret', postgres: 'select pg_sleep(0.3) is null as n, ? as secret',
    }[engine]
    await watched.all(slow, ['hidden value'])
    await watched.close()
    expect(lines.join()).toContain('slow statement')
    expect(lines.join()).toContain('secret')
    expect(lines.join()).not.toContain('hidden value')
  })
})
