import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { testDatabases, type TestDatabase } from '../../platform/database/testing.ts'
import { openDatabase } from '../../platform/database/open-database.ts'
import { createRedisClient } from '../../platform/redis/redis-client.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { until } from '../../testing/realtime-client.ts'
import { reserveRedis } from '../../testing/redis-process.ts'
import { startServerProcess, type ServerProcess } from '../../testing/server-process.ts'
import { connectSocket } from '../../testing/socket-client.ts'

/** Hears Redis in every process, works in one, and writes down its clients. */
const relay = `export default {
  init: ({ redis, sockets }) => { redis.subscribe('relay.in', (channel, text) => { sockets.emit('heard', { n: Number(text) }, { local: true }) }) },
  workers: ({ database, sockets }) => [{ name: 'beat', title: 'Beat', run: async (signal) => {
    await database.write((transaction) => transaction.upsertRows('relaybeats', ['process'], [{ process: sockets.process }]))
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  } }],
  sockets: ({ database, sockets }) => ({
    permission: 'relay.read',
    connected: (client) => database.write((transaction) => transaction.upsertRows('relayclients', ['id'], [{ id: client.id, process: client.process }])),
    disconnected: (client) => database.write(async (transaction) => { await transaction.run('delete from relayclients where id = ?', [client.id]) }),
    sweep: (living) => database.write(async (transaction) => { await transaction.run('delete from relayclients where process not in (' + living.map(() => '?').join() + ')', [...living]) }),
    events: [{ name: 'tell', title: 'Tell', handle: (client, { n }) => sockets.emit('heard', { n }) }],
  }),
}`
const migration = JSON.stringify({ operations: [
  { op: 'createTable', table: 'relaybeats', primaryKey: ['process'], columns: { process: { type: 'string(40)' } } },
  { op: 'createTable', table: 'relayclients', primaryKey: ['id'], columns: { id: { type: 'string(40)' }, process: { type: 'string(40)' } } },
] })
const manifest = {
  capabilities: { redis: ['relay.*'], jobs: true }, permissions: [{ id: 'relay.read', title: 'Hear' }],
  tables: ['relaybeats', 'relayclients'].map((name) => ({ name, kind: 'plain', schema: `tables/${name}.json` })),
}

const ending: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end()
})

type Server = { process: ServerProcess; url: string; token: string }

async function serve(place: TestDatabase, environment: Record<string, string>): Promise<Server> {
  const process = startServerProcess(place, { environment })
  ending.push(process.kill)
  return { process, ...(await process.ready()) }
}

test('two processes give each message to each client once; of a killed one the rows are removed and the worker is taken over', async () => {
  const [engine] = testDatabases()
  if (!engine) throw new Error('SHOPDB_TEST_ENGINES names no engine.')
  const redis = await reserveRedis()
  await redis.start()
  const place = await engine.create()
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-relay-'))
  writePlugin(folder, 'relay', manifest, { 'plugin.ts': relay, 'migrations/0001-create-tables.json': migration })
  ending.push(redis.stop, place.drop, () => rmSync(folder, { recursive: true, force: true }))
  const environment = { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate', REDIS_URL: redis.url, SECRET_KEY: 'one secret for both processes, long', JWT_SECRET_KEY: 'another secret for both processes, long' }
  const one = await serve(place, environment)
  const installed = await fetch(`${one.url}/api/plugins/relay/install`, { method: 'POST', headers: { authorization: `Bearer ${one.token}`, 'content-type': 'application/json' }, body: '{"approve":true}' })
  expect(installed.status).toBe(200)
  const two = await serve(place, environment)
  const database = await openDatabase({ url: place.url, dataDir: place.dataDir })
  ending.push(database.close)
  const publisher = createRedisClient(redis.url)
  await publisher.connect()
  ending.push(() => publisher.destroy())
  const processesOf = async (table: string): Promise<unknown[]> => (await database.all(`select process from ${table} order by process`)).map((row) => row.process)

  const clients = await Promise.all([one, two].map(({ url, token }) => connectSocket(url, 'relay', token)))
  ending.push(() => { for (const client of clients) client.close() })
  await until(async () => (await publisher.pubSubNumSub(['relay.in']))['relay.in'] === 2, 'both processes subscribe')
  for (const n of [1, 2, 3]) await publisher.publish('relay.in', String(n))
  await until(() => clients.every((client) => client.heard.length === 3), 'all have heard')
  expect(await clients[0]?.send('tell', { n: 4 })).toEqual({ ok: true })
  await until(() => clients.every((client) => client.heard.length === 4), 'over Redis too')
  expect(clients.map((client) => client.of('heard'))).toEqual([[1, 2, 3, 4], [1, 2, 3, 4]].map((numbers) => numbers.map((n) => ({ n }))))
  await until(async () => new Set(await processesOf('relayclients')).size === 2, 'both have written down their clients')
  expect(await processesOf('relaybeats')).toHaveLength(1)

  // The process that was first has the lease of the worker.
  await one.process.kill()
  const three = await serve(place, environment)
  await until(async () => (await processesOf('relayclients')).length === 1, 'what the killed one wrote is gone at the start of the next')
  expect(clients[1]?.socket.connected).toBe(true)
  const again = await connectSocket(three.url, 'relay', three.token)
  ending.push(again.close)
  await until(async () => (await publisher.pubSubNumSub(['relay.in']))['relay.in'] === 2, 'the new process subscribes')
  await publisher.publish('relay.in', '5')
  await until(() => again.heard.length === 1 && clients[1]?.heard.length === 5, 'the others hear on')
  for (const started = Date.now(); (await processesOf('relaybeats')).length < 2 && Date.now() - started < 60_000;) await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await processesOf('relaybeats')).toHaveLength(2)
  expect(again.of('heard')).toEqual([{ n: 5 }])
}, 240_000)
