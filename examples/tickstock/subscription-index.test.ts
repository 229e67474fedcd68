import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSubscriptionIndex } from './subscription-index.ts'

const seen = (symbol: string, name: string, confidence = 0.8) => ({ symbol, pattern_type: name, confidence })

test('A11 every dimension of a filter counts, and one that is missing means any', () => {
  const index = createSubscriptionIndex()
  index.set('a', 'filter', { symbols: ['AAPL'], pattern_types: ['Doji'], confidence_min: 0.7 })
  for (const confidence of [0.7, 0.95]) assert.deepEqual(index.match(seen('AAPL', 'Doji', confidence)), ['a'])
  for (const other of [seen('AAPL', 'Doji', 0.69), seen('MSFT', 'Doji'), seen('AAPL', 'Hammer')]) assert.deepEqual(index.match(other), [])
  index.set('b', 'filter', { confidence_min: 0.5 })
  index.set('c', 'alerts', { pattern_types: [] })
  assert.deepEqual(index.match(seen('MSFT', 'Hammer', 0.6)), ['b', 'c'])
})

test('A11 a symbol that nobody asked for reaches nobody', () => {
  const index = createSubscriptionIndex()
  index.set('a', 'filter', { symbols: ['AAPL'] })
  assert.deepEqual(index.match(seen('TSLA', 'Doji')), [])
})

test('A11 one of two subscriptions is removed and the other goes on', () => {
  const index = createSubscriptionIndex()
  index.set('a', 'filter', { symbols: ['AAPL'] })
  index.set('a', 'alerts', { pattern_types: ['Doji'] })
  index.remove('a', 'alerts')
  assert.deepEqual([index.match(seen('AAPL', 'Hammer')), index.match(seen('MSFT', 'Doji'))], [['a'], []])
  index.removeSession('a')
  assert.deepEqual([index.match(seen('AAPL', 'Hammer')), index.size()], [[], 0])
})

test('A11 a match over a thousand subscriptions takes less than 5 ms', () => {
  const index = createSubscriptionIndex()
  for (let session = 0; session < 1000; session += 1) index.set(`s${session}`, 'filter', { symbols: [`T${session % 50}`], confidence_min: (session % 10) / 10 })
  const times = Array.from({ length: 50 }, (_, turn) => {
    const began = performance.now()
    assert.ok(index.match(seen(`T${turn}`, 'Doji')).length <= 20)
    return performance.now() - began
  })
  assert.ok((times.toSorted((one, other) => one - other)[25] ?? Infinity) < 5)
})
