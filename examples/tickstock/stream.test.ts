import assert from 'node:assert/strict'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { createAudience, everybody } from './audience.ts'
import type { EventChannel } from './channels.ts'
import { createCounters } from './counters.ts'
import { createPatternCache } from './pattern-cache.ts'
import { createStream } from './stream.ts'
import { createSubscriptionIndex } from './subscription-index.ts'
import * as messages from './fixtures/messages.ts'

const start = Date.parse('2026-03-02T15:00:00Z')
type Batch = { patterns: { key: string; detection: { confidence: number } }[]; indicators: { key: string }[]; count: number }

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: start }))
afterEach(() => mock.timers.reset())

/** The stream with one listener in each of these rooms, and what was sent to whom. */
function startStream(settings: { bufferEnabled?: boolean; bufferSize?: number } = {}) {
  const sent: { room: string; event: string; body: Batch }[] = []
  const warned: unknown[] = []
  const { counters } = createCounters(Date.now)
  const audience = createAudience({ emit: (room, event, body) => sent.push({ room, event, body: body as Batch }), now: Date.now, isOn: () => true, mostPerSecond: () => 100_000, onLimited: () => { counters.events_rate_limited += 1 } }) // the stream makes it
  for (const room of [everybody, 'streaming', 'patterns:AAPL', 'patterns:NVDA']) audience.joined({ id: room, caller: { userId: 1, label: 'one' }, emit: () => undefined }, room)
  const stream = createStream({
    audience, counters, index: createSubscriptionIndex(), cache: createPatternCache(Date.now), now: Date.now, warn: (values) => warned.push(values), onBacktest: () => undefined,
    settings: { bufferEnabled: true, bufferMilliseconds: 250, bufferSize: 100, ...settings },
  })
  const send = (channel: EventChannel, fields: unknown): void => stream.receive(channel, JSON.stringify(fields))
  return { stream, send, counters, warned, of: (event: string) => sent.filter((each) => each.event === event) }
}

const streamedPattern = (symbol: string, confidence: number, second = 0) => ({ detection: { symbol, pattern: 'Doji', confidence, timestamp: 1772463330 + second } })

test('A12 the stream is put together: one batch of each kind in a window', () => {
  const { send, of } = startStream()
  for (let second = 0; second < 5; second += 1) {
    send('tickstock:patterns:streaming', streamedPattern(`S${second}`, 0.7))
    send('tickstock:indicators:streaming', { calculation: { symbol: `S${second}`, indicator: 'SMA5', value: 1 } })
  }
  assert.equal(of('streaming_patterns_batch').length, 0)
  mock.timers.tick(250)
  assert.deepEqual([of('streaming_patterns_batch'), of('streaming_indicators_batch')].map((batches) => batches.map(({ room, body }) => [room, body.count])), [[['streaming', 5]], [['streaming', 5]]])
  mock.timers.tick(1000)
  assert.equal(of('streaming_patterns_batch').length, 1)
})

test('A12 with the buffer off each event comes at once and alone', () => {
  const { send, of } = startStream({ bufferEnabled: false })
  send('tickstock:patterns:streaming', messages.streamed)
  send('tickstock:indicators:streaming', messages.scalarIndicator)
  assert.partialDeepStrictEqual(of('streaming_pattern').map(({ body }) => body), [{ type: 'streaming_pattern', key: 'NVDA:PriceChange', detection: { pattern_type: 'PriceChange', symbol: 'NVDA' } }])
  assert.partialDeepStrictEqual(of('streaming_indicator').map(({ body }) => body), [{ type: 'streaming_indicator', calculation: { symbol: 'BRK.B', values: { value: 508.12 } } }])
})

test('A13 thirty keys of one window come in two batches, the surest first, each with its own count', () => {
  const { send, of } = startStream()
  for (let place = 0; place < 30; place += 1) send('tickstock:patterns:streaming', streamedPattern(`S${place}`, (60 + place) / 100))
  mock.timers.tick(250)
  mock.timers.tick(250)
  const batches = of('streaming_patterns_batch').map(({ body }) => body)
  assert.deepEqual(batches.map(({ count, patterns }) => [count, patterns.length]), [[20, 20], [10, 10]])
  const confidences = batches.flatMap(({ patterns }) => patterns.map(({ detection }) => detection.confidence))
  assert.deepEqual(confidences, confidences.toSorted((one, other) => other - one))
  assert.equal(new Set(batches.flatMap(({ patterns }) => patterns.map(({ key }) => key))).size, 30)
})

test('A14 of one key the last values of the window count', () => {
  const { send, of, counters } = startStream()
  for (const [second, confidence] of [0.7, 0.8, 0.75].entries()) send('tickstock:patterns:streaming', streamedPattern('AAPL', confidence, second))
  mock.timers.tick(250)
  assert.deepEqual(of('streaming_patterns_batch').map(({ body }) => body.patterns.map(({ detection }) => detection.confidence)), [[0.75]])
  assert.equal(counters.events_deduplicated, 2)
})

test('A15 a detection on two channels is told once, in a window or beyond it', () => {
  const { send, of, counters } = startStream()
  send('tickstock:patterns:streaming', messages.streamed)
  send('tickstock:patterns:detected', messages.streamed)
  mock.timers.tick(250)
  send('tickstock:patterns:detected', messages.streamed)
  mock.timers.tick(1000)
  assert.equal(of('pattern_detected').length, 1)
  assert.deepEqual(of('streaming_patterns_batch').map(({ body }) => body.count), [1])
  assert.equal(counters.events_deduplicated, 2)
})

test('A15 an update of a detection is told although it has the same id', () => {
  const { send, of } = startStream()
  send('tickstock.events.patterns', messages.singleNested)
  send('tickstock.events.patterns', { ...messages.singleNested, event_type: 'pattern_updated', data: { ...messages.singleNested.data, confidence: 0.91 } })
  assert.partialDeepStrictEqual(of('pattern_detected').map(({ body }) => body), [{ data: { confidence: 0.85 } }, { data: { confidence: 0.91, id: 'AAPL:Bull_Flag:1772463330' } }])
})

test('A20 what is dropped is counted and the log names the channel; a probe is no warning', () => {
  const { stream, send, counters, warned, of } = startStream()
  stream.receive('tickstock:patterns:streaming', '{"type":')
  send('tickstock.events.patterns', { test: 'health_check' })
  send('tickstock.events.patterns', { event_type: 'pattern_detected', data: { pattern: 'Doji', confidence: 0.7 } })
  assert.equal(counters.events_dropped, 3)
  assert.partialDeepStrictEqual(warned, [{ channel: 'tickstock:patterns:streaming' }, { channel: 'tickstock.events.patterns' }])
  send('tickstock.events.patterns', messages.singleNested)
  assert.equal(of('pattern_detected').length, 1)
})

test('A39 what waits is capped, and what does not fit is counted', () => {
  const { send, of, counters } = startStream({ bufferSize: 100 })
  for (let place = 0; place < 2000; place += 1) send('tickstock:indicators:streaming', { calculation: { symbol: `S${place}`, indicator: 'SMA5', value: place } })
  assert.equal(counters.events_dropped, 1900)
  for (let window = 0; window < 10; window += 1) mock.timers.tick(250)
  assert.equal(of('streaming_indicators_batch').reduce((sum, { body }) => sum + body.count, 0), 100)
})
