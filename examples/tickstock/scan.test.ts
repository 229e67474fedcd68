import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPatternCache } from './pattern-cache.ts'
import { readPattern, priorityOf, type Pattern } from './pattern.ts'
import { comboPriority } from './patterns-store.ts'
import { ageOf, readScanQuery, scanPatterns, type ScanQuery } from './scan.ts'

const now = Date.parse('2026-03-02T15:00:00Z')

function pattern(fields: Readonly<Record<string, unknown>>): Pattern {
  const made = readPattern({ symbol: 'AAPL', pattern: 'Doji', confidence: 0.8, timestamp: now / 1000 - 300, ...fields }, {}, 'tickstock.events.patterns', now)
  assert.ok(made)
  return made
}

function query(given: Readonly<Record<string, unknown>> = {}): ScanQuery {
  const read = readScanQuery(given)
  assert.ok(read)
  return read
}

test('A27 parameters have their defaults, and what is out of range becomes them', () => {
  assert.partialDeepStrictEqual(query(), { confidenceMin: 0.5, page: 1, perPage: 30, sortBy: 'confidence', isAscending: false, rsiRange: [0, 100], tier: null })
  assert.partialDeepStrictEqual(query({ per_page: '500', rsi_range: '80,20', page: '0', confidence_min: '7', sort_by: 'nonsense', timeframe: 'Never' }), { perPage: 100, rsiRange: [20, 80], page: 1, confidenceMin: 0.5, sortBy: 'confidence', tier: null })
  assert.equal(query({ timeframe: 'DailyIntraday' }).tier, 'daily_intraday')
  for (const wrong of [{ rs_min: 'abc' }, { page: 'x' }, { rsi_range: '20' }, { confidence_min: '' }]) assert.equal(readScanQuery(wrong), null)
})

test('A27 filters, order and pages', () => {
  const patterns = [pattern({ confidence: 0.6, tier: 'daily' }), pattern({ symbol: 'MSFT', confidence: 0.9, indicators: { rsi: 85, relative_strength: 2 } }), pattern({ symbol: 'TSLA', pattern: 'Hammer', confidence: 0.7 }), pattern({ symbol: 'IBM', confidence: 0.4 })]
  const symbols = (given: Readonly<Record<string, unknown>>) => scanPatterns(patterns, query(given), now).patterns.map(({ symbol }) => symbol)
  assert.deepEqual(symbols({}), ['MSFT', 'TSLA', 'AAPL'])
  assert.deepEqual(symbols({ timeframe: 'Daily' }), ['AAPL'])
  assert.deepEqual(symbols({ rsi_range: '80,20' }), ['TSLA', 'AAPL'])
  assert.deepEqual(symbols({ rs_min: '1.5' }), ['MSFT'])
  assert.deepEqual(symbols({ pattern_types: ['Hammer'] }), ['TSLA'])
  assert.deepEqual(symbols({ symbols: ['aapl', 'MSFT'], sort_by: 'symbol', sort_order: 'asc' }), ['AAPL', 'MSFT'])
  assert.deepEqual(scanPatterns(patterns, query({ page: '2', per_page: '2' }), now).pagination, { page: 2, per_page: 2, total: 3, pages: 2 })
})

test('A27 a line has the texts of a terminal and the values', () => {
  const [line] = scanPatterns([pattern({ pattern: 'Bull_Flag', confidence: 0.853, current_price: 231.4, price_change: 1.7, expires_at: now / 1000 + 2 * 86_400, indicators: { relative_strength: 1.3, relative_volume: 1.9, rsi: 0 } })], query(), now).patterns
  assert.partialDeepStrictEqual(line, { symbol: 'AAPL', pattern: 'BullFlag', conf: 0.85, rs: '1.3x', vol: '1.9x', price: '$231.40', chg: '+1.7%', time: '5m', exp: '2d', pattern_type: 'Bull_Flag', confidence: 0.853 })
  assert.deepEqual([ageOf(59_999), ageOf(3_600_000), ageOf(0)], ['59s', '1h', 'Expired'])
})

test('A27 what has expired is not found, an answer is kept for half a minute and not beyond a new pattern', () => {
  const clock = { now }
  const cache = createPatternCache(() => clock.now)
  const scan = () => cache.answer('same', () => scanPatterns(cache.live(), query(), clock.now))
  cache.add(pattern({ expires_at: now / 1000 + 60 }))
  cache.add(pattern({ symbol: 'MSFT' }))
  assert.deepEqual([scan().cached, scan().cached, scan().answer.pagination.total], [false, true, 2])
  cache.add(pattern({ symbol: 'TSLA' }))
  assert.deepEqual([scan().cached, scan().answer.pagination.total], [false, 3])
  clock.now += 61_000
  assert.deepEqual([scan().cached, scan().answer.pagination.total], [false, 2])
})

test('A27 a scan over 5,000 patterns takes less than 50 ms', () => {
  const cache = createPatternCache(() => now)
  for (let place = 0; place < 5000; place += 1) cache.add(pattern({ symbol: `S${place}`, confidence: 0.5 + (place % 50) / 100 }))
  const times = Array.from({ length: 20 }, () => {
    const began = performance.now()
    assert.equal(scanPatterns(cache.live(), query(), now).pagination.total, 5000)
    return performance.now() - began
  })
  assert.ok((times.toSorted((one, other) => one - other)[10] ?? Infinity) < 50)
})

test('A28 the priority follows the confidence, and for combos the risk', () => {
  assert.deepEqual([0.9, 0.8, 0.7, 0.69].map(priorityOf), ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'])
  assert.deepEqual([comboPriority({ confidence: 0.8, risk_level: 'high' }), comboPriority({ confidence: 0.95, risk_level: 'low' }), comboPriority({ confidence: 0.95, risk_level: 'medium' })], ['CRITICAL', 'HIGH', 'CRITICAL'])
})
