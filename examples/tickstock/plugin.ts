import type { PluginOf } from '@shopdb/plugin-api'
import { adminRoutes } from './admin-routes.ts'
import { backtestRoutes } from './backtests.ts'
import { healthRoutes } from './health-routes.ts'
import { judgeRedis, overallOf, probeRedis } from './judge-redis.ts'
import type { Manifest } from './manifest-type.ts'
import { patternRoutes } from './pattern-routes.ts'
import { simulateCommand } from './simulate-command.ts'
import { defineSockets } from './sockets.ts'
import { streamingRoutes } from './streaming-routes.ts'
import { symbolRoutes } from './symbol-routes.ts'
import { tickStockOf } from './tickstock.ts'

const awayMessages: Readonly<Record<string, string>> = { FOREIGN_DATABASE_UNAVAILABLE: 'Database unavailable', REDIS_UNAVAILABLE: 'Redis unavailable' }

export default {
  init: (context) => tickStockOf(context).begin(),
  // Named paths stand before `/patterns/:symbol`, which takes any word.
  routes: (context) => [...healthRoutes(context), ...streamingRoutes(context), ...adminRoutes(context), ...backtestRoutes(context), ...patternRoutes(context), ...symbolRoutes(context)],
  sockets: (context) => defineSockets(context),
  commands: (context) => [simulateCommand(context)],
  health: async (context) => {
    const redis = judgeRedis(await probeRedis(context.redis))
    const { events_received: received, events_dropped: dropped, events_per_second: rate } = tickStockOf(context).describe()
    const statuses = { healthy: 'ok', degraded: 'degraded', unhealthy: 'down' } as const
    return { status: statuses[overallOf([redis])], detail: redis.message, figures: { received, dropped, eventsPerSecond: rate, cachedPatterns: tickStockOf(context).cache.live().length } }
  },
  mapError: ({ errors }, { error, code }) => {
    const away = awayMessages[String(Reflect.get(Object(error), 'code'))]
    if (away !== undefined) return errors.problem({ code: 'SERVICE_UNAVAILABLE', status: 503, message: away, fix: 'Try again; if it stays, an administrator sees on the health page what is away.' })
    // What the host refuses, or nobody expected, in the words that clients of TickStock know. The host logs the latter, with stack and parameters.
    if (code === 'REQUEST_INVALID') return errors.problem({ code: 'INPUT_INVALID', status: 400, message: 'Invalid input format', fix: 'See the parameters of this operation under /api/docs.' })
    if (code === 'FEATURE_DISABLED') return errors.problem({ code, status: 403, message: 'Feature disabled', fix: 'An administrator switches it on in the settings of the plugin.' })
    return code === 'INTERNAL' ? errors.problem({ code, status: 500, message: 'Internal server error', fix: 'Try again; if it stays, give the request id to your administrator.' }) : null
  },
} satisfies PluginOf<Manifest>
