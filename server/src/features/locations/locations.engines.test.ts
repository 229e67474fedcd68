import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { createRandom } from '../../testing/random.ts'
import { idOf, itemsOf, startTestApp, type Answer, type Json, type TestApp } from '../../testing/test-app.ts'

describe.each(testDatabases())('locations and positions on $engine', (engine) => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ engine })
  })
  afterAll(async () => app.stop())

  const create = async (path: string, record: Json): Promise<number> => idOf(await app.request('POST', path, record))
  const location = (name: string, parentId: number | null, more: Json = {}): Promise<number> => create('/api/locations', { name, kind: 'area', parentId, ...more })
  const change = async (path: string, values: Json): Promise<Answer> => app.request('PATCH', path, { ...values, version: (await app.request('GET', path)).json.version })
  const pathOf = async (id: number): Promise<unknown> => (await app.request('GET', `/api/locations/${id}`)).json.path

  test('paths follow renames and moves of everything above', async () => {
    const site = await location('Site', null)
    const hall = await location('Hall', site)
    const bay = await location('Bay 3', hall)
    expect(await pathOf(bay)).toBe('Site / Hall / Bay 3')
    await change(`/api/locations/${site}`, { name: 'Works' })
    expect(await pathOf(bay)).toBe('Works / Hall / Bay 3')
    const other = await location('Other', null)
    await change(`/api/locations/${hall}`, { parentId: other })
    expect(await pathOf(bay)).toBe('Other / Hall / Bay 3')
    expect(itemsOf(await app.request('GET', '/api/locations?sort=path&filter[path][startswith]=Other')).map((item) => item.path)).toEqual(['Other', 'Other / Hall', 'Other / Hall / Bay 3'])
    expect(itemsOf(await app.request('GET', '/api/search?q=bay 3')).find((item) => item.id === bay && item.type === 'locations')).toMatchObject({ subtitle: 'Other / Hall / Bay 3' })
    await change(`/api/locations/${hall}`, { parentId: null })
    expect(await pathOf(bay)).toBe('Hall / Bay 3')
  })

  test('a location never stands inside itself, at any depth, nor deeper than 20', async () => {
    const chain: number[] = []
    for (let depth = 0; depth < 20; depth += 1) chain.push(await location(`D${depth}`, chain.at(-1) ?? null))
    for (const inside of [0, 1, 10, 19]) {
      const answer = await change(`/api/locations/${chain[0]}`, { parentId: chain[inside] })
      expect(answer.status, `inside ${inside}`).toBe(422)
      expect(answer.json.fields).toMatchObject([{ path: '/parentId' }])
    }
    expect((await app.request('POST', '/api/locations', { name: 'too deep', kind: 'bay', parentId: chain[19] })).status).toBe(422)
    const above = await location('Above', null)
    expect((await change(`/api/locations/${chain[0]}`, { parentId: above })).status, 'moving a deep tree deeper').toBe(422)
    expect((await app.request('DELETE', `/api/locations/${chain[3]}`, undefined, { 'if-match': '1' })).json).toMatchObject({ code: 'IN_USE' })
  })

  test('two that move into each other at the same time do not make a ring', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [left, right] = [await location(`L${round}`, null), await location(`R${round}`, null)]
      const answers = await Promise.all([app.request('PATCH', `/api/locations/${left}`, { parentId: right, version: 1 }), app.request('PATCH', `/api/locations/${right}`, { parentId: left, version: 1 })])
      expect(answers.filter((answer) => answer.status === 200).length, answers.map((answer) => answer.text).join()).toBe(1)
    }
  })

  async function plant(): Promise<{ plan: number; inherits: number; plain: number; placed: number; unplaced: number }> {
    const plan = await create('/api/floorplans', { name: `Plan ${Math.random()}` })
    const hall = await location(`Hall ${plan}`, null, { floorPlanId: plan })
    const placed = await location('Placed bay', hall, { mapX: 0.25, mapY: 0.75 })
    const unplaced = await location('Bay without place', hall)
    const inherits = await create('/api/relationshiptypes', { name: `stands with ${plan}`, inverseName: `carries ${plan}`, inheritsPosition: true })
    const plain = await create('/api/relationshiptypes', { name: `knows ${plan}`, inverseName: `is known by ${plan}`, inheritsPosition: false })
    return { plan, inherits, plain, placed, unplaced }
  }

  const relate = (typeId: number, fromAssetId: number, toAssetId: number): Promise<number> => create('/api/relationships', { typeId, fromAssetId, toAssetId })
  const positionOf = async (id: number): Promise<unknown> => (await app.request('GET', `/api/assets/${id}`)).json.position
  const machine = (assetNumber: string, more: Json = {}): Promise<number> => create('/api/equipment', { assetNumber, ...more })

  test('the own position counts before that of a related asset, and that before the location\'s', async () => {
    const { plan, inherits, plain, placed, unplaced } = await plant()
    const carrier = await machine('POS-1', { locationId: unplaced, mapX: 0.1, mapY: 0.2 })
    const pc = await create('/api/computers', { assetNumber: 'POS-PC-1', locationId: placed })
    expect(await positionOf(carrier)).toEqual({ floorPlanId: plan, x: 0.1, y: 0.2, source: 'asset' })
    expect(await positionOf(pc)).toEqual({ floorPlanId: plan, x: 0.25, y: 0.75, source: 'location' })
    await relate(plain, pc, carrier)
    expect(await positionOf(pc)).toMatchObject({ source: 'location' })
    const relationship = await relate(inherits, pc, carrier)
    expect(await positionOf(pc)).toEqual({ floorPlanId: plan, x: 0.1, y: 0.2, source: 'related', viaAssetId: carrier })
    expect(await positionOf(carrier), 'a position is passed on in one direction').toMatchObject({ source: 'asset' })
    await change(`/api/computers/${pc}`, { mapX: 0.9, mapY: 0.9 })
    expect(await positionOf(pc)).toEqual({ floorPlanId: plan, x: 0.9, y: 0.9, source: 'asset' })
    const version = Number((await app.request('GET', `/api/computers/${pc}`)).json.version)
    expect((await app.request('PUT', `/api/assets/${pc}/position`, 'null', { 'if-match': String(version) })).status).toBe(200)
    expect(await positionOf(pc)).toMatchObject({ source: 'related' })
    await app.request('DELETE', `/api/relationships/${relationship}`, undefined, { 'if-match': '1' })
    expect(await positionOf(pc)).toMatchObject({ source: 'location' })
  })

  test('a position is passed on over five assets at most, and rings end', async () => {
    const { inherits, placed, unplaced } = await plant()
    const chain = [await machine(`CHAIN-${placed}-0`, { locationId: unplaced, mapX: 0.5, mapY: 0.5 })]
    for (let step = 1; step <= 6; step += 1) {
      chain.push(await machine(`CHAIN-${placed}-${step}`, { locationId: placed }))
      await relate(inherits, chain[step] ?? 0, chain[step - 1] ?? 0)
    }
    expect(await positionOf(chain[5] ?? 0)).toMatchObject({ source: 'related', viaAssetId: chain[0] })
    expect(await positionOf(chain[6] ?? 0)).toMatchObject({ source: 'location' })
    const ring = [await machine(`RING-${placed}-1`), await machine(`RING-${placed}-2`)]
    await relate(inherits, ring[0] ?? 0, ring[1] ?? 0)
    await relate(inherits, ring[1] ?? 0, ring[0] ?? 0)
    expect(await positionOf(ring[0] ?? 0)).toBeNull()
  })

  test('the map shows every asset where its own page says it stands', async () => {
    const random = createRandom(7)
    const { plan, inherits, placed, unplaced } = await plant()
    const elsewhere = await plant()
    const ids: number[] = []
    for (let index = 0; index < 60; index += 1) {
      const own = random.below(4) === 0 ? { mapX: random.below(100) / 100, mapY: random.below(100) / 100 } : {}
      ids.push(await machine(`MAP-${plan}-${index}`, { locationId: random.pick([placed, unplaced, elsewhere.placed, elsewhere.unplaced, null]), ...own }))
    }
    for (let index = 0; index < 50; index += 1) await app.request('POST', '/api/relationships', { typeId: inherits, fromAssetId: random.pick(ids), toAssetId: random.pick(ids) })
    for (const { id } of [{ id: ids[5] }, { id: ids[17] }]) await app.request('DELETE', `/api/equipment/${id}`, undefined, { 'if-match': '1' })
    for (const floorPlanId of [plan, elsewhere.plan]) {
      const markers = new Map(itemsOf(await app.request('GET', `/api/map?floorPlanId=${floorPlanId}`)).map((marker) => [marker.id, marker]))
      for (const id of ids) {
        const position = (await app.request('GET', `/api/assets/${id}`)).json.position as Json | null // a position or null
        const marker = markers.get(id)
        const shown = marker ? { floorPlanId, x: marker.x, y: marker.y, source: marker.source, ...(marker.viaAssetId === null ? {} : { viaAssetId: marker.viaAssetId }) } : null
        expect(shown, `asset ${id}`).toEqual(position?.floorPlanId === floorPlanId ? position : null)
      }
    }
  })

  test('a map of a plan that is not there, or half a position, is refused', async () => {
    expect((await app.request('GET', '/api/map?floorPlanId=999999')).status).toBe(404)
    expect((await app.request('GET', '/api/map')).status).toBe(400)
    for (const half of [{ mapX: 0.5 }, { mapY: 0.5 }]) expect((await app.request('POST', '/api/equipment', { assetNumber: 'HALF-POS', ...half })).status).toBe(422)
    for (const wrong of [{ mapX: 1.1, mapY: 0 }, { mapX: -0.1, mapY: 0 }]) expect((await app.request('POST', '/api/equipment', { assetNumber: 'HALF-POS', ...wrong })).status).toBe(400)
  })
})
