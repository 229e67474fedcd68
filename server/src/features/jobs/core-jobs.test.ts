import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { itemsOf, startTestApp, type TestApp } from '../../testing/test-app.ts'

const day = 24 * 3_600_000

describe('jobs of core', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(async () => app.stop())

  test('stand in the schedule', async () => {
    const names = itemsOf(await app.request('GET', '/api/jobs/schedule')).filter(({ plugin }) => plugin === 'core').map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['sessions.cleanup', 'quarantine.cleanup', 'imports.cleanup', 'imports.check', 'imports.commit', 'bulk.change', 'batches.undo']))
  })

  test('forget settled quarantine records and the lines of imports when their time has come', async () => {
    const { database } = app.app.platform
    await app.request('POST', '/api/collector/computers', { hostname: 7 })
    const [open] = itemsOf(await app.request('GET', '/api/quarantine'))
    await app.request('POST', '/api/collector/computers', { hostname: 8 })
    const discarded = itemsOf(await app.request('GET', '/api/quarantine')).find(({ id }) => id !== open?.id)
    expect((await app.request('DELETE', `/api/quarantine/${String(discarded?.id)}`)).status).toBe(204)
    const { json } = await app.request('POST', '/api/imports?type=vendors', 'name\nForgotten\n', { 'content-type': 'text/csv' })
    app.clock.offset += 100 * day
    const left = async (): Promise<unknown[]> => [...await database.all('select id from quarantine order by id'), ...await database.all('select id from importparts')]
    for (const started = Date.now(); (await left()).length > 1 && Date.now() - started < 30_000;) await delay(50)
    expect(await left()).toEqual([{ id: open?.id }])
    expect((await app.request('GET', `/api/imports/${String(json.id)}`)).json).toMatchObject({ state: 'uploaded', samples: [] })
  }, 60_000)
})
