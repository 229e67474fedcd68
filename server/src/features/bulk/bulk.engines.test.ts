import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { idOf, itemsOf, startTestApp, type Json, type TestApp } from '../../testing/test-app.ts'

describe.each(testDatabases())('bulk changes on $engine', (engine) => {
  let app: TestApp
  let [haas, okuma, hall]: number[] = []
  beforeAll(async () => {
    app = await startTestApp({ engine })
    haas = idOf(await app.request('POST', '/api/vendors', { name: 'Haas' }))
    okuma = idOf(await app.request('POST', '/api/vendors', { name: 'Okuma' }))
    hall = idOf(await app.request('POST', '/api/locations', { name: 'Hall', kind: 'building' }))
    for (let index = 0; index < 6; index += 1) await app.request('POST', index % 2 === 0 ? '/api/computers' : '/api/equipment', { assetNumber: `B-${index}`, vendorId: haas, notes: `note ${index}` })
  })
  afterAll(async () => app.stop())

  const ended = async (id: unknown): Promise<Json> => {
    for (const started = Date.now(); Date.now() - started < 60_000; await delay(20)) {
      const { json } = await app.request('GET', `/api/jobs/${String(id)}`)
      if (json.finishedAt !== null) return json
    }
    throw new Error(`The job ${String(id)} did not end.`)
  }
  const query = 'filter[assetNumber][startswith]=B-'

  test('of all that match a query need the exact number, touch assets of every type, and are one batch to undo', async () => {
    expect((await app.request('POST', '/api/assets/bulk', { action: 'update', query, values: { locationId: hall }, dryRun: true })).json).toEqual({ matching: 6 })
    expect((await app.request('POST', '/api/assets/bulk', { action: 'update', query, values: { locationId: hall } })).status).toBe(400)
    expect((await app.request('POST', '/api/assets/bulk', { action: 'update', query, values: { locationId: hall }, expected: 5 })).json).toMatchObject({ status: 409, matching: 6 })
    const { json, status } = await app.request('POST', '/api/assets/bulk', { action: 'update', query, values: { locationId: hall, vendorId: okuma }, expected: 6 })
    expect({ status, ...json }).toMatchObject({ status: 200, matching: 6, changed: 6, unchanged: 0, failedCount: 0 })
    expect(itemsOf(await app.request('GET', `/api/assets?${query}&location=Hall`))).toHaveLength(6)
    expect(itemsOf(await app.request('GET', `/api/auditlog?limit=6`)).map(({ batchId, source }) => [batchId, source])).toEqual(Array.from({ length: 6 }, () => [json.batchId, 'bulk']))
    expect((await app.request('POST', '/api/assets/bulk', { action: 'update', query, values: { locationId: hall }, expected: 6 })).json).toMatchObject({ changed: 0, unchanged: 6 })
    const undone = await app.request('POST', `/api/batches/${String(json.batchId)}/undo`)
    expect(undone.json).toEqual({ undone: 6, conflictCount: 0, conflicts: [] })
    const [first] = itemsOf(await app.request('GET', `/api/assets?${query}`))
    expect((await app.request('GET', `/api/assets/${String(first?.id)}`)).json).toMatchObject({ vendor: 'Haas', locationId: null, notes: 'note 0' })
  })

  test('delete a selection, tell what is in use, and bring it back', async () => {
    const spare = idOf(await app.request('POST', '/api/vendors', { name: 'Spare' }))
    const { json } = await app.request('POST', '/api/vendors/bulk', { action: 'delete', ids: [haas, spare] })
    expect(json).toMatchObject({ matching: 2, changed: 1, failedCount: 1, failed: [{ id: haas, code: 'IN_USE' }] })
    expect((await app.request('GET', `/api/vendors?name=Spare`)).json.total).toBe(0)
    expect((await app.request('POST', `/api/batches/${String(json.batchId)}/undo`)).json).toMatchObject({ undone: 1 })
    expect((await app.request('GET', `/api/vendors/${spare}`)).json).toMatchObject({ name: 'Spare', archived: false })
    expect((await app.request('POST', '/api/batches/00000000-0000-7000-8000-000000000000/undo')).status).toBe(404)
  })

  test('of many are a job that answers at once', async () => {
    for (let start = 0; start < 260; start += 52) await Promise.all(Array.from({ length: 52 }, (_, index) => app.request('POST', '/api/applications', { name: `Bulk ${start + index}`, vendorId: haas })))
    const { json, status } = await app.request('POST', '/api/applications/bulk', { action: 'update', query: 'filter[name][startswith]=Bulk', values: { isLicensed: true }, expected: 260 })
    expect({ status, matching: json.matching }).toEqual({ status: 202, matching: 260 })
    expect(await ended(Reflect.get(Object(json.job), 'id'))).toMatchObject({ state: 'done', result: { changed: 260, failedCount: 0 }, progress: { done: 260, total: 260 } })
    const undone = await app.request('POST', `/api/batches/${String(json.batchId)}/undo`)
    expect(undone.status).toBe(202)
    expect(await ended(Reflect.get(Object(undone.json.job), 'id'))).toMatchObject({ state: 'done', result: { undone: 260, conflictCount: 0 } })
  }, 60_000)

  test('need the permission of what they touch, and valid values', async () => {
    const reader = await app.as(['assets.read', 'computers.read', 'equipment.read'])
    expect((await reader('POST', '/api/assets/bulk', { action: 'delete', query, expected: 6 })).status).toBe(403)
    const some = await app.as(['assets.read', 'assets.write', 'computers.read', 'computers.write'])
    expect((await some('POST', '/api/assets/bulk', { action: 'update', query, values: { name: 'x' }, dryRun: true })).json).toEqual({ matching: 3 })
    expect((await some('POST', '/api/equipment/bulk', { action: 'update', query, values: { name: 'x' }, expected: 3 })).status).toBe(403)
    expect((await app.request('POST', '/api/computers/bulk', { action: 'update', query, values: { nmae: 'x' }, expected: 3 })).status).toBe(400)
    expect((await app.request('POST', '/api/computers/bulk', { action: 'update', query: 'sort=nothing', values: { name: 'x' }, expected: 3 })).status).toBe(400)
    expect((await app.request('POST', '/api/computers/bulk', { action: 'update', ids: [1], query, values: { name: 'x' } })).status).toBe(400)
  })
})
