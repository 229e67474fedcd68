import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { idOf, itemsOf, startTestApp, type Json, type Request, type TestApp } from '../../testing/test-app.ts'

/** Somebody who may read assets and equipment, but not computers, meets no trace of a computer. */
describe.each(testDatabases())('what a caller may not see on $engine', (engine) => {
  let app: TestApp
  let user: Request
  let [computer, machine, plan, relationship, communication] = [0, 0, 0, 0, 0]

  beforeAll(async () => {
    app = await startTestApp({ engine })
    const create = async (path: string, record: Json): Promise<number> => idOf(await app.request('POST', path, record))
    plan = await create('/api/floorplans', { name: 'Plan' })
    const locationId = await create('/api/locations', { name: 'Hall', kind: 'building', floorPlanId: plan, mapX: 0.5, mapY: 0.5 })
    machine = await create('/api/equipment', { assetNumber: 'SEEN-1', locationId, mapX: 0.1, mapY: 0.1 })
    computer = await create('/api/computers', { assetNumber: 'HIDDEN-1', name: 'hiddenname', hostname: 'hiddenhost', macAddress: '0c:42:a1:77:77:77', locationId })
    communication = await create('/api/communications', { assetId: computer, name: 'eth0', hostname: 'hiddenleg' })
    const typeId = await create('/api/relationshiptypes', { name: 'is driven by', inverseName: 'drives', inheritsPosition: true })
    relationship = await create('/api/relationships', { typeId, fromAssetId: machine, toAssetId: computer, notes: 'hiddennote' })
    await app.request('POST', '/api/collector/computers', { hostname: 'hiddencollected', cpu: 'x' })
    await app.request('POST', '/api/collector/computers', { cpu: 'hiddencpu' })
    const rights = ['assets', 'equipment', 'relationships', 'relationshiptypes', 'locations', 'statuses', 'communicationtypes', 'quarantine'].flatMap((noun) => [`${noun}.read`, `${noun}.write`, `${noun}.delete`])
    user = await app.as([...rights.filter((right) => right !== 'quarantine.delete'), 'search.read', 'collectors.read', 'resources.read'], 'machinist')
  })
  afterAll(async () => app.stop())

  test('gives its place on and keeps its id to itself', async () => {
    const typeId = idOf(await app.request('POST', '/api/relationshiptypes', { name: 'rides on', inverseName: 'carries', inheritsPosition: true }))
    const locationId = idOf(await app.request('POST', '/api/locations', { name: 'Bay', kind: 'area', floorPlanId: plan, mapX: 0.2, mapY: 0.2 }))
    const carrier = idOf(await app.request('POST', '/api/computers', { assetNumber: 'HIDDEN-2', locationId, mapX: 0.3, mapY: 0.4 }))
    const rider = idOf(await app.request('POST', '/api/equipment', { assetNumber: 'SEEN-2' }))
    const relation = idOf(await app.request('POST', '/api/relationships', { typeId, fromAssetId: rider, toAssetId: carrier }))
    const place = { x: 0.3, y: 0.4, source: 'related' }
    const positionFor = async (request: Request, path: string): Promise<unknown> => (await request('GET', path)).json.position
    for (const path of [`/api/assets/${rider}`, `/api/equipment/${rider}`]) {
      expect(await positionFor(app.request, path)).toEqual({ floorPlanId: plan, ...place, viaAssetId: carrier })
      expect(await positionFor(user, path)).toEqual({ floorPlanId: plan, ...place })
    }
    const markerFor = async (request: Request): Promise<unknown> => itemsOf(await request('GET', `/api/map?floorPlanId=${plan}`)).find((item) => item.id === rider)
    expect(await markerFor(app.request)).toMatchObject({ ...place, viaAssetId: carrier })
    expect(await markerFor(user)).toMatchObject({ ...place, viaAssetId: null })
    for (const [path, id] of [['relationships', relation], ['equipment', rider], ['computers', carrier], ['relationshiptypes', typeId]] as const) await app.request('DELETE', `/api/${path}/${id}`, undefined, { 'if-match': '1' })
  })

  test('is in no list, count, facet, map, history, relationship or search', async () => {
    const pages = [
      '/api/assets?limit=500', '/api/assets?facets=type,typeId,status&count=exact', '/api/assets?q=hidden', '/api/assets?name=hiddenname', '/api/assets?last=true', '/api/assets?type=computers.computer', '/api/assets?archived=true', '/api/communications', '/api/communications?filter[hostname][contains]=hidden', '/api/installedapplications',
      '/api/relationships', `/api/assets/${machine}/relationships`, `/api/assets/${machine}/history`, `/api/equipment/${machine}/history`, `/api/map?floorPlanId=${plan}`, '/api/search?q=hidden', '/api/search?q=0c42a1777777', '/api/search?q=hi', '/api/quarantine', '/api/resources',
    ]
    for (const page of pages) {
      const answer = await user('GET', page)
      expect(answer.status, `${page} ${answer.text.slice(0, 200)}`).toBe(200)
      expect(page === '/api/resources' ? itemsOf(answer).map((item) => item.name).join() : answer.text.toLowerCase(), page).not.toMatch(/hidden|computers/)
    }
    expect((await user('GET', '/api/assets?count=exact')).json).toMatchObject({ total: 1, items: [{ assetNumber: 'SEEN-1' }] })
    expect((await user('GET', '/api/communications?count=exact')).json).toMatchObject({ total: 0, items: [] })
    expect(itemsOf(await app.request('GET', '/api/relationships')).length).toBe(1)
  })

  test('is not there at its own addresses', async () => {
    const quarantined = Number(itemsOf(await app.request('GET', '/api/quarantine'))[0]?.id)
    for (const path of [`/api/assets/${computer}`, `/api/assets/${computer}/history`, `/api/assets/${computer}/relationships`, `/api/communications/${communication}`, `/api/relationships/${relationship}`, `/api/quarantine/${quarantined}`]) expect((await user('GET', path)).status, path).toBe(404)
    expect((await user('GET', '/api/computers')).status).toBe(403)
    for (const path of [`/api/assets/${computer}`, `/api/communications/${communication}`, `/api/relationships/${relationship}`]) {
      expect((await user('PATCH', path, { notes: 'x', name: 'x', version: 1 })).status, path).toBe(404)
      expect((await user('DELETE', path, undefined, { 'if-match': '1' })).status, path).toBe(404)
    }
    expect((await user('PUT', `/api/assets/${computer}/position`, { mapX: 0, mapY: 0, version: 1 })).status).toBe(404)
    expect((await user('PUT', `/api/assets/${computer}/locks`, { fields: { name: true } })).status).toBe(404)
  })

  test('is no target of a reference', async () => {
    const before = await app.app.platform.database.all('select count(*) as n from changes')
    const [type] = itemsOf(await user('GET', '/api/relationshiptypes'))
    expect((await user('POST', '/api/communications', { assetId: computer, name: 'x' })).json).toMatchObject({ code: 'REFERENCE_MISSING' })
    expect((await user('POST', '/api/relationships', { typeId: type?.id, fromAssetId: machine, toAssetId: computer })).json).toMatchObject({ code: 'REFERENCE_MISSING' })
    expect(await app.app.platform.database.all('select count(*) as n from changes')).toEqual(before)
  })

  test('who may read a type but not write it changes it by no address', async () => {
    const reader = await app.as(['assets.read', 'assets.write', 'assets.delete', 'computers.read'], 'reader')
    expect((await reader('GET', `/api/assets/${computer}`)).status).toBe(200)
    for (const [method, path, body] of [['PATCH', `/api/assets/${computer}`, { name: 'x', version: 1 }], ['PUT', `/api/assets/${computer}/position`, { mapX: 0, mapY: 0, version: 1 }], ['PUT', `/api/assets/${computer}/locks`, { fields: { name: true } }], ['POST', '/api/assets', { type: 'computers.computer', assetNumber: 'X' }], ['DELETE', `/api/assets/${computer}`, { version: 1 }]] as const) expect((await reader(method, path, body)).status, `${method} ${path}`).toBe(403)
    expect((await app.request('GET', `/api/computers/${computer}`)).json).toMatchObject({ name: 'hiddenname', archived: false })
  })
})
