import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forecast, type Reading } from './forecast.ts'

const day = 86_400_000
const start = Date.UTC(2026, 0, 5, 8)
const now = start + 40 * day
/** One reading a day from `from` on; null is a day without one. */
const series = (percents: readonly (number | null)[], from = start): Reading[] => percents.flatMap((percent, index) => (percent === null ? [] : [{ at: from + index * day, percent }]))
const line = (from: number, perDay: number, days: number): number[] => Array.from({ length: days }, (_, index) => from - perDay * index)
/** Park-Miller, so that every run sees the same noise. */
function lot(seed: number): () => number {
  let state = seed
  return () => { state = (state * 48_271) % 2_147_483_647; return state / 2_147_483_647 }
}

test('a steady fall ends where the line ends', () => {
  const readings = series(line(90, 2, 41))
  const found = forecast(readings, now)
  assert.partialDeepStrictEqual(found, { days: 5, perDay: 2, basis: 'current', readings: 41, refilledAt: null })
  assert.ok(found.days !== null && found.earliest <= 5 && found.latest !== null && found.latest >= 5 && found.latest - found.earliest < 2, JSON.stringify(found))
})

test('time that has passed since the last reading counts', () => {
  const found = forecast(series(line(90, 2, 31)), now)
  assert.partialDeepStrictEqual(found, { days: 5, perDay: 2 })
  assert.partialDeepStrictEqual(forecast(series(line(90, 2, 31)), now + 30 * day), { days: 0 })
})

test('only what came after the last refill counts, and the refill is named', () => {
  const found = forecast(series([...line(60, 3, 20), ...line(100, 1, 21)]), now)
  assert.partialDeepStrictEqual(found, { days: 80, perDay: 1, basis: 'current', readings: 21, refilledAt: start + 20 * day })
})

test('soon after a refill the fillings before tell how fast it falls, and it says so', () => {
  const found = forecast(series([...line(100, 2.5, 39), 100, 97]), now)
  assert.partialDeepStrictEqual(found, { basis: 'earlier', readings: 2, refilledAt: start + 39 * day })
  assert.ok(found.days !== null && Math.abs(found.days - 97 / 2.5) < 1, JSON.stringify(found))
})

test('a sensor that jumps for a day is no refill, and a quarter of wrong readings moves little', () => {
  const percents: number[] = line(90, 1.5, 41)
  for (const at of [3, 17, 30]) percents[at] = 100
  for (const at of [8, 9, 21]) percents[at] = 0.5
  const found = forecast(series(percents), now)
  assert.equal(found.refilledAt, null)
  assert.ok(found.days !== null && Math.abs(found.days - 20) < 3, JSON.stringify(found))
})

test('too little is said to be too little, never a number', () => {
  assert.partialDeepStrictEqual(forecast([], now), { days: null, reason: 'no-level' })
  assert.partialDeepStrictEqual(forecast(series([80]), now), { days: null, reason: 'few-readings', readings: 1 })
  assert.partialDeepStrictEqual(forecast(series([80, 78, 75, 71]), now), { days: null, reason: 'few-readings', readings: 4 })
  const withinOneDay = Array.from({ length: 20 }, (_, index): Reading => ({ at: start + index * 60_000, percent: 80 - index }))
  assert.partialDeepStrictEqual(forecast(withinOneDay, now), { days: null, reason: 'few-readings' })
})

test('a supply that does not fall has no end', () => {
  assert.partialDeepStrictEqual(forecast(series(Array<number>(41).fill(70)), now), { days: null, reason: 'not-falling', readings: 41 })
  assert.partialDeepStrictEqual(forecast(series([70, 71, 70, 69, 70, 71, 70]), now), { days: null, reason: 'not-falling' })
})

test('steps of ten percent, as some makers report, give a wide and honest interval', () => {
  const found = forecast(series(line(100, 1.4, 41).map((percent) => Math.ceil(percent / 10) * 10)), now)
  const truth = (100 - 1.4 * 40) / 1.4
  assert.ok(found.days !== null && found.earliest <= truth && (found.latest === null || found.latest >= truth), JSON.stringify({ truth, found }))
  assert.ok(found.latest === null || found.latest - found.earliest > 4, 'it does not pretend to know better')
})

test('an empty supply is empty now', () => {
  assert.partialDeepStrictEqual(forecast(series([...line(20, 1, 20), 0]), now), { days: 0, earliest: 0, latest: 0 })
})

test('of supplies used unevenly at least four of five end within the interval', () => {
  const next = lot(4711)
  let [within, told] = [0, 0]
  for (let supply = 0; supply < 600; supply++) {
    const rate = 0.6 + 3 * next()
    const use = (index: number): number => (index % 7 >= 5 ? 0.15 : 1.34) * rate * (0.4 + 1.2 * next())
    const levels: number[] = [100]
    for (let index = 1; (levels.at(-1) ?? 0) > 0; index++) levels.push(Math.max(0, (levels.at(-1) ?? 0) - use(index)))
    const seen = Math.floor(levels.length * (0.35 + 0.45 * next()))
    const found = forecast(series(levels.slice(0, seen).map(Math.round)), start + (seen - 1) * day)
    if (found.days === null) continue
    told += 1
    const truth = levels.length - seen
    if (truth >= found.earliest && (found.latest === null || truth <= found.latest + 1)) within += 1
  }
  assert.ok(told > 560, `${told} told`)
  assert.ok(within / told >= 0.8, `${within} of ${told}`)
  assert.ok(within / told <= 0.93, `an interval that always holds says nothing: ${within} of ${told}`)
})
