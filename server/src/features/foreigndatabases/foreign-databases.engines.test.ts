import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases, type TestDatabase, type TestEngine } from '../../platform/database/testing.ts'
import { parseDatabaseUrl } from '../../platform/database/database-url.ts'
import { openMysql } from '../../platform/foreign-database/mysql-connections.ts'
import { openPostgres } from '../../platform/foreign-database/postgres-connections.ts'
import { openSqlite } from '../../platform/foreign-database/sqlite-connections.ts'
import { openDatabase } from '../../platform/database/open-database.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'

const readers = `export default {
  mapError: ({ errors }, { error }) => (error?.code === 'FOREIGN_DATABASE_UNAVAILABLE' ? errors.problem({ code: 'STOCK_AWAY', status: 503, message: 'Database unavailable', fix: 'Try again.' }) : null),
  routes: ({ foreignDatabase, route, sql }) => [
    route({ method: 'POST', path: '/all', permission: 'readers.read', summary: 'All', body: { type: 'object' }, handle: async ({ body }) => ({ rows: await foreignDatabase('stock').all(body.sql, body.parameters) }) }),
    route({ method: 'GET', path: '/typed', permission: 'readers.read', summary: 'Typed', handle: async () => ({ rows: await foreignDatabase('stock').kysely().selectFrom('parts').select(['name']).where('id', '>', 1).orderBy('id').execute() }) }),
    route({ method: 'GET', path: '/state', permission: 'readers.read', summary: 'State', handle: () => foreignDatabase('stock').state() }),
    route({ method: 'GET', path: '/other', permission: 'readers.read', summary: 'Other', handle: () => foreignDatabase('other').state() }),
  ],
}`
const manifest = { capabilities: { foreign_databases: ['stock'] }, permissions: [{ id: 'readers.read', title: 'Read' }], settings: { type: 'object', properties: { stockUrl: { type: 'string', title: 'Address' } } } }

type Place = { url: string; drop: () => Promise<unknown> | void }

async function startReader(env: Record<string, string>): Promise<{ app: TestApp; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-readers-'))
  writePlugin(folder, 'readers', manifest, { 'plugin.ts': readers })
  const app = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate', ...env } })
  await app.app.plugins.install('readers', { approve: true })
  return { app, stop: async () => { await app.stop(); rmSync(folder, { recursive: true, force: true }) } }
}

const sleeps: Readonly<Record<string, string>> = { postgres: 'select pg_sleep(5)', mysql: 'select sleep(5) from parts' }

describe.each(testDatabases().map((engine) => [engine.engine, engine] as const))('a foreign database on %s', (name, engine: TestEngine) => {
  let place: Place
  let reader: Awaited<ReturnType<typeof startReader>>
  const ask = async (sql: string, parameters: unknown[] = []) => reader.app.request('POST', '/api/readers/all', { sql, parameters })
  beforeAll(async () => {
    place = await createStock(engine)
    reader = await startReader({ READERS_STOCK_URL: `${place.url}${place.url.includes('?') ? '&' : '?'}timeout=1000&pool=2` })
  })
  afterAll(async () => {
    await reader.stop()
    await place.drop()
  })

  test('is read, with values bound, also by Kysely', async () => {
    expect((await ask('select id, name from parts where name = ? or id = ? order by id', ["nut' or '1'='1", 2])).json).toEqual({ rows: [{ id: 2, name: 'nut' }] })
    expect((await reader.app.request('GET', '/api/readers/typed')).json).toEqual({ rows: [{ name: 'nut' }, { name: 'washer' }] })
    expect((await reader.app.request('GET', '/api/readers/state')).json).toMatchObject({ status: 'ready', reason: null })
  })

  test('cannot be written, whatever the role may do, and the session cannot be changed', async () => {
    const tries = ['insert into parts (id, name) values (9, \'x\')', 'delete from parts', 'drop table parts', 'set session transaction read write', 'begin', 'select 1; delete from parts', "select set_config('default_transaction_read_only', 'off', false)", ...(name === 'postgres' ? ['with gone as (delete from parts returning id) select * from gone', 'select nextval(\'counter\')'] : [])]
    for (const sql of tries) expect([sql, (await ask(sql)).status]).toEqual([sql, 500])
    expect((await ask('select count(*) as n from parts')).json).toEqual({ rows: [{ n: name === 'postgres' ? '3' : 3 }] })
  })

  test('is opened so that the server itself refuses a write, also one that no check of words has seen', async () => {
    const { url, file } = parseDatabaseUrl(place.url)
    const open = { postgres: openPostgres, mysql: openMysql, sqlite: openSqlite }[name]
    const connections = open({ url: url ?? new URL('sqlite:'), file, size: 1, limit: 1000, tls: null, name: 'test' })
    for (const sql of ["insert into parts (id, name) values (9, 'x')", 'delete from parts', 'drop table parts']) await expect(connections.all(sql, [])).rejects.toThrow(/read[- ]?only/i)
    await connections.close()
  })

  test('ends a statement at its time limit, and gives every connection back', async () => {
    const sleep = sleeps[name]
    if (sleep !== undefined) expect((await ask(sleep)).json).toMatchObject(name === 'postgres' ? { status: 503, code: 'READERS_STOCK_AWAY', title: 'Database unavailable' } : { status: expect.any(Number) })
    await Promise.all(Array.from({ length: 20 }, () => ask('select nothing from parts')))
    const { pool } = (await reader.app.request('GET', '/api/readers/state')).json
    expect(pool).toMatchObject({ waiting: 0 })
    expect(Reflect.get(Object(pool), 'total')).toBe(Reflect.get(Object(pool), 'idle'))
    expect((await ask('select 1 as one')).json).toEqual({ rows: [{ one: 1 }] })
  }, 60_000)

  test('a role that may write is a warning in the health of the plugin', async () => {
    expect((await reader.app.request('GET', '/api/plugins/readers')).json).toMatchObject({ health: { status: 'degraded', parts: { 'database stock': { status: 'degraded', detail: expect.stringContaining('may only SELECT') } } } })
  })
})

const postgres = testDatabases().find(({ engine }) => engine === 'postgres')

test.runIf(postgres)('with a role that may only SELECT there is nothing to warn of', async () => {
  const place = await createStock(postgres ?? { engine: 'postgres', create: () => Promise.reject(new Error('not asked for')) })
  const url = new URL(place.url)
  const owner = new pg.Client({ connectionString: url.href })
  await owner.connect()
  const role = `stockreader${process.pid}`
  await owner.query(`create role ${role} login password 'reads'; grant usage on schema public to ${role}; grant select on all tables in schema public to ${role}`)
  url.username = role
  url.password = 'reads'
  const reader = await startReader({ READERS_STOCK_URL: url.href })
  expect((await reader.app.request('POST', '/api/readers/all', { sql: 'select name from parts where id = ?', parameters: [1] })).json).toEqual({ rows: [{ name: 'bolt' }] })
  expect((await reader.app.request('GET', '/api/plugins/readers')).json).toMatchObject({ health: { status: 'ok', parts: { 'database stock': { status: 'ok' } } } })
  await reader.stop()
  await owner.query(`drop owned by ${role}; drop role ${role}`)
  await owner.end()
  await place.drop()
}, 60_000)

test('absent or away it stops nothing: the plugin runs, its health says what is missing, and it is found when it comes', async () => {
  const reader = await startReader({})
  const get = async (path: string) => (await reader.app.request('GET', path)).json
  expect(await get('/api/plugins/readers')).toMatchObject({ state: 'active', health: { status: 'degraded', detail: expect.stringContaining('READERS_STOCK_URL') } })
  expect((await reader.app.request('GET', '/api/readers/other')).status).toBe(500)
  const file = join(mkdtempSync(join(tmpdir(), 'shopdb-stock-')), 'stock.db')
  await reader.app.request('PUT', '/api/settings/plugin.readers.stockUrl', { value: `sqlite://${file}` })
  expect((await reader.app.request('POST', '/api/readers/all', { sql: 'select 1 as one' })).json).toMatchObject({ status: 503, code: 'READERS_STOCK_AWAY' })
  expect(JSON.stringify(await get('/api/plugins/readers'))).not.toContain(file)
  const made = new DatabaseSync(file)
  made.exec("create table parts (id integer primary key, name text); insert into parts values (1, 'bolt')")
  made.close()
  expect((await reader.app.request('POST', '/api/readers/all', { sql: 'select name from parts' })).json).toEqual({ rows: [{ name: 'bolt' }] })
  await reader.stop()
})

async function createStock(engine: TestEngine): Promise<Place> {
  const made: TestDatabase = await engine.create()
  const database = await openDatabase({ url: made.url, dataDir: made.dataDir })
  const { engine: kind } = database
  await database.write(async (transaction) => {
    await transaction.run('create table parts (id integer primary key, name varchar(20))', [])
    if (kind === 'postgres') await transaction.run('create sequence counter', [])
  })
  await database.write(async (transaction) => void (await transaction.run("insert into parts values (1, 'bolt'), (2, 'nut'), (3, 'washer')", [])))
  await database.close()
  return { url: made.url, drop: made.drop }
}
