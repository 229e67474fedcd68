import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { itemsOf, startTestApp, type TestApp } from '../../testing/test-app.ts'

describe('assets that no collector sees any more', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(async () => app.stop())

  async function nightly(): Promise<unknown> {
    const { json } = await app.request('POST', '/api/jobs/core/assets.archivestale')
    for (const started = Date.now(); Date.now() - started < 30_000; await delay(20)) {
      const run = (await app.request('GET', `/api/jobs/${String(json.id)}`)).json
      if (run.state === 'done') return run.result
    }
    throw new Error('The job did not end.')
  }

  test('stay until the site sets a rule, then are archived as one batch that can be undone', async () => {
    await app.request('POST', '/api/collector/computers', { hostname: 'gone', serialNumber: 'GONE-1' })
    await app.request('POST', '/api/computers', { assetNumber: 'BY-HAND' })
    app.clock.offset += 100 * 24 * 3_600_000
    await app.request('POST', '/api/collector/computers', { hostname: 'here', serialNumber: 'HERE-1' })
    expect((await app.request('GET', '/api/dashboard/core/stale-assets')).json).toEqual({ value: 1, label: 'not seen for 30 days', tone: 'warning' })
    expect((await app.request('PUT', '/api/settings/assets.staleAfterDays', { value: 101 })).status).toBe(200)
    app.clock.offset += 3_600_000
    expect((await app.request('GET', '/api/dashboard/core/stale-assets')).json).toEqual({ value: 0, label: 'not seen for 101 days' })
    expect(await nightly()).toEqual({ days: 0, archived: 0, kept: 0 })
    expect((await app.request('PUT', '/api/settings/assets.archiveAfterDays', { value: 90 })).status).toBe(200)
    expect(await nightly()).toEqual({ days: 90, archived: 1, kept: 0 })
    expect(itemsOf(await app.request('GET', '/api/computers')).map(({ hostname, assetNumber }) => hostname ?? assetNumber).toSorted()).toEqual(['BY-HAND', 'here'])
    const [entry] = itemsOf(await app.request('GET', '/api/auditlog?kind=computers.computer&limit=1'))
    expect(entry).toMatchObject({ action: 'deleted', source: 'system' })
    expect((await app.request('POST', `/api/batches/${String(entry?.batchId)}/undo`)).json).toMatchObject({ undone: 1 })
    expect(itemsOf(await app.request('GET', '/api/computers?q=gone'))).toHaveLength(1)
  }, 60_000)
})
