import pino from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import { createRedisLink } from '../platform/redis/redis-link.ts'
import { until } from './realtime-client.ts'
import { reserveTestRedis } from './test-redis.ts'

/** The stand-in has to do what the real one does, as far as it goes. */
describe.each(['server', 'fake'] as const)('the Redis of the testing kit, %s', (kind) => {
  const ending: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ending.splice(0).toReversed()) await end()
  })
  const start = async () => {
    const redis = await reserveTestRedis(kind)
    await redis.start()
    const link = createRedisLink({ url: redis.url, log: pino({ level: 'silent' }), now: Date.now })
    ending.push(redis.stop, link.close)
    return { redis, link }
  }

  test('publishes by channel and by pattern, counts, and keeps bytes as they are', async () => {
    const { redis, link } = await start()
    const heard: string[] = []
    link.listen('one', (channel, message) => heard.push(`${channel} ${message.toString('hex')}`))
    const release = link.listen('o*', (channel, message) => heard.push(`o* ${channel} ${message.toString('hex')}`))
    await until(() => link.state().status === 'ready', 'subscribed')
    expect(await redis.publish('one', new Uint8Array([0, 255, 13, 10]))).toBe(2)
    expect(await redis.publish('other', 'x')).toBe(1)
    expect(await redis.publish('two', 'x')).toBe(0)
    await until(() => heard.length === 3, 'all heard')
    expect(heard.toSorted()).toEqual(['o* one 00ff0d0a', 'o* other 78', 'one 00ff0d0a'])
    expect([await redis.subscribers('one'), await redis.subscribers('other')]).toEqual([1, 0])
    release()
    await until(async () => (await redis.publish('other', 'x')) === 0, 'the pattern is given back')
    expect(await link.ask((commander) => commander.set('key', 'value'))).toBe('OK')
    expect(await link.ask((commander) => commander.get('key'))).toBe('value')
    expect(await link.ask((commander) => commander.exists(['key', 'none']))).toBe(1)
    expect(await link.ask((commander) => commander.del('key'))).toBe(1)
    expect(await link.ask((commander) => commander.get('key'))).toBe(null)
    expect(await link.ask((commander) => commander.ping())).toBe('PONG')
  })

  test('is away and comes back; who subscribed hears again', async () => {
    const { redis, link } = await start()
    const heard: string[] = []
    link.listen('one', (_channel, message) => heard.push(message.toString()))
    await until(() => link.state().status === 'ready', 'subscribed')
    await redis.stop()
    await until(() => link.state().status === 'down', 'noticed')
    await expect(link.ask((commander) => commander.ping())).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE' })
    await redis.start()
    await until(async () => link.state().status === 'ready' && (await redis.publish('one', 'again')) === 1, 'back')
    await until(() => heard.includes('again'), 'heard')
    expect(link.reconnections()).toBe(1)
  }, 60_000)
})
