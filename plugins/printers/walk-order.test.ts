import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lengthOf, walkOrder, type Place } from './walk-order.ts'

const door = { x: 0, y: 0 }
const places = (...points: readonly [number, number][]): Place[] => points.map(([x, y]) => ({ x, y }))

test('it begins nearest to the door and goes round without crossing its own way', () => {
  assert.deepEqual(walkOrder(places([10, 10], [0, 1], [10, 0], [0, 10]), door), places([0, 1], [0, 10], [10, 10], [10, 0]))
})

test('the way is never longer than the nearest next each time, and every place stands in it once', () => {
  let state = 99
  const next = (): number => { state = (state * 48_271) % 2_147_483_647; return (state % 1000) / 10 }
  for (let round = 0; round < 20; round++) {
    const stops = Array.from({ length: 25 }, () => ({ x: next(), y: next() }))
    const way = walkOrder(stops, door)
    assert.deepEqual(new Set(way), new Set(stops))
    assert.ok(lengthOf(way, door) <= lengthOf(stops, door))
    for (let turn = 0; turn < way.length - 1; turn++) assert.ok(lengthOf([...way.slice(0, turn), ...way.slice(turn, turn + 2).toReversed(), ...way.slice(turn + 2)], door) >= lengthOf(way, door) - 1e-6)
  }
})

test('nothing to do is no way', () => {
  assert.deepEqual(walkOrder([], door), [])
})
