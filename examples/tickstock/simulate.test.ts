import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isEventChannel } from './channels.ts'
import { readMessage } from './read-message.ts'
import { coreSymbols, playLoad, sessionMessages, simulateEvents, type SimulatedMessage } from './simulate.ts'

const now = (): number => Date.parse('2026-03-02T15:00:00Z')

function take(count: number, seed = 1): SimulatedMessage[] {
  const events = simulateEvents({ symbols: coreSymbols, seed, now })
  return Array.from({ length: count }, () => events.next().value)
}

test('what is made up is understood, of every kind, and the same for the same seed', () => {
  const kinds = new Set(take(500).map(({ channel, text }) => (isEventChannel(channel) ? readMessage(channel, text, now()).kind : channel)))
  assert.deepEqual([...kinds].toSorted(), ['critical_alert', 'indicator_alert', 'indicators', 'patterns'])
  assert.deepEqual(take(50), take(50))
  assert.notDeepEqual(take(50), take(50, 2))
  const { started, health, stopped } = sessionMessages({ id: 's', universe: 'u', symbolCount: 3, now })
  assert.deepEqual([started(), health(1), stopped(1, 2)].map(({ channel, text }) => isEventChannel(channel) && readMessage(channel, text, now()).kind), ['started', 'streaming_health', 'stopped'])
})

test('the load keeps its rate', async () => {
  const published: string[] = []
  const began = performance.now()
  const sent = await playLoad({ publish: (channel) => published.push(channel), messages: simulateEvents({ symbols: coreSymbols, seed: 1, now }), eventsPerSecond: 200, seconds: 0.5 })
  assert.deepEqual([sent, published.length], [100, 100])
  assert.ok(performance.now() - began > 400)
})
