import { createAudience } from './audience.ts'
import { takeBacktest } from './backtests.ts'
import { eventChannels, isEventChannel, sideChannels } from './channels.ts'
import type { Context } from './context.ts'
import { createCounters } from './counters.ts'
import { createMessageHistory } from './message-history.ts'
import { createPatternCache } from './pattern-cache.ts'
import { createProducerReports } from './producer-reports.ts'
import { createStream } from './stream.ts'
import { createSubscriptionIndex } from './subscription-index.ts'
import { createTracking } from './tracking.ts'

const instances = new WeakMap<Context, TickStock>()

/** Everything that lives as long as the plugin is active in this process; its hooks share one. */
export function tickStockOf(context: Context): TickStock {
  const known = instances.get(context)
  if (known) return known
  const made = createTickStock(context)
  instances.set(context, made)
  return made
}

export type TickStock = ReturnType<typeof createTickStock>

function createTickStock(context: Context) {
  const { clock, flags, log, redis, settings, sockets } = context
  const { counters, describe } = createCounters(clock.now)
  // Each process hears Redis itself and tells its own clients only: everybody gets an event once, however many processes there are.
  const emit = (room: string, event: string, body: unknown): void => {
    counters.events_forwarded += 1
    sockets.emit(event, body, { room, local: true })
  }
  const audience = createAudience({
    emit, now: clock.now, isOn: () => flags.websocketStreaming, mostPerSecond: () => settings.eventsPerSecond, onLimited: () => { counters.events_rate_limited += 1 },
  })
  const index = createSubscriptionIndex()
  const cache = createPatternCache(clock.now)
  const history = createMessageHistory(clock.now)
  const reports = createProducerReports({ database: context.database, log, clock, settings, toAdministrators: (event, body) => audience.toRoom('admin', event, body) })
  const stream = createStream({
    audience, index, cache, counters, settings, now: clock.now, warn: log.warn,
    // A database that fails costs the state of the job, never the subscription.
    onBacktest: (report) => void takeBacktest(context, report).catch((error: unknown) => log.warn({ err: error }, 'a report about a backtest was lost')),
  })

  function hear(channel: string, text: string): Promise<void> | void {
    history.note(channel, text)
    if (isEventChannel(channel)) return stream.receive(channel, text)
    if (channel === 'tickstock:errors') return reports.takeError(text)
    return channel === 'tickstock:monitoring' ? reports.takeMonitoring(text) : reports.takeProcessing(text)
  }

  return {
    audience, index, cache, history, reports, stream, counters, describe,
    tracking: createTracking(context),
    begin: (): void => {
      for (const channel of [...Object.keys(eventChannels), ...sideChannels]) redis.subscribe(channel, hear)
      redis.onState(({ status }) => { if (status === 'down') counters.connection_errors += 1 })
      context.dispose(stream.stop)
    },
  }
}
