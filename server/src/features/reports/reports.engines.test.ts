import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { startCabinets } from '../../testing/cabinets.ts'
import { idOf, itemsOf, type TestApp } from '../../testing/test-app.ts'

const code = `
let closed = 0
export default {
  reports: () => [
    { id: 'keys', title: 'Keys', description: 'Who has which key.', parameters: { type: 'object', required: ['floor'], properties: { floor: { type: 'integer', minimum: 0 }, lent: { type: 'boolean', default: true } } },
      columns: [{ name: 'holder', title: 'Holder' }, { name: 'weight', title: 'Weight', type: 'number', unit: 'g' }, { name: 'since', title: 'Since', type: 'date' }],
      chart: { kind: 'bar', label: 'holder', values: ['weight'] },
      run: async ({ floor, lent }) => [{ holder: '=cmd|calc', weight: -5 + floor, since: '2026-01-02', further: 'is no column' }, { holder: 'Änne, "B"', weight: typeof floor === 'number' ? 1.5 : null, since: lent === true ? '2026-01-03' : null }] },
    { id: 'many', title: 'Many', columns: [{ name: 'n', title: 'N', type: 'number' }], run: async function* () { try { for (let n = 0; n < 20000; n += 1) yield { n } } finally { closed += 1 } } },
    { id: 'closed', title: 'Closed', columns: [{ name: 'closed', title: 'Closed' }], run: () => [{ closed }] },
    { id: 'broken', title: 'Broken', columns: [{ name: 'n', title: 'N' }], run: async function* () { yield { n: { not: 'plain' } } } },
    { id: 'throws', title: 'Throws', columns: [{ name: 'n', title: 'N' }], run: () => { throw new Error('secret detail') } },
    { id: 'midway', title: 'Breaks midway', columns: [{ name: 'n', title: 'N' }], run: async function* () { yield { n: 1 }; throw new Error('secret detail') } },
    { id: 'nothing', title: 'Answers no rows', columns: [{ name: 'n', title: 'N' }], run: () => 7 },
    { id: 'hidden', title: 'Hidden', permission: 'cabinets.delete', columns: [{ name: 'n', title: 'N' }], run: () => [] },
  ],
}
`

describe.each(testDatabases())('reports on $engine', (engine) => {
  let app: TestApp
  beforeAll(async () => { app = await startCabinets({ code }, engine) })
  afterAll(async () => app.stop())

  test('are listed with their parameters and columns, for whom may run them', async () => {
    const items = itemsOf(await app.request('GET', '/api/reports'))
    expect(items.map(({ plugin, id }) => `${String(plugin)} ${String(id)}`)).toEqual(expect.arrayContaining(['core warranty', 'core not-seen', 'cabinets keys', 'cabinets hidden']))
    expect(items.find(({ id }) => id === 'keys')).toMatchObject({ title: 'Keys', description: 'Who has which key.', parameters: { required: ['floor'], properties: { floor: { type: 'integer', minimum: 0 } } }, columns: [{ name: 'holder' }, { name: 'weight', type: 'number', unit: 'g' }, { type: 'date' }], chart: { kind: 'bar' } })
    const reader = await app.as(['reports.read', 'cabinets.read'], 'reader')
    expect(itemsOf(await reader('GET', '/api/reports')).map(({ id }) => id)).toEqual(expect.arrayContaining(['keys', 'many']))
    expect(itemsOf(await reader('GET', '/api/reports')).map(({ id }) => id)).not.toContain('hidden')
    expect((await reader('GET', '/api/reports/cabinets/hidden')).json).toMatchObject({ status: 403, permission: 'cabinets.delete' })
    expect((await app.anonymous('GET', '/api/reports')).status).toBe(401)
  })

  test('are run with typed parameters and answer rows and a chart', async () => {
    expect((await app.request('GET', '/api/reports/cabinets/keys?floor=2')).json).toEqual({
      columns: [{ name: 'holder', title: 'Holder' }, { name: 'weight', title: 'Weight', type: 'number', unit: 'g' }, { name: 'since', title: 'Since', type: 'date' }],
      rows: [{ holder: '=cmd|calc', weight: -3, since: '2026-01-02' }, { holder: 'Änne, "B"', weight: 1.5, since: '2026-01-03' }], truncated: false,
      chart: { kind: 'bar', unit: 'g', series: [{ name: 'Weight', points: [{ label: '=cmd|calc', value: -3 }, { label: 'Änne, "B"', value: 1.5 }] }] },
    })
  })

  test('refuse parameters that are missing, wrong or unknown, by name', async () => {
    expect((await app.request('GET', '/api/reports/cabinets/keys')).json).toMatchObject({ status: 400, code: 'REQUEST_INVALID', fields: [{ path: 'floor', message: 'is missing' }] })
    expect((await app.request('GET', '/api/reports/cabinets/keys?floor=cellar')).json).toMatchObject({ status: 400, fields: [{ path: 'floor' }] })
    expect((await app.request('GET', '/api/reports/cabinets/keys?floor=1&flor=1')).json).toMatchObject({ status: 400, fields: [{ path: 'flor', message: 'is not known here' }] })
    expect((await app.request('GET', '/api/reports/cabinets/nothere')).status).toBe(404)
  })

  test('come as CSV in which nothing runs as a formula', async () => {
    const answer = await app.request('GET', '/api/reports/cabinets/keys?floor=2&format=csv')
    expect(answer.text).toBe('Holder,Weight (g),Since\r\n\'=cmd|calc,-3,2026-01-02\r\n"Änne, ""B""",1.5,2026-01-03\r\n')
    expect(answer.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="cabinets-keys.csv"' })
    expect((await app.request('GET', '/api/reports/cabinets/keys?floor=2', undefined, { accept: 'text/csv' })).text).toBe(answer.text)
  })

  test('are streamed to CSV whole, and cut on the screen', async () => {
    const csv = await app.request('GET', '/api/reports/cabinets/many?format=csv')
    expect(csv.text.split('\r\n').slice(-3)).toEqual(['19998', '19999', ''])
    const { json } = await app.request('GET', '/api/reports/cabinets/many')
    expect([Array.isArray(json.rows) && json.rows.length, json.truncated]).toEqual([5000, true])
    expect((await app.request('GET', '/api/reports/cabinets/closed')).json.rows).toEqual([{ closed: 2 }])
  })

  test('that fail are a 503 with the name of the plugin', async () => {
    for (const report of ['broken', 'throws', 'nothing', 'midway']) {
      const answer = await app.request('GET', `/api/reports/cabinets/${report}`)
      expect(answer.json, report).toMatchObject({ status: 503, code: 'PLUGIN_FAILED', plugin: 'cabinets' })
      expect(answer.text).not.toContain('secret detail')
      if (report !== 'midway') expect((await app.request('GET', `/api/reports/cabinets/${report}?format=csv`)).status, report).toBe(503)
    }
    expect((await app.request('GET', '/api/reports/cabinets/keys?floor=0')).status).toBe(200)
  })

  test('of core show warranties that end and assets not seen, as far as the caller sees them', async () => {
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    for (const [number, until] of [['W-1', day(10)], ['W-2', day(200)], ['W-3', day(-5)]] as const) idOf(await app.request('POST', '/api/cabinets', { assetNumber: number, warrantyUntil: until }))
    const { json } = await app.request('GET', '/api/reports/core/warranty?days=30')
    expect(json.rows).toEqual([{ assetNumber: 'W-1', name: null, type: 'Cabinet', location: null, warrantyUntil: day(10) }, expect.objectContaining({ assetNumber: 'W-3' })])
    expect((await app.request('GET', '/api/reports/core/not-seen')).json.rows).toEqual([])
    const outsider = await app.as(['reports.read', 'assets.read'], 'outsider')
    expect((await outsider('GET', '/api/reports/core/warranty?days=30')).json.rows).toEqual([])
  })
})
