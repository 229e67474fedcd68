import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isEventChannel, type EventChannel } from './channels.ts'
import type { Pattern } from './pattern.ts'
import { readMessage, type Message } from './read-message.ts'
import * as messages from './fixtures/messages.ts'

const now = Date.parse('2026-03-02T15:00:00Z')
const read = (channel: EventChannel, fields: unknown): Message => readMessage(channel, JSON.stringify(fields), now)
const batch: EventChannel = 'tickstock.events.patterns'
const live: EventChannel = 'tickstock:patterns:streaming'

function patternOf(channel: EventChannel, fields: unknown): Pattern {
  const message = read(channel, fields)
  assert.equal(message.kind, 'patterns')
  const [pattern] = message.kind === 'patterns' ? message.patterns : []
  assert.ok(pattern)
  return pattern
}

test('A4 every wrapper of a pattern leads to one canonical form', () => {
  assert.partialDeepStrictEqual(patternOf(batch, messages.singleNested), {
    id: 'AAPL:Bull_Flag:1772463330', symbol: 'AAPL', pattern_type: 'Bull_Flag', confidence: 0.85, detected_at: '2026-03-02T14:55:30.200Z', tier: 'daily', priority: 'HIGH', price: 230.5, price_change: 1.2, source: 'daily',
  })
  assert.partialDeepStrictEqual(patternOf(batch, messages.doubleNested), { symbol: 'AMD', pattern_type: 'MomentumShift', confidence: 0.81, detected_at: '2026-03-02T14:56:10.101Z', tier: 'hourly', flow_id: 'f-2' })
  assert.partialDeepStrictEqual(patternOf(batch, messages.flat), { symbol: 'GOOGL', pattern_type: 'Hammer', confidence: 0.78, detected_at: '2026-03-02T14:55:31.000Z', timeframe: '1min', tier: 'intraday', direction: 'reversal', price: 171.9 })
  assert.partialDeepStrictEqual(patternOf('tickstock:patterns:detected', messages.payloadWrapped), { symbol: 'MSFT', pattern_type: 'BullishEngulfing', confidence: 0.88, detected_at: '2026-03-02T21:35:30.000Z', tier: 'daily', levels: [401.2, 436], parameters: { entry_price: 412.5 }, metadata: { run_id: 'r-1' } })
  assert.partialDeepStrictEqual(patternOf(batch, messages.perCent), { symbol: 'META', confidence: 0.91, priority: 'CRITICAL', detected_at: '2026-03-02T15:00:02.123Z' })
})

test('A4 pattern, pattern_type and pattern_name are one', () => {
  for (const alias of ['pattern', 'pattern_type', 'pattern_name']) assert.equal(patternOf(live, { symbol: 'AAPL', [alias]: 'Doji', confidence: 0.8 }).pattern_type, 'Doji')
})

test('A16 the bar of a streamed pattern survives, wherever it stands', () => {
  assert.deepEqual(patternOf(live, messages.streamed).parameters, { open: 131.1, high: 131.9, low: 131, close: 131.8, volume: 254_000 })
  assert.deepEqual(patternOf(live, messages.streamedFlat).parameters, { open: 246, high: 246.4, low: 245.8, close: 246.1, volume: 48_210 })
  assert.equal(patternOf(live, messages.streamedFlat).detected_at, '2026-03-02T15:03:12.000Z')
  assert.deepEqual(patternOf(live, { detection: { symbol: 'AAPL', pattern_type: 'Doji', confidence: 0.85, parameters: { open: 231 } } }).parameters, { open: 231 })
})

test('A16 a value alone and an object of values are both read', () => {
  assert.partialDeepStrictEqual(read('tickstock:indicators:streaming', messages.scalarIndicator), { kind: 'indicators', indicators: [{ symbol: 'BRK.B', indicator_type: 'SMA5', values: { value: 508.12 } }] })
  assert.partialDeepStrictEqual(read('tickstock:indicators:streaming', messages.objectIndicator), { kind: 'indicators', indicators: [{ symbol: 'WMT', indicator_type: 'MACD', values: { macd: 0.31, signal: 0.24 } }] })
  assert.partialDeepStrictEqual(read('tickstock:indicators:streaming', { calculation: { symbol: 'AAPL', indicator: 'RSI', value: 0 } }), { indicators: [{ values: { value: 0 } }] })
})

test('a batch of the stream is read element by element, at most fifty', () => {
  const patterns = Array.from({ length: 60 }, (_, place) => ({ detection: { symbol: `S${place}`, pattern: 'Doji', confidence: 0.7 } }))
  const message = read(live, { type: 'streaming_patterns_batch', patterns, count: 60 })
  assert.equal(message.kind === 'patterns' ? message.patterns.length : 0, 50)
})

test('A17 alerts are read flat and nested', () => {
  assert.partialDeepStrictEqual(read('tickstock:alerts:indicators', messages.flatAlert), { kind: 'indicator_alert', alert: { alert_type: 'RSI_OVERBOUGHT', symbol: 'TSLA', data: { rsi: 75.5 }, session_id: 's-1' } })
  assert.partialDeepStrictEqual(read('tickstock:alerts:indicators', messages.nestedAlert), { kind: 'indicator_alert', alert: { alert_type: 'RSI_OVERSOLD', symbol: 'AAPL', data: { value: 27.9 } } })
  assert.partialDeepStrictEqual(read('tickstock:alerts:indicators', { event: 'indicator_alert', symbol: 'AAPL', indicator_name: 'RSI', alert_type: 'overbought', value: 71, threshold: 70 }), { alert: { alert_type: 'overbought', data: { indicator: 'RSI', value: 71 } } })
  assert.partialDeepStrictEqual(read('tickstock:alerts:critical', messages.flatCritical), { kind: 'critical_alert', alert: { type: 'CONNECTION_LOST', severity: 'critical', data: { reconnect_attempts: 3 } } })
  assert.partialDeepStrictEqual(read('tickstock:alerts:critical', messages.nestedCritical), { kind: 'critical_alert', alert: { message: 'Market feed restored', severity: 'info', data: { recovery: 're-established' } } })
})

test('A18 sessions and their health are read in both generations', () => {
  assert.partialDeepStrictEqual(read('tickstock:streaming:session_started', messages.sessionStarted), { kind: 'started', session: { session_id: 's-1', universe: 'market_leaders:top_500', symbol_count: 60 } })
  assert.partialDeepStrictEqual(read('tickstock:streaming:session_started', { event: 'session_started', data: { session_id: 's-2', symbol_universe_key: 'themes:ai', start_time: '2026-03-02T14:30:00Z' } }), { kind: 'started', session: { session_id: 's-2', universe: 'themes:ai' } })
  assert.partialDeepStrictEqual(read('tickstock:streaming:session_stopped', messages.sessionStopped), { kind: 'stopped', session: { session_id: 's-1', total_patterns: 1250, final_status: 'completed' } })
  assert.partialDeepStrictEqual(read('tickstock:streaming:health', messages.streamHealth), { kind: 'streaming_health', health: { status: 'healthy', ticks_per_second: 15.2, data_flow: { ticks_per_second: 15.2 } } })
  assert.partialDeepStrictEqual(read('tickstock:streaming:health', { health_status: 'warning', data_flow: { ticks_per_second: 3 } }), { health: { status: 'warning', ticks_per_second: 3 } })
})

test('A20 what is no JSON, no object, a probe or without symbol is dropped with its reason', () => {
  for (const text of ['{"type":"streaming_pattern","detection":{"symbol":"AAPL"', '[]', '7', '"text"', 'null', '']) assert.equal(readMessage(live, text, now).kind, 'dropped', text)
  assert.partialDeepStrictEqual(read(batch, { test: 'health_check' }), { kind: 'dropped', isProbe: true })
  for (const wrong of [{ pattern: 'Doji', confidence: 0.7 }, { symbol: 'AAPL', confidence: 0.7 }, { symbol: 'AAPL', pattern: 'Doji' }, { symbol: 'AAPL', pattern: 'Doji', confidence: 101 }, { symbol: '<script>', pattern: 'Doji', confidence: 0.7 }, { symbol: 'ABCDEFGHIJK', pattern: 'Doji', confidence: 0.7 }]) {
    assert.partialDeepStrictEqual(read(batch, { event_type: 'pattern_detected', data: wrong }), { kind: 'dropped', isProbe: false })
  }
  assert.equal(read('tickstock.events.backtesting.progress', { progress: 0.4 }).kind, 'dropped')
})

const samples = join(import.meta.dirname, '../../../shared/data/tickstock/messages.jsonl')
if (existsSync(samples)) {
  test('A4 each of the sample messages is understood, or dropped as it should be', () => {
    const lines = readFileSync(samples, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { n: string; channel: string; message: unknown; expect: string }) // the shape of the samples
    const kinds = lines.filter(({ channel }) => isEventChannel(channel)).map(({ n, channel, message, expect }) => {
      const { kind } = readMessage(channel as EventChannel, typeof message === 'string' ? message : JSON.stringify(message), now) // filtered in the line above
      assert.equal(kind === 'dropped', expect.includes('dropped'), `${n}: ${expect}`)
      return kind
    })
    assert.equal(kinds.length, 24)
  })
}
