import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAudience, everybody, type Listener } from './audience.ts'

function startAudience() {
  const got: string[] = []
  const sent: string[] = []
  const state = { now: 0, isOn: true, limited: 0 }
  const audience = createAudience({ emit: (room, event) => sent.push(`${room} ${event}`), now: () => state.now, isOn: () => state.isOn, mostPerSecond: () => 100, onLimited: () => { state.limited += 1 } })
  const listener = (id: string, userId: number): Listener => ({ id, caller: { userId, label: id }, emit: (event) => got.push(`${id} ${event}`) })
  return { audience, listener, state, got, sent }
}

test('A39 beyond a hundred events of a second a user gets no more, and the others do', () => {
  const { audience, listener, state, got, sent } = startAudience()
  const [busy, calm] = [listener('busy', 1), listener('calm', 2)]
  for (const each of [busy, calm]) audience.joined(each, everybody)
  audience.joined(busy, 'patterns:AAPL')
  for (let event = 0; event < 150; event += 1) audience.toRoom('patterns:AAPL', 'pattern_detected', {})
  assert.equal(sent.length, 100)
  assert.equal(state.limited, 50)
  audience.toRoom(everybody, 'streaming_health', {})
  assert.deepEqual(got, ['calm streaming_health'])
  audience.toEverybody('critical_alert', {})
  assert.equal(sent.at(-1), `${everybody} critical_alert`)
  state.now = 1000
  audience.toRoom('patterns:AAPL', 'pattern_detected', {})
  assert.equal(sent.length, 102)
})

test('A39 an event counts once for a user with several windows', () => {
  const { audience, listener, sent, state } = startAudience()
  for (const id of ['a', 'b', 'c']) audience.joined(listener(id, 1), 'patterns:AAPL')
  for (let event = 0; event < 100; event += 1) audience.toRoom('patterns:AAPL', 'pattern_detected', {})
  assert.deepEqual([sent.length, state.limited], [100, 0])
})

test('A33 while streaming is off nothing is sent', () => {
  const { audience, listener, state, got, sent } = startAudience()
  audience.joined(listener('a', 1), everybody)
  state.isOn = false
  audience.toRoom(everybody, 'streaming_health', {})
  audience.toEverybody('critical_alert', {})
  audience.toSession('a', 'pattern_alert', {})
  assert.deepEqual([...got, ...sent], [])
})
