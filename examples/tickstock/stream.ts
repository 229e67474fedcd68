import type { Audience } from './audience.ts'
import { isStreamed, type EventChannel } from './channels.ts'
import type { Counters } from './counters.ts'
import { createEventBuffer } from './event-buffer.ts'
import type { Indicator } from './indicator.ts'
import type { PatternCache } from './pattern-cache.ts'
import type { Pattern } from './pattern.ts'
import { readMessage, type Message, type Report } from './read-message.ts'
import { createRecentIds } from './recent-ids.ts'
import type { StartedSession, StreamHealth } from './session.ts'
import type { createSubscriptionIndex } from './subscription-index.ts'

export type StreamParts = {
  audience: Pick<Audience, 'toRoom' | 'toSession' | 'toEverybody'>
  index: ReturnType<typeof createSubscriptionIndex>
  cache: PatternCache
  counters: Counters
  settings: { readonly bufferEnabled: boolean; readonly bufferMilliseconds: number; readonly bufferSize: number }
  now: () => number
  warn: (values: Readonly<Record<string, unknown>>, text: string) => void
  /** Reports about a backtest go to its owner alone. */
  onBacktest: (report: Report) => void
}

const rememberedMilliseconds = 10_000

/**
 * From a message of the producer to the browsers. Direct: detections to the room of their symbol and to who filters for
 * them, alerts, states. Put together: what the dashboard of the whole stream gets.
 */
export function createStream({ audience, index, cache, counters, settings, now, warn, onBacktest }: StreamParts) {
  const recent = createRecentIds(rememberedMilliseconds, now)
  const state: { session: StartedSession | null; health: StreamHealth | null } = { session: null, health: null }
  const bufferParts = {
    window: () => settings.bufferMilliseconds, capacity: () => settings.bufferSize,
    onDeduplicated: () => { counters.events_deduplicated += 1 }, onDropped: () => { counters.events_dropped += 1 },
  }
  const patterns = createEventBuffer<object>({ ...bufferParts, flush: (items) => toDashboard('streaming_patterns_batch', { patterns: items, count: items.length, timestamp: seconds() }) })
  const indicators = createEventBuffer<object>({ ...bufferParts, flush: (items) => toDashboard('streaming_indicators_batch', { indicators: items, count: items.length, timestamp: seconds() }) })

  const seconds = (): number => now() / 1000
  const toDashboard = (event: string, body: unknown): void => audience.toRoom('streaming', event, body)
  const toAll = (event: string, body: unknown): void => audience.toRoom('everybody', event, body)

  function announce(pattern: Pattern): void {
    cache.add(pattern)
    const { symbol, pattern_type: name } = pattern
    audience.toRoom(`patterns:${symbol}`, 'pattern_detected', { type: 'pattern_detected', timestamp: seconds(), data: pattern })
    const alert = { type: 'pattern_alert', pattern: name, symbol, event_data: pattern, timestamp: seconds() }
    for (const session of index.match(pattern)) audience.toSession(session, 'pattern_alert', alert)
  }

  function takePattern(pattern: Pattern, isUpdate: boolean): void {
    const key = `${pattern.symbol}:${pattern.pattern_type}`
    const isNew = isUpdate || !recent.isRepeated(pattern.id)
    if (isNew) announce(pattern)
    if (!isStreamed(pattern.channel)) return isNew ? undefined : bufferParts.onDeduplicated()
    // One that waits is replaced by what was said of it last, even when it is the same detection.
    if (!isNew && !patterns.has(key)) return bufferParts.onDeduplicated()
    const item = presentStreamed(pattern, key)
    if (settings.bufferEnabled) patterns.add({ key, weight: pattern.confidence, item })
    else toDashboard('streaming_pattern', item)
  }

  function takeIndicator(indicator: Indicator): void {
    const { metadata: _kept, ...calculation } = indicator
    const key = `${indicator.symbol}:${indicator.indicator_type}`
    const item = { type: 'streaming_indicator', calculation, key }
    audience.toRoom(`indicators:${indicator.symbol}`, 'streaming_indicator', item)
    if (settings.bufferEnabled) indicators.add({ key, weight: 0, item })
    else toDashboard('streaming_indicator', item)
  }

  function take(message: Exclude<Message, { kind: 'dropped' }>): void {
    switch (message.kind) {
      case 'patterns': return message.patterns.forEach((pattern) => takePattern(pattern, message.isUpdate))
      case 'indicators': return message.indicators.forEach(takeIndicator)
      case 'indicator_alert': return toAll('indicator_alert', { type: 'indicator_alert', alert: message.alert })
      case 'critical_alert': return audience.toEverybody('critical_alert', { type: 'critical_alert', alert: message.alert })
      case 'started': {
        state.session = message.session
        return toAll('streaming_session', { type: 'streaming_session_started', session: message.session })
      }
      case 'stopped': {
        state.session = null
        return toAll('streaming_session', { type: 'streaming_session_stopped', ...message.session })
      }
      case 'streaming_health': {
        state.health = message.health
        return toAll('streaming_health', { type: 'streaming_health', health: message.health })
      }
      case 'report': return message.report.event_type === 'system_health' ? toAll('system_health', { type: 'system_health', event: message.report }) : onBacktest(message.report)
    }
  }

  return {
    state,
    /** One message as it came from Redis. Never throws. */
    receive: (channel: EventChannel, text: string): void => {
      counters.events_received += 1
      counters.last_event_time = new Date(now()).toISOString()
      const message = readMessage(channel, text, now())
      if (message.kind !== 'dropped') {
        counters.events_processed += 1
        return take(message)
      }
      counters.events_dropped += 1
      if (!message.isProbe) warn({ channel, reason: message.reason }, 'a message was dropped')
    },
    stop: (): void => {
      patterns.stop()
      indicators.stop()
    },
  }
}

export type Stream = ReturnType<typeof createStream>

function presentStreamed({ pattern_type, symbol, confidence, detected_at: timestamp, parameters, timeframe }: Pattern, key: string): object {
  return { type: 'streaming_pattern', detection: { pattern_type, symbol, confidence, timestamp, parameters, timeframe }, key }
}
