import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startTestHost, type TestHost, type TestRedis } from '@shopdb/plugin-api/testing'
import { connectTo } from './fixtures/connect.ts'
import { detection } from './fixtures/messages.ts'
import { playLoad, type SimulatedMessage } from './simulate.ts'

let redis: TestRedis
let host: TestHost
before(async () => {
  host = await startTestHost(import.meta.dirname, { redis: 'running', settings: { eventsPerSecond: 10_000 } })
  assert.ok(host.redis)
  redis = host.redis
})
after(() => host.stop())

const [sockets, symbolCount, eachHears, eventsPerSecond, seconds] = [500, 50, 5, 100, 5]
const symbols = Array.from({ length: symbolCount }, (_, place) => `S${place}`)

/** Numbered, with the moment of sending as the price: one clock for both ends. */
function* numberedEvents(): Generator<SimulatedMessage, never> {
  for (let number = 0; ; number += 1) {
    const symbol = symbols[number % symbolCount] ?? 'S0'
    const message = detection(symbol, `Pattern${number}`, 0.8) as { data: object } // as it is made
    yield { channel: 'tickstock.events.patterns', symbol, text: JSON.stringify({ ...message, data: { ...message.data, current_price: performance.now() } }) }
  }
}

const took: number[] = []

async function join(place: number): Promise<() => void> {
  const socket = await connectTo(await host.url(), await host.token(['tickstock.read']))
  const own = new Set(Array.from({ length: eachHears }, (_, step) => symbols[(place + step * 10) % symbolCount] ?? 'S0'))
  socket.on('pattern_detected', ({ data: { symbol, price } }: { data: { symbol: string; price: number } }) => {
    took.push(performance.now() - price)
    assert.ok(own.has(symbol), `${symbol} in a foreign room`)
  })
  for (const answer of await Promise.all([...own].map((symbol) => socket.emitWithAck('subscribe_patterns', { symbol })))) assert.partialDeepStrictEqual(answer, { ok: true })
  return () => socket.close()
}

test('A40 five hundred sockets hear all of their symbols and nothing else, soon', { timeout: 180_000 }, async () => {
  const closes: (() => void)[] = []
  for (let first = 0; first < sockets; first += 50) closes.push(...await Promise.all(Array.from({ length: 50 }, (_, step) => join(first + step))))
  const loop = monitorEventLoopDelay({ resolution: 5 })
  loop.enable()
  const sent = await playLoad({ publish: redis.publish, messages: numberedEvents(), eventsPerSecond, seconds })
  const expected = (sent / symbolCount) * sockets * eachHears
  for (const limit = Date.now() + 20_000; took.length < expected && Date.now() < limit;) await delay(20)
  await delay(500)
  loop.disable()
  assert.equal(took.length, expected)
  const sorted = took.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Infinity
  // Ten times the limits of the acceptance list: server, Redis and all clients share this computer.
  assert.ok(at(0.95) < 1000 && at(0.99) < 1500, `p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, event loop ${loop.percentile(99) / 1e6} ms`)
  for (const close of closes) close()
})
