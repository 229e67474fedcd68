import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestHost, type TestHost } from '@shopdb/plugin-api/testing'

let host: TestHost
before(async () => { host = await startTestHost(import.meta.dirname) })
after(() => host.stop())

test('A25 without Redis the plugin runs and says so', async () => {
  const { status, body } = await host.api.get('/api/tickstock/health')
  assert.equal(status, 200)
  assert.partialDeepStrictEqual(body, { status: 'degraded', components: { redis: { status: 'unknown' } } })
  const health = await host.api.get('/api/health')
  assert.match(health.text, /Redis is not configured/)
})

test('A23 its health follows the switch of the host', async () => {
  assert.equal((await host.anonymous.get('/api/tickstock/health')).status, 200)
  assert.equal((await host.anonymous.get('/api/tickstock/streaming/status')).status, 401)
})

test('A26 redis-status says that there is none', async () => {
  const { status, body } = await host.api.get('/api/tickstock/streaming/redis-status')
  assert.deepEqual([status, body], [503, { status: 'disconnected', code: 'TICKSTOCK_SERVICE_UNAVAILABLE', message: 'Redis client not initialized' }])
  assert.partialDeepStrictEqual((await host.api.get('/api/tickstock/streaming/status')).body, { status: 'offline' })
  assert.equal((await host.api.get('/api/tickstock/health/redis')).status, 503)
})

test('A30 without the pattern database tiers, history and symbols are 503, and scans answer', async () => {
  for (const path of ['/patterns/daily', '/patterns/combo', '/streaming/summary', '/symbols', '/patterns/definitions']) {
    const { status, body } = await host.api.get(`/api/tickstock${path}`)
    assert.deepEqual([path, status, body['status'], body['message']], [path, 503, 'error', 'Database unavailable'])
  }
  assert.equal((await host.api.get('/api/tickstock/patterns/scan')).status, 200)
})
