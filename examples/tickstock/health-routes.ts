import type { PluginRoute } from '@shopdb/plugin-api'
import { eventChannels } from './channels.ts'
import type { Context } from './context.ts'
import { judgeRedis, overallOf, probeRedis } from './judge-redis.ts'
import { tickStockOf } from './tickstock.ts'

const producerSilentSeconds = 60
const away = 'TICKSTOCK_SERVICE_UNAVAILABLE'

export function healthRoutes(context: Context): PluginRoute[] {
  const { answer, clock, plugin, redis, route } = context
  const { stream, describe } = tickStockOf(context)
  const timestamp = (): string => new Date(clock.now()).toISOString()

  return [
    route({
      method: 'GET', path: '/health', permission: 'tickstock.read', health: true, summary: 'Whether TickStock works, and what it stands on',
      handle: async () => {
        const component = judgeRedis(await probeRedis(redis))
        const status = overallOf([component])
        return answer(status === 'unhealthy' ? 503 : 200, { status, version: plugin.version, components: { redis: component }, timestamp: timestamp() })
      },
    }),
    route({
      method: 'GET', path: '/health/redis', permission: 'tickstock.read', summary: 'Redis, and who listens to which channel',
      handle: async () => {
        const { status, response_time_ms: ping, message } = judgeRedis(await probeRedis(redis))
        if (ping === null) return answer(503, { status: 'CRITICAL', code: away, connectivity: false, message, timestamp: timestamp() })
        const counts = await Promise.all(Object.keys(eventChannels).map(async (channel) => [channel, await redis.subscribers(channel)] as const))
        const channels = Object.fromEntries(counts.map(([channel, subscribers]) => [channel, { status: subscribers > 0 ? 'subscribed' : 'silent', subscribers }]))
        const isHeard = counts.every(([, subscribers]) => subscribers > 0)
        return answer(status === 'degraded' ? 503 : 200, {
          status: status === 'degraded' ? 'CRITICAL' : ping > 25 || !isHeard ? 'DEGRADED' : 'HEALTHY', connectivity: true, pubsub_status: isHeard ? 'healthy' : 'degraded',
          performance: { ping_ms: ping, target_ping_ms: 50, optimal_ping_ms: 25 }, channels, timestamp: timestamp(),
        })
      },
    }),
    route({
      method: 'GET', path: '/streaming/redis-status', permission: 'tickstock.read', summary: 'Whether Redis is connected',
      handle: async () => {
        if (redis.state().status === 'absent') return answer(503, { status: 'disconnected', code: away, message: 'Redis client not initialized' })
        const { milliseconds } = await probeRedis(redis)
        return milliseconds === null ? answer(500, { status: 'error', message: 'Redis does not answer' }) : { status: 'connected' }
      },
    }),
    route({
      method: 'GET', path: '/streaming/status', permission: 'tickstock.read', summary: 'The running session, its health, and what became of the messages',
      handle: async () => {
        const { session, health } = stream.state
        const { status } = redis.state()
        if (status === 'absent') return { status: 'offline', message: 'Redis is not configured', session, health }
        return {
          status: session ? 'online' : 'idle', session, health, producer: await producerStatus(context),
          subscriber_stats: { ...describe(), is_running: status === 'ready', subscribed_channels: Object.keys(eventChannels) },
        }
      },
    }),
  ]
}

/** The producer says once a minute that it lives, by a key. */
async function producerStatus({ redis, clock }: Pick<Context, 'redis' | 'clock'>): Promise<'online' | 'offline' | 'unknown'> {
  try {
    const beat = Number(await redis.command('GET', 'tickstock:producer:heartbeat'))
    return clock.now() / 1000 - beat < producerSilentSeconds ? 'online' : 'offline'
  } catch {
    // Redis is away: the state beside it says so.
    return 'unknown'
  }
}
