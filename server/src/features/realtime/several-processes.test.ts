import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { testDatabases, type TestDatabase } from '../../platform/database/testing.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { connectClient, until, type RealtimeClient } from '../../testing/realtime-client.ts'
import { reserveRedis, type RedisProcess } from '../../testing/redis-process.ts'
import { startServerProcess, type ServerProcess } from '../../testing/server-process.ts'

const bells = `export default {
  topics: () => [
    { name: 'rung', title: 'Rung', permission: 'bells.read', message: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } } },
    { name: 'state', title: 'State', permission: 'bells.read', retained: true },
  ],
  routes: (context) => [{
    method: 'POST', path: '/ring', permission: 'bells.write', summary: 'Ring',
    body: { type: 'object', required: ['topic'], properties: { topic: { type: 'string' }, room: { type: 'string' }, message: {} } },
    handle: ({ body }) => { context.realtime.publish(body.topic, body.message, body.room); return { rung: true } },
  }],
}`

type Server = { process: ServerProcess; url: string; token: string }

describe('several server processes', () => {
  const ending: (() => Promise<unknown> | void)[] = []
  afterEach(async () => {
    for (const end of ending.splice(0).toReversed()) await end()
  })

  async function startPlace(): Promise<TestDatabase & { folder: string }> {
    const engine = testDatabases()[0]
    if (!engine) throw new Error('SHOPDB_TEST_ENGINES names no engine.')
    const place = await engine.create()
    const folder = mkdtempSync(join(tmpdir(), 'shopdb-bells-'))
    writePlugin(folder, 'bells', { permissions: [{ id: 'bells.read', title: 'Hear', roles: ['viewer'] }, { id: 'bells.write', title: 'Ring', roles: ['editor'] }] }, { 'plugin.ts': bells })
    ending.push(place.drop, () => rmSync(folder, { recursive: true, force: true }))
    return { ...place, folder }
  }
  async function serve(place: TestDatabase & { folder: string }, environment: Record<string, string> = {}): Promise<Server> {
    const secrets = { SECRET_KEY: 'one secret for both processes, long', JWT_SECRET_KEY: 'another secret for both processes, long' }
    const process = startServerProcess(place, { environment: { SHOPDB_PLUGINS: 'computers', SHOPDB_PLUGIN_DIRS: place.folder, SHOPDB_PLUGIN_MODE: 'isolate', ...secrets, ...environment } })
    ending.push(process.kill)
    return { process, ...(await process.ready()) }
  }
  async function listen(server: Server, rooms: string[], since?: number): Promise<RealtimeClient> {
    const client = await connectClient(server.url, { token: server.token })
    ending.push(client.close)
    expect(await client.subscribe(rooms, since)).toMatchObject({ ok: true, refused: [] })
    return client
  }
  const send = async (server: Server, method: string, path: string, body: unknown): Promise<{ status: number; json: Record<string, unknown> }> => {
    const answer = await fetch(`${server.url}${path}`, { method, headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
    return { status: answer.status, json: Object(await answer.json()) }
  }
  const health = async (server: Server): Promise<unknown> => Reflect.get(Object(Reflect.get(Object((await (await fetch(`${server.url}/api/health`, { headers: { authorization: `Bearer ${server.token}` } })).json()).components), 'redis')), 'status')
  const redis = async (): Promise<RedisProcess> => {
    const process = await reserveRedis()
    ending.push(process.stop)
    return process
  }

  test('on one SQLite file see each other\'s commits, and who is moved by a crash misses nothing', async () => {
    const place = await startPlace()
    const one = await serve(place)
    const two = await serve(place)
    const client = await listen(two, ['type:assets'])
    const { json } = await send(one, 'POST', '/api/computers', { assetNumber: 'TWO-1' })
    await until(() => client.changes.length === 1, 'a commit of the other process arrives')
    const cursor = client.messages.at(-1)?.cursor ?? 0
    await two.process.kill()
    await until(() => !client.socket.connected, 'the connection is lost')
    await send(one, 'PATCH', `/api/computers/${String(json.id)}`, { name: 'While away', version: 1 })
    const again = await connectClient(one.url, { token: one.token })
    ending.push(again.close)
    expect(await again.subscribe(['type:assets'], cursor)).toMatchObject({ ok: true, changes: [{ entityId: json.id, action: 'updated' }] })
  }, 180_000)

  test('share topics over Redis, each client exactly once; without Redis they start and go on alone, and join when it comes', async () => {
    const shared = await redis()
    const place = await startPlace()
    const one = await serve(place, { REDIS_URL: shared.url })
    const two = await serve(place, { REDIS_URL: shared.url })
    expect(await health(one)).toBe('failed')
    const clients = [await listen(one, ['topic:bells.rung']), await listen(two, ['topic:bells.rung/yard', 'topic:bells.rung'])]
    expect((await send(one, 'POST', '/api/bells/ring', { topic: 'rung', room: 'yard', message: { n: 1 } })).status).toBe(200)
    await until(() => clients[0]?.topics.length === 1, 'the own clients hear it without Redis')

    await shared.start()
    await until(async () => (await health(one)) === 'ok' && (await health(two)) === 'ok', 'both join')
    await send(one, 'POST', '/api/bells/ring', { topic: 'rung', room: 'yard', message: { n: 2 } })
    await send(two, 'POST', '/api/bells/ring', { topic: 'rung', message: { n: 3 } })
    await until(() => clients.every((client) => client.topics.some(({ message }) => Reflect.get(Object(message), 'n') === 3) && client.topics.some(({ message }) => Reflect.get(Object(message), 'n') === 2)), 'everybody hears both')
    expect(clients.map(({ topics }) => topics.map(({ message }) => Reflect.get(Object(message), 'n')).toSorted())).toEqual([[1, 2, 3], [2, 3]])

    await shared.stop()
    await until(async () => (await health(one)) === 'failed', 'health says that Redis has gone')
    expect(clients.every(({ socket }) => socket.connected)).toBe(true)
    await shared.start()
    await until(async () => (await health(one)) === 'ok' && (await health(two)) === 'ok', 'both are back')
    await send(two, 'POST', '/api/bells/ring', { topic: 'rung', message: { n: 4 } })
    await until(() => clients.every((client) => client.topics.some(({ message }) => Reflect.get(Object(message), 'n') === 4)), 'everybody hears again')
  }, 240_000)

  test('a retained message greets who comes later; what does not match the schema is refused', async () => {
    const server = await serve(await startPlace())
    await send(server, 'POST', '/api/bells/ring', { topic: 'state', room: 'hall', message: 'off' })
    await send(server, 'POST', '/api/bells/ring', { topic: 'state', room: 'hall', message: 'on' })
    const client = await listen(server, ['topic:bells.state/hall'])
    await until(() => client.topics.length > 0, 'the last message arrives')
    expect(client.topics).toEqual([{ topic: 'bells.state', room: 'hall', message: 'on', retained: true }])
    for (const wrong of [{ topic: 'rung', message: { n: 'no number' } }, { topic: 'unknown', message: 1 }, { topic: 'state', room: 'a b', message: 1 }]) expect((await send(server, 'POST', '/api/bells/ring', wrong)).status).toBe(500)
    expect(await client.subscribe(['topic:bells.unknown'])).toMatchObject({ ok: true, refused: [{ problem: { code: 'NOT_FOUND' } }] })
    await send(server, 'POST', '/api/plugins/bells/disable', {})
    await until(() => client.left.length > 0, 'the topic goes with its plugin')
  }, 120_000)
})
