import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { startCabinets } from '../../testing/cabinets.ts'
import { idOf, itemsOf, type TestApp } from '../../testing/test-app.ts'

const code = `
const asked = []
const holders = new Map()
let isBroken = false
export default {
  routes: (context) => [
    context.route({ method: 'POST', path: '/lend/:id', permission: 'cabinets.write', summary: 'Lend', params: { type: 'object', properties: { id: { type: 'integer' } } }, body: { type: 'object' }, handle: async ({ params, body }) => { holders.set(params.id, body.to); if (body.refresh) await context.search.refresh([params.id]); return {} } }),
    context.route({ method: 'GET', path: '/asked', permission: 'cabinets.read', summary: 'What was asked', handle: () => ({ asked }) }),
    context.route({ method: 'POST', path: '/break', permission: 'cabinets.write', summary: 'Break or mend', body: { type: 'object' }, handle: ({ body }) => { isBroken = body.isBroken; return {} } }),
  ],
  searchFields: () => [{ type: 'cabinets.cabinet', load: async (ids) => { if (isBroken) throw new Error('broken'); asked.push([...ids]); return Object.fromEntries(ids.map((id) => [id, ['inventory of 2026', ...(holders.has(id) ? [holders.get(id)] : [])]])) } }],
}
`

describe.each(testDatabases())('words that plugins add to search on $engine', (engine) => {
  let app: TestApp
  let [one, two] = [0, 0]
  const find = async (query: string): Promise<string[]> => itemsOf(await app.request('GET', `/api/search?q=${encodeURIComponent(query)}`)).map(({ title }) => String(title)).toSorted()
  const patient = { timeout: 20_000 }

  beforeAll(async () => {
    app = await startCabinets({ code }, engine)
    one = idOf(await app.request('POST', '/api/cabinets', { assetNumber: 'CAB-1' }))
    two = idOf(await app.request('POST', '/api/cabinets', { assetNumber: 'CAB-2' }))
  })
  afterAll(async () => app.stop())

  test('find a record soon after it was made, with its own words together', async () => {
    await expect.poll(() => find('inventory 2026'), patient).toEqual(['CAB-1', 'CAB-2'])
    expect(await find('cab-2 inventory')).toEqual(['CAB-2'])
  })

  test('follow at once when the plugin says that they changed', async () => {
    await app.request('POST', `/api/cabinets/lend/${one}`, { to: 'Wilhelmine', refresh: true })
    expect(await find('wilhelmine')).toEqual(['CAB-1'])
    await app.request('POST', `/api/cabinets/lend/${one}`, { to: 'Theodora', refresh: true })
    expect([await find('wilhelmine'), await find('theodora')]).toEqual([[], ['CAB-1']])
  })

  test('stay when the record is changed, in the same transaction, even while the plugin is broken', async () => {
    await app.request('POST', '/api/cabinets/break', { isBroken: true })
    expect((await app.request('PATCH', `/api/cabinets/${one}`, { name: 'Moved', version: 1 })).status).toBe(200)
    expect(await find('theodora moved')).toEqual(['CAB-1 \u00b7 Moved'])
    await app.request('DELETE', `/api/cabinets/${one}`, undefined, { 'if-match': '2' })
    expect(await find('theodora')).toEqual([])
    await app.request('POST', `/api/cabinets/${one}/restore`)
    expect(await find('theodora')).toEqual(['CAB-1 \u00b7 Moved'])
    await app.request('POST', `/api/cabinets/lend/${two}`, { to: 'Leopoldine' })
    await app.request('PATCH', `/api/cabinets/${two}`, { name: 'Second', version: 1 })
    await app.request('POST', '/api/cabinets/break', { isBroken: false })
    await expect.poll(() => find('leopoldine'), patient).toEqual(['CAB-2 \u00b7 Second'])
  })

  test('are asked for in one call for many records, whatever wrote them', async () => {
    const before = (await app.request('GET', '/api/cabinets/asked')).json.asked
    const records = Array.from({ length: 40 }, (_, index) => ({ serialNumber: `BULK-${index}` }))
    const sent = await app.request('POST', '/api/collector/cabinets', records)
    expect(sent.status, sent.text).toBe(200)
    expect(sent.json).toMatchObject({ created: 40 })
    await expect.poll(async () => itemsOf(await app.request('GET', '/api/search?limit=100&q=inventory%20bulk-')).length, patient).toBe(40)
    const after = (await app.request('GET', '/api/cabinets/asked')).json.asked
    expect(Array.isArray(before) && Array.isArray(after) && after.length - before.length).toBeLessThanOrEqual(2)
  })

  test('are complete after the plugin was away, and gone with it', async () => {
    await app.request('POST', '/api/plugins/cabinets/disable', {})
    await app.request('POST', '/api/plugins/cabinets/enable', {})
    const three = idOf(await app.request('POST', '/api/cabinets', { assetNumber: 'CAB-3' }))
    await expect.poll(() => find('cab-3 inventory'), patient).toEqual(['CAB-3'])
    expect(three).toBeGreaterThan(two)
    await app.request('DELETE', '/api/plugins/cabinets?policy=purge')
    expect(await find('inventory')).toEqual([])
    expect(await app.app.platform.database.all('select count(*) as n from searchwords')).toEqual([{ n: 0 }])
  })
})
