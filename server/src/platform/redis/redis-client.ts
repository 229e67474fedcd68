import { loadRedis } from '../lazy-packages.ts'

/** Milliseconds between attempts to connect: 1, 2, 4 seconds, then 5 for ever, so that a Redis that came back is found soon however long it was away. */
const longestPause = 5000
/** One that takes connections and answers nothing is noticed by the ping and left by the time limit of the socket. */
const pingMilliseconds = 4000
const silenceMilliseconds = 10_000

/** A connection that the driver renews for ever. What is sent while it is broken is refused, not kept. */
export function createRedisClient(url: string) {
  return loadRedis().createClient({
    url, disableOfflineQueue: true, pingInterval: pingMilliseconds,
    socket: { connectTimeout: 5000, socketTimeout: silenceMilliseconds, reconnectStrategy: (attempts) => Math.min(1000 * 2 ** Math.min(attempts, 10), longestPause) },
  })
}

export type RedisClient = ReturnType<typeof createRedisClient>

/** Without address and password, which the driver writes into its messages. */
export function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (typeof code === 'string') return code
  return error instanceof Error ? error.name : 'Error'
}
