import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { startCabinets } from '../../testing/cabinets.ts'
import { idOf, itemsOf, type TestApp } from '../../testing/test-app.ts'

const code = `
export default {
  assetPanels: (context) => [
    { id: 'lock', title: 'Lock', kind: 'fields', order: 5, load: async (id) => ({ items: [{ title: 'Asset', value: (await context.assets.get(id)).assetNumber, type: 'text', tone: 'ok' }, { title: 'Opened', value: '2026-02-03T04:05:06.000Z', type: 'date-time' }] }) },
    { id: 'elsewhere', title: 'Elsewhere', kind: 'fields', types: ['cabinets.other'], load: () => ({ items: [] }) },
    { id: 'keys', title: 'Keys', kind: 'table', permission: 'cabinets.write', load: () => ({ columns: [{ name: 'who', title: 'Who' }], rows: [{ who: 'Ann' }] }) },
    { id: 'throws', title: 'Throws', kind: 'chart', load: () => { throw new Error('secret detail') } },
    { id: 'lost', title: 'Asks for an asset that is not there', kind: 'fields', load: async () => { const asset = await context.assets.update(99999, { name: 'x' }); return { items: [{ title: 'x', value: asset.name }] } } },
  ],
}
`
const ui = {
  forms: [{ type: 'cabinets.cabinet', groups: [{ title: 'Size', fields: ['width', 'assetNumber'] }, { title: 'Look', fields: ['color'] }] }],
  panels: [
    { id: 'measures', title: 'Measures', kind: 'fields', fields: ['width', 'isBroken', 'nextCheck', 'location'], order: 1 },
    { id: 'doors', title: 'Doors', kind: 'table', collection: 'doors' },
    { id: 'links', title: 'Network', kind: 'table', list: { type: 'communications', by: 'assetId' }, columns: ['name', 'hostname'] },
    { id: 'partners', title: 'Related', kind: 'table', list: { type: 'relationships', by: 'fromAssetId' }, order: 90 },
  ],
}

describe.each(testDatabases())('panels of assets on $engine', (engine) => {
  let app: TestApp
  let [id, hall] = [0, 0]
  beforeAll(async () => {
    app = await startCabinets({ code, ui }, engine)
    hall = idOf(await app.request('POST', '/api/locations', { name: 'Hall', kind: 'building' }))
    id = idOf(await app.request('POST', '/api/cabinets', { assetNumber: 'CAB-1', width: 600, isBroken: false, nextCheck: '2026-05-06', locationId: hall }))
    idOf(await app.request('POST', '/api/cabinets/doors', { assetId: id, label: 'A', holder: 'Ann' }))
    idOf(await app.request('POST', '/api/communications', { assetId: id, name: 'eth0', hostname: 'lock-1' }))
  })
  afterAll(async () => app.stop())

  test('stand on the pages of their types, in their order', async () => {
    expect(itemsOf(await app.request('GET', `/api/assets/${id}/panels`)).map(({ plugin, id: panel, kind, order }) => `${String(order)} ${String(plugin)} ${String(panel)} ${String(kind)}`)).toEqual([
      '1 cabinets measures fields', '5 cabinets lock fields', '90 cabinets partners table', '100 cabinets doors table', '100 cabinets links table', '100 cabinets keys table', '100 cabinets throws chart', '100 cabinets lost fields',
    ])
    expect((await app.request('GET', `/api/assets/${id}/panels/cabinets/elsewhere`)).status).toBe(404)
    expect((await app.request('GET', '/api/assets/99999/panels')).status).toBe(404)
  })

  test('declared ones show fields, the items of an array field and records that refer to the asset', async () => {
    const load = async (panel: string) => (await app.request('GET', `/api/assets/${id}/panels/cabinets/${panel}`)).json
    expect(await load('measures')).toEqual({ items: [{ title: 'Width', value: 600, type: 'number', unit: 'mm' }, { title: 'Broken', value: false, type: 'boolean' }, { title: 'Next check', value: '2026-05-06', type: 'date' }, { title: 'Location', value: 'Hall', type: 'text', link: { type: 'locations', id: hall, path: `/locations/${hall}` } }] })
    expect(await load('doors')).toMatchObject({ columns: [{ name: 'label', title: 'Label', type: 'text' }, { name: 'holder', title: 'Holder' }], rows: [{ label: 'A', holder: 'Ann' }], total: 1 })
    expect(await load('links')).toMatchObject({ columns: [{ name: 'name' }, { name: 'hostname' }], rows: [{ name: 'eth0', hostname: 'lock-1', link: { path: expect.stringMatching(/^\/communications\/\d+$/) } }], total: 1 })
    expect(await load('lock')).toEqual({ items: [{ title: 'Asset', value: 'CAB-1', type: 'text', tone: 'ok' }, { title: 'Opened', value: '2026-02-03T04:05:06.000Z', type: 'date-time' }] })
  })

  test('a declared form groups and orders the fields of its type', async () => {
    const [type] = itemsOf(await app.request('GET', '/api/resources')).filter(({ name }) => name === 'cabinets')
    const fields = Array.isArray(type?.fields) ? type.fields : []
    expect(fields.slice(0, 3).map(({ name, group, order }) => [name, group, order])).toEqual([['width', 'Size', 0], ['assetNumber', 'Size', 1], ['color', 'Look', 100]])
    expect(fields.map(({ name }) => String(name))).toContain('serialNumber')
  })

  test('one that fails is a 503 with the name of its plugin', async () => {
    for (const panel of ['throws', 'lost']) {
      const answer = await app.request('GET', `/api/assets/${id}/panels/cabinets/${panel}`)
      expect(answer.json, panel).toMatchObject({ status: 503, code: 'PLUGIN_FAILED', plugin: 'cabinets' })
      expect(answer.text).not.toContain('secret detail')
    }
  })

  test('are seen by who may see the asset and has the permission of the panel', async () => {
    const outsider = await app.as(['assets.read'], 'outsider')
    expect((await outsider('GET', `/api/assets/${id}/panels`)).status).toBe(404)
    expect((await outsider('GET', `/api/assets/${id}/panels/cabinets/lock`)).status).toBe(404)
    const reader = await app.as(['assets.read', 'cabinets.read'], 'reader')
    expect(itemsOf(await reader('GET', `/api/assets/${id}/panels`)).map(({ id: panel }) => panel)).not.toContain('keys')
    expect((await reader('GET', `/api/assets/${id}/panels/cabinets/keys`)).json).toMatchObject({ status: 403, permission: 'cabinets.write' })
    expect((await reader('GET', `/api/assets/${id}/panels/cabinets/partners`)).json).toMatchObject({ status: 403, permission: 'relationships.read' })
    expect((await app.anonymous('GET', `/api/assets/${id}/panels`)).status).toBe(401)
  })
})
