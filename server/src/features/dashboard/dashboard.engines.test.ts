import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { startCabinets } from '../../testing/cabinets.ts'
import { idOf, itemsOf, type Json, type TestApp } from '../../testing/test-app.ts'

const code = `
let loads = 0
export default {
  widgets: (context) => [
    { id: 'count', title: 'Loads', kind: 'counter', size: 'large', refreshSeconds: 3600, load: async () => ({ value: ++loads, unit: '1', tone: 'info', link: { type: 'cabinets.cabinet', query: 'color=red' } }) },
    { id: 'rights', title: 'Rights', kind: 'counter', permission: 'cabinets.read', load: ({ caller }) => ({ value: caller.may('cabinets.write') ? 2 : 1 }) },
    { id: 'secret', title: 'For writers', kind: 'counter', permission: 'cabinets.write', load: () => ({ value: 1 }) },
    { id: 'throws', title: 'Throws', kind: 'counter', load: () => { throw new Error('secret detail') } },
    { id: 'rejects', title: 'Asks for what is not there', kind: 'counter', load: async () => { throw context.errors.problem({ code: 'NOT_READY', status: 409, message: 'The scale is busy.', fix: 'Wait.' }) } },
    { id: 'stuck', title: 'Never settles', kind: 'counter', load: () => new Promise(() => undefined) },
    { id: 'wrong', title: 'Answers nonsense', kind: 'table', load: () => ({ columns: [{ name: 'a', titel: 'A' }], rows: [] }) },
    { id: 'people', title: 'People', kind: 'table', load: () => ({ columns: [{ name: 'who', title: 'Who' }, { name: 'since', title: 'Since', type: 'date-time' }], rows: [{ who: 'Ann', since: '2026-01-02T03:04:05.000Z', link: { type: 'assets', id: 1 } }] }) },
    { id: 'levels', title: 'Levels', kind: 'chart', load: () => ({ kind: 'line', labelType: 'date', unit: '%', series: [{ name: 'Toner', points: [{ label: '2026-01-01', value: 80 }, { label: '2026-01-02', value: null }] }] }) },
  ],
}
`
const ui = {
  widgets: [
    { id: 'red', title: 'Red cabinets', kind: 'counter', type: 'cabinets.cabinet', query: 'color=red', tone: 'warning' },
    { id: 'due', title: 'Checks due', kind: 'counter', type: 'cabinets.cabinet', query: 'filter[nextCheck][lte]={today+14d}' },
    { id: 'widest', title: 'Widest', kind: 'table', type: 'cabinets.cabinet', query: 'sort=-width', columns: ['assetNumber', 'width', 'location'], limit: 2 },
    { id: 'colours', title: 'Colours', kind: 'chart', type: 'cabinets.cabinet', groupBy: 'color', chart: 'donut' },
    { id: 'places', title: 'Places', kind: 'chart', type: 'cabinets.cabinet', groupBy: 'locationId' },
  ],
}

describe.each(testDatabases())('the dashboard on $engine', (engine) => {
  let app: TestApp
  let hall = 0
  const load = async (plugin: string, id: string): Promise<Json> => {
    const answer = await app.request('GET', `/api/dashboard/${plugin}/${id}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.json
  }

  beforeAll(async () => {
    app = await startCabinets({ code, ui }, engine)
    hall = idOf(await app.request('POST', '/api/locations', { name: 'Hall', kind: 'building' }))
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)
    for (const cabinet of [{ color: 'red', width: 600, locationId: hall, nextCheck: soon }, { color: 'red', width: 1200, nextCheck: '2199-01-01' }, { color: 'blue', width: 900, isBroken: true }, {}]) idOf(await app.request('POST', '/api/cabinets', { assetNumber: `CAB-${String(cabinet.width ?? 0)}`, ...cabinet }))
  })
  afterAll(async () => app.stop())

  test('shows the tiles of core and of every plugin, with kind and size', async () => {
    const items = itemsOf(await app.request('GET', '/api/dashboard'))
    expect(items).toEqual(expect.arrayContaining([
      { plugin: 'core', id: 'assets-by-status', title: 'Assets by status', kind: 'chart', size: 'medium', refreshSeconds: 60 },
      { plugin: 'cabinets', id: 'count', title: 'Loads', kind: 'counter', size: 'large', refreshSeconds: 3600 },
      { plugin: 'cabinets', id: 'red', title: 'Red cabinets', kind: 'counter', size: 'small', refreshSeconds: 60 },
    ]))
  })

  test('a declared counter, table and chart show what the list has, and lead to it', async () => {
    expect(await load('cabinets', 'red')).toEqual({ value: 2, tone: 'warning', link: { type: 'cabinets.cabinet', query: 'color=red', path: '/cabinets?color=red' } })
    expect(await load('cabinets', 'due')).toMatchObject({ value: 1 })
    expect(await load('cabinets', 'widest')).toMatchObject({
      columns: [{ name: 'assetNumber', title: 'Asset number', type: 'text' }, { name: 'width', title: 'Width', type: 'number', unit: 'mm' }, { name: 'location', title: 'Location', type: 'text' }],
      rows: [{ assetNumber: 'CAB-1200', width: 1200, location: null, link: { type: 'cabinets.cabinet', path: expect.stringMatching(/^\/cabinets\/\d+$/) } }, { assetNumber: 'CAB-900' }], total: 4,
    })
    expect(await load('cabinets', 'colours')).toMatchObject({ kind: 'donut', series: [{ points: [{ label: 'red', value: 2, link: { path: '/cabinets?color=red' } }, { label: 'blue', value: 1 }, { label: '', value: 1, link: { query: 'filter[color][isnull]=true' } }] }] })
    expect(await load('cabinets', 'places')).toMatchObject({ series: [{ points: [{ label: '', value: 3 }, { label: 'Hall', value: 1, link: { query: `locationId=${hall}` } }] }] })
  })

  test('core feeds the same dashboard', async () => {
    expect(await load('core', 'assets')).toMatchObject({ value: 4, link: { path: '/assets' } })
    expect(await load('core', 'assets-by-type')).toMatchObject({ kind: 'bar', series: [{ points: [{ label: 'Cabinet', value: 4 }] }] })
    expect(await load('core', 'assets-by-status')).toMatchObject({ kind: 'donut', series: [{ points: [{ value: 4 }] }] })
    expect(await load('core', 'stale-assets')).toEqual({ value: 0, label: 'not seen for 30 days' })
    expect(await load('core', 'recent-changes')).toMatchObject({ columns: [{ name: 'at', type: 'date-time' }, {}, {}, {}, {}], rows: expect.arrayContaining([expect.objectContaining({ label: 'CAB-0', type: 'Cabinet', action: 'created', actor: 'system' })]) })
  })

  test('tables and charts of a hook come typed, for the web to format', async () => {
    expect(await load('cabinets', 'people')).toMatchObject({ columns: [{}, { type: 'date-time' }], rows: [{ who: 'Ann', link: { type: 'assets', id: 1, path: '/assets/1' } }] })
    expect(await load('cabinets', 'levels')).toMatchObject({ kind: 'line', unit: '%', series: [{ points: [{ label: '2026-01-01', value: 80 }, { value: null }] }] })
  })

  test('a tile that fails is a 503 with the name of its plugin; the others go on', async () => {
    const throws = await app.request('GET', '/api/dashboard/cabinets/throws')
    expect([throws.status, throws.json]).toMatchObject([503, { code: 'PLUGIN_FAILED', plugin: 'cabinets' }])
    expect(throws.text).not.toContain('secret detail')
    expect((await app.request('GET', '/api/dashboard/cabinets/wrong')).json).toMatchObject({ code: 'PLUGIN_FAILED', plugin: 'cabinets', detail: expect.stringContaining('Did you mean "title"?') })
    expect((await app.request('GET', '/api/dashboard/cabinets/rejects')).json).toMatchObject({ status: 409, code: 'CABINETS_NOT_READY', fix: 'Wait.' })
    expect((await app.request('GET', '/api/dashboard/cabinets/nothing')).status).toBe(404)
    expect(await load('cabinets', 'red')).toMatchObject({ value: 2 })
  })

  test('a tile is seen by who has its permission, by default that of reading the plugin', async () => {
    const outsider = await app.as(['dashboard.read', 'assets.read'], 'outsider')
    expect(itemsOf(await outsider('GET', '/api/dashboard')).map(({ plugin }) => plugin)).not.toContain('cabinets')
    expect((await outsider('GET', '/api/dashboard/cabinets/count')).json).toMatchObject({ status: 403, permission: 'cabinets.read' })
    expect((await outsider('GET', '/api/dashboard/core/assets')).json).toMatchObject({ value: 0 })
    expect((await outsider('GET', '/api/dashboard/core/recent-changes')).text).not.toContain('CAB-')
    const reader = await app.as(['dashboard.read', 'cabinets.read'], 'reader')
    const seen = itemsOf(await reader('GET', '/api/dashboard')).map(({ id }) => id)
    expect(seen).toContain('count')
    expect(seen).not.toContain('secret')
    expect((await reader('GET', '/api/dashboard/cabinets/secret')).status).toBe(403)
    expect((await app.anonymous('GET', '/api/dashboard')).status).toBe(401)
  })

  test('what was loaded for one is not shown to another who may less', async () => {
    const reader = await app.as(['dashboard.read', 'cabinets.read'], 'reader')
    expect(await load('cabinets', 'rights')).toEqual({ value: 2 })
    expect((await reader('GET', '/api/dashboard/cabinets/rights')).json).toEqual({ value: 1 })
    expect(await load('cabinets', 'rights')).toEqual({ value: 2 })
  })

  test('many viewers cost one load; a change of a record brings the next', async () => {
    const first = await load('cabinets', 'count')
    const answers = await Promise.all(Array.from({ length: 30 }, () => load('cabinets', 'count')))
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set([first.value]))
    idOf(await app.request('POST', '/api/vendors', { name: 'Lista' }))
    await expect.poll(async () => (await load('cabinets', 'count')).value, { timeout: 10_000 }).toBe(Number(first.value) + 1)
    app.clock.offset += 3_600_000
    expect((await load('cabinets', 'count')).value).toBe(Number(first.value) + 2)
    app.clock.offset -= 3_600_000
  })

  test('the addresses stand in the description of the API', async () => {
    const { json } = await app.request('GET', '/api/openapi.json')
    expect(Object.keys(json.paths as object)).toEqual(expect.arrayContaining(['/api/dashboard', '/api/dashboard/{plugin}/{widget}', '/api/reports', '/api/reports/{plugin}/{report}', '/api/assets/{id}/panels', '/api/assets/{id}/panels/{plugin}/{panel}'])) // every description has paths
  })

  test('the tiles go with their plugin and come back with it', async () => {
    await app.request('POST', '/api/plugins/cabinets/disable', {})
    expect(itemsOf(await app.request('GET', '/api/dashboard')).map(({ plugin }) => plugin)).not.toContain('cabinets')
    expect((await app.request('GET', '/api/dashboard/cabinets/red')).status).toBe(404)
    await app.request('POST', '/api/plugins/cabinets/enable', {})
    expect(await load('cabinets', 'red')).toMatchObject({ value: 2 })
  })

  test('a tile that never settles ends at its time limit', { timeout: 60_000 }, async () => {
    expect((await app.request('GET', '/api/dashboard/cabinets/stuck')).json).toMatchObject({ status: 503, code: 'PLUGIN_TIMEOUT', plugin: 'cabinets' })
  })
})
