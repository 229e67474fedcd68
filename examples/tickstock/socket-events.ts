import type { SocketEvent } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { named } from './query.ts'
import { reply, type Subscriptions } from './subscriptions.ts'

const symbol = { type: 'string', minLength: 1, maxLength: 20, pattern: '^\\s*[A-Za-z0-9][A-Za-z0-9.-]{0,9}\\s*$' } as const
const names = { type: 'array', maxItems: 200, items: { type: 'string', minLength: 1, maxLength: 100 } } as const
const listen = { ...named({ symbol, patterns: names, symbols: { type: 'array', maxItems: 200, items: symbol }, pattern_types: names, confidence_min: { type: 'number', minimum: 0, maximum: 1 } }), minProperties: 1 } as const
const stopListening = named({ symbol, type: { type: 'string', enum: ['patterns', 'alerts', 'filter'] } })
const ofSymbol = named({ symbol }, ['symbol'])
const nothing = { type: 'object' } as const

/** What browsers send, under the names that clients of TickStock know. */
export function socketEvents({ clock, sockets: { event } }: Pick<Context, 'clock' | 'sockets'>, { noteHeard, join, leave, leaveAll, filter, filterByName }: Subscriptions): SocketEvent[] {
  return [
    event({
      name: 'subscribe_patterns', title: 'Hear of the patterns of a symbol, of some patterns of any symbol, or of what a filter lets through', body: listen,
      handle: (client, body) => {
        if (body.symbol !== undefined) return join(client, 'patterns', body.symbol)
        return body.patterns === undefined ? filter(client, body) : filterByName(client, body.patterns)
      },
    }),
    event({
      name: 'unsubscribe_patterns', title: 'Hear no more of a symbol, of a kind of subscription, or of any pattern', body: stopListening,
      handle: (client, body) => (body.symbol === undefined ? leaveAll(client, body.type) : leave(client, 'patterns', body.symbol)),
    }),
    event({ name: 'subscribe_indicators', title: 'Hear of the indicators of a symbol', body: ofSymbol, handle: (client, body) => join(client, 'indicators', body.symbol) }),
    event({ name: 'unsubscribe_indicators', title: 'Hear no more of the indicators of a symbol', body: ofSymbol, handle: (client, body) => leave(client, 'indicators', body.symbol) }),
    event({
      name: 'subscribe_streaming', title: 'Hear the whole stream, put together', body: nothing,
      handle: (client) => {
        noteHeard(client)
        client.join('streaming')
        return reply(client, 'subscribed', { type: 'streaming', message: 'Subscribed to the stream' })
      },
    }),
    event({
      name: 'unsubscribe_streaming', title: 'Hear the stream no more', body: nothing,
      handle: (client) => {
        noteHeard(client)
        client.leave('streaming')
        return reply(client, 'unsubscribed', { type: 'streaming' })
      },
    }),
    event({
      name: 'heartbeat', title: 'Still there',
      handle: (client) => {
        noteHeard(client)
        return reply(client, 'heartbeat_ack', { timestamp: new Date(clock.now()).toISOString() })
      },
    }),
  ]
}

/** What they are sent. */
export const emissions = [
  ['connection_confirmed', 'First of all'], ['subscribed', 'A room was joined'], ['subscription_confirmed', 'A filter by name counts'], ['unsubscribed', 'A room was left'], ['heartbeat_ack', 'Seen'],
  ['error', 'What was sent is refused'], ['pattern_detected', 'A pattern, to the room of its symbol'], ['pattern_alert', 'A pattern, to who filters for it'],
  ['streaming_patterns_batch', 'Patterns of a window'], ['streaming_indicators_batch', 'Indicators of a window'], ['streaming_pattern', 'A pattern of the stream'], ['streaming_indicator', 'An indicator of the stream'],
  ['indicator_alert', 'An indicator crossed a threshold'], ['critical_alert', 'Something failed, or works again'], ['streaming_session', 'The producer began or ended'], ['streaming_health', 'How the stream is'],
  ['system_health', 'How the producer is'], ['backtest_progress', 'How far a backtest is, to its owner'], ['backtest_result', 'What came of a backtest, to its owner'],
  ['monitoring_update', 'Figures of the producer, to administrators'], ['processing_status_update', 'How far the run of the day is, to administrators'],
].map(([name = '', title = '']) => ({ name, title }))
