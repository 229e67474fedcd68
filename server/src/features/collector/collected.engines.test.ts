import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { startCabinets } from '../../testing/cabinets.ts'
import { itemsOf, type TestApp } from '../../testing/test-app.ts'

const code = `
const told = []
let isBroken = false
export default {
  routes: (context) => [
    context.route({ method: 'GET', path: '/told', permission: 'cabinets.read', summary: 'What was told', handle: () => ({ items: told.splice(0) }) }),
    context.route({ method: 'POST', path: '/break', permission: 'cabinets.write', summary: 'Break or mend', body: { type: 'object' }, handle: ({ body }) => { isBroken = body.isBroken; return {} } }),
    context.route({ method: 'POST', path: '/found', permission: 'cabinets.write', summary: 'Hand over what was found', body: { type: 'array' }, handle: ({ body }) => context.collector.push(body) }),
  ],
  collected: (context) => [{ type: 'cabinets.cabinet', take: async (records) => {
    if (isBroken) throw new Error('broken')
    const stored = await context.assets.getMany(records.map(({ assetId }) => assetId))
    told.push(...records.map((record) => ({ ...record, number: stored.find(({ id }) => id === record.assetId)?.serialNumber })))
  } }],
}
`

describe.each(testDatabases())('what a collector took, told to its plugin on $engine', (engine) => {
  let app: TestApp
  const push = (records: unknown) => app.request('POST', '/api/collector/cabinets', records)
  const told = async () => itemsOf(await app.request('GET', '/api/cabinets/told'))

  beforeAll(async () => {
    app = await startCabinets({ code }, engine)
  })
  afterAll(async () => app.stop())

  test('is stored by then, comes with its outcome, and each asset once', async () => {
    await push([{ serialNumber: 'S-100' }, { serialNumber: 'S-200' }, { serialNumber: 'S-100' }, 'no record'])
    const first = await told()
    expect(first).toHaveLength(2)
    expect(first).toEqual(expect.arrayContaining([expect.objectContaining({ outcome: 'created', number: 'S-100', at: expect.stringMatching(/Z$/) })]))
    await push([{ serialNumber: 'S-100' }])
    expect(await told()).toMatchObject([{ outcome: 'unchanged', number: 'S-100' }])
  })

  test('leaves the sender its answer when the plugin fails, and is told again with the next record', async () => {
    await app.request('POST', '/api/cabinets/break', { isBroken: true })
    expect((await push([{ serialNumber: 'S-300' }])).json).toMatchObject({ created: 1 })
    await app.request('POST', '/api/cabinets/break', { isBroken: false })
    expect(await told()).toEqual([])
    await push([{ serialNumber: 'S-300' }])
    expect(await told()).toMatchObject([{ outcome: 'unchanged', number: 'S-300' }])
  })

  test('is the same for what the plugin found out by itself', async () => {
    const { json } = await app.request('POST', '/api/cabinets/found', [{ serialNumber: 'S-400' }, { serialNumber: 'S-300' }, 7])
    expect(json).toMatchObject({ received: 3, created: 1, unchanged: 1, quarantined: 1, results: [{ outcome: 'created', matchedBy: null }, { outcome: 'unchanged', matchedBy: expect.any(String) }, { outcome: 'quarantined', assetId: null }] })
    expect((await told()).map(({ number }) => number).toSorted()).toEqual(['S-300', 'S-400'])
    const history = await app.request('GET', `/api/cabinets/${String((json.results as { assetId: number }[])[0]?.assetId)}/history`) // the answer of a collector
    expect(JSON.stringify(history.json)).toContain('plugin cabinets')
  })
})
