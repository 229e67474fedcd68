import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeRedis, overallOf, probeRedis } from './judge-redis.ts'

const ready = { status: 'ready', reason: null } as const

test('A25 a round trip above 50 ms is degraded, none is unhealthy, and without configuration it is unknown', () => {
  const judged = [judgeRedis({ state: ready, milliseconds: 3 }), judgeRedis({ state: ready, milliseconds: 75 }), judgeRedis({ state: { status: 'down', reason: 'refused' }, milliseconds: null }), judgeRedis({ state: { status: 'absent', reason: null }, milliseconds: null })]
  assert.deepEqual(judged.map(({ status }) => status), ['healthy', 'degraded', 'error', 'unknown'])
  assert.deepEqual(judged.map((component) => overallOf([component])), ['healthy', 'degraded', 'unhealthy', 'degraded'])
})

test('A25 a Redis that hangs is given up in time', async () => {
  const began = performance.now()
  assert.equal((await probeRedis({ state: () => ready, ping: () => new Promise(() => undefined) }, 50)).milliseconds, null)
  assert.ok(performance.now() - began < 1000)
  assert.equal((await probeRedis({ state: () => ready, ping: () => Promise.reject(new Error('gone')) })).milliseconds, null)
})
