import { spawnSync } from 'node:child_process'
import type { TestRedis } from '@shopdb/plugin-api/test-realtime'
import { createRedisClient, type RedisClient } from '../platform/redis/redis-client.ts'
import { startFakeRedis } from './fake-redis.ts'
import { freePort, reserveRedis } from './redis-process.ts'

/** The real one when this computer has it, else the stand-in. It has a port, and is not started yet. */
export async function reserveTestRedis(kind: TestRedis['kind'] = hasRedis() ? 'server' : 'fake'): Promise<TestRedis> {
  const place = kind === 'server' ? await reserveRedis() : await reserveFake()
  const use = async <Result>(work: (client: RedisClient) => Promise<Result>): Promise<Result> => {
    const client = createRedisClient(place.url)
    client.on('error', () => undefined)
    await client.connect()
    return work(client).finally(() => client.destroy())
  }
  return {
    url: place.url, kind, start: place.start, stop: place.stop,
    publish: (channel, message) => use((client) => client.publish(channel, typeof message === 'string' ? message : Buffer.from(message))),
    subscribers: (channel) => use(async (client) => Number((await client.pubSubNumSub([channel]))[channel] ?? 0)),
  }
}

async function reserveFake(): Promise<Pick<TestRedis, 'url' | 'start' | 'stop'>> {
  const port = await freePort()
  let running: { stop: () => Promise<void> } | undefined
  return {
    url: `redis://127.0.0.1:${port}`,
    start: async () => { running ??= await startFakeRedis(port) },
    stop: async () => {
      await running?.stop()
      running = undefined
    },
  }
}

function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
}
