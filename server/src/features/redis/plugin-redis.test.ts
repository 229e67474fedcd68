import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRedisClient, type RedisClient } from '../../platform/redis/redis-client.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { until } from '../../testing/realtime-client.ts'
import { reserveRedis, type RedisProcess } from '../../testing/redis-process.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'

const ears = `const heard = (globalThis.heardLines ??= [])
let slow = 0
export default {
  init: ({ redis, log }) => {
    redis.onState(({ status }) => { heard.push('state ' + status) })
    redis.subscribe('ears.one', (channel, text) => {
      if (text === 'bad') throw new Error('This one cannot be read.')
      heard.push(channel + ' ' + text)
    })
    redis.subscribe('ears.slow', async (channel, text) => {
      await new Promise((resolve) => setTimeout(resolve, text === '0' ? 50 : 1))
      heard.push(channel + ' ' + text)
    })
    redis.subscribe('ears:any:*', (channel, text) => { heard.push(channel + ' ' + text) })
    redis.subscribeBytes('ears.bytes', (channel, bytes) => { heard.push(channel + ' ' + [...bytes].join()) })
  },
  routes: ({ redis, route, answer }) => [
    route({ method: 'GET', path: '/state', permission: 'ears.read', summary: 'State', handle: async () => ({ ...redis.state(), ...redis.figures() }) }),
    route({ method: 'POST', path: '/say', permission: 'ears.read', summary: 'Say', body: { type: 'object' }, handle: async ({ body }) => ({ receivers: await redis.publish(body.channel, body.text) }) }),
    route({ method: 'POST', path: '/command', permission: 'ears.read', summary: 'Command', body: { type: 'object' }, handle: async ({ body }) => ({ answer: await redis.command(...body.words) }) }),
    route({ method: 'GET', path: '/ping', permission: 'ears.read', summary: 'Ping', handle: async () => ({ milliseconds: await redis.ping(), ears: await redis.subscribers('ears.one') }) }),
  ],
}`
const manifest = { capabilities: { redis: ['ears.*', 'ears:any:*'] }, permissions: [{ id: 'ears.read', title: 'Hear' }] }

describe('the Redis of a plugin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-ears-'))
  const lines: string[] = []
  let redis: RedisProcess
  let app: TestApp
  const other = async (): Promise<RedisClient> => {
    const client = createRedisClient(redis.url)
    await client.connect()
    return client
  }
  const publish = async (channel: string, ...texts: string[]): Promise<void> => {
    const client = await other()
    for (const text of texts) await client.publish(channel, text)
    client.destroy()
  }
  const subscribers = async (channel: string): Promise<number> => {
    const client = await other()
    const counts = await client.pubSubNumSub([channel])
    client.destroy()
    return Number(counts[channel])
  }
  const get = async (path: string) => (await app.request('GET', `/api/ears${path}`)).json
  const state = async (): Promise<unknown> => (await get('/state')).status
  beforeAll(async () => {
    Reflect.set(globalThis, 'heardLines', lines)
    redis = await reserveRedis()
    writePlugin(folder, 'ears', manifest, { 'plugin.ts': ears })
    app = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate', REDIS_URL: redis.url } })
    await app.app.plugins.install('ears', { approve: true })
  })
  afterAll(async () => {
    await app.stop()
    await redis.stop()
    Reflect.deleteProperty(globalThis, 'heardLines')
    rmSync(folder, { recursive: true, force: true })
  })

  test('is away: the plugin starts all the same and its health says so; it hears as soon as Redis comes', async () => {
    await until(async () => (await state()) === 'down', 'it is known to be away')
    const detail = (await app.request('GET', '/api/plugins/ears')).json
    expect(detail).toMatchObject({ state: 'active', health: { status: 'degraded', detail: expect.stringContaining('Redis'), parts: { redis: { status: 'down' } } } })
    expect(JSON.stringify(detail)).not.toContain('127.0.0.1')
    expect((await app.request('GET', '/api/ears/ping')).status).toBe(500)
    await redis.start()
    await until(async () => (await state()) === 'ready', 'it is there')
    expect((await app.request('GET', '/api/plugins/ears')).json).toMatchObject({ health: { status: 'ok', parts: { redis: { status: 'ok' } } } })
    await publish('ears.one', 'a', 'b', 'c')
    await until(() => lines.includes('ears.one c'), 'heard')
    expect(lines).toEqual(['state connecting', 'state down', 'state ready', 'ears.one a', 'ears.one b', 'ears.one c'])
    expect(await subscribers('ears.one')).toBe(1)
  })

  test('keeps the order, also when a handler takes its time; patterns and bytes arrive', async () => {
    lines.length = 0
    await publish('ears.slow', '0', '1', '2', '3')
    await until(() => lines.length === 4, 'four heard')
    expect(lines).toEqual(['ears.slow 0', 'ears.slow 1', 'ears.slow 2', 'ears.slow 3'])
    await publish('ears:any:door', 'open')
    await publish('ears.bytes', 'é')
    await until(() => lines.length === 6, 'six heard')
    expect(lines.slice(4).toSorted()).toEqual(['ears.bytes 195,169', 'ears:any:door open'])
  })

  test('a handler that throws is counted and listed with the plugin, which hears the next message', async () => {
    lines.length = 0
    await publish('ears.one', 'bad', 'good')
    await until(() => lines.includes('ears.one good'), 'the next one')
    expect(await get('/state')).toMatchObject({ failed: 1, dropped: 0, waiting: 0 })
    expect((await app.request('GET', '/api/plugins/ears')).json).toMatchObject({ state: 'active', errors: expect.arrayContaining([expect.objectContaining({ kind: 'failed', label: 'redis ears.one', message: 'This one cannot be read.' })]) })
  })

  test('publishes, and touches keys, by the names of the capability alone', async () => {
    expect((await app.request('POST', '/api/ears/say', { channel: 'ears.nobody', text: 'x' })).json).toEqual({ receivers: 0 })
    expect((await app.request('POST', '/api/ears/say', { channel: 'ears.one', text: 'x' })).json).toEqual({ receivers: 1 })
    expect((await app.request('POST', '/api/ears/say', { channel: 'eyes.one', text: 'x' })).status).toBe(500)
    expect((await app.request('POST', '/api/ears/command', { words: ['SET', 'ears.key', 'v', 'EX', 60] })).json).toEqual({ answer: 'OK' })
    expect((await app.request('POST', '/api/ears/command', { words: ['GET', 'ears.key'] })).json).toEqual({ answer: 'v' })
    for (const words of [['GET', 'eyes.key'], ['DEL', 'ears.key', 'eyes.key'], ['FLUSHALL'], ['SCAN', '0'], ['CONFIG', 'GET', '*']]) expect((await app.request('POST', '/api/ears/command', { words })).status).toBe(500)
    expect(await get('/ping')).toMatchObject({ ears: 1 })
  })

  test('comes back by itself after Redis was away, and goes with the plugin', async () => {
    lines.length = 0
    await redis.stop()
    await until(async () => (await state()) === 'down', 'lost')
    await redis.start()
    await until(async () => (await subscribers('ears.one')) === 1 && (await state()) === 'ready', 'back')
    await publish('ears.one', 'again')
    await until(() => lines.includes('ears.one again'), 'heard again')
    expect(await get('/state')).toMatchObject({ reconnections: 1 + 1 })
    await app.request('POST', '/api/plugins/ears/disable', {})
    await until(async () => (await subscribers('ears.one')) === 0, 'nobody listens')
    expect(await subscribers('ears.slow')).toBe(0)
  })
})

test('without REDIS_URL a plugin that asks for Redis runs, and its health says what is missing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-ears-'))
  writePlugin(folder, 'ears', manifest, { 'plugin.ts': ears })
  const app = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate' } })
  await app.app.plugins.install('ears', { approve: true })
  expect((await app.request('GET', '/api/plugins/ears')).json).toMatchObject({ state: 'active', health: { status: 'degraded', detail: 'Redis: REDIS_URL is not set' } })
  await app.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('without the capability there is no Redis', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-ears-'))
  writePlugin(folder, 'ears', { ...manifest, capabilities: {} }, { 'plugin.ts': ears })
  const app = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate' } })
  expect((await app.request('GET', '/api/plugins/ears')).json).toMatchObject({ state: 'failed', error: { message: expect.stringContaining('capability "redis"') } })
  await app.stop()
  rmSync(folder, { recursive: true, force: true })
})
