import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { startCabinets } from '../../testing/cabinets.ts'
import { idOf, itemsOf, type Json, type TestApp } from '../../testing/test-app.ts'

const code = `
const asked = { markers: [], results: [] }
let hang = false
export default {
  routes: ({ route }) => [
    route({ method: 'GET', path: '/asked', permission: 'cabinets.read', summary: 'What was asked', handle: () => asked }),
    route({ method: 'GET', path: '/hang', permission: 'cabinets.read', summary: 'From now on never settle', handle: () => { hang = true; return {} } }),
  ],
  mapMarkers: () => [
    { type: 'cabinets.cabinet', load: async (ids) => { asked.markers.push([...ids]); if (hang) await new Promise(() => undefined); const [first, second] = ids.toSorted((one, other) => one - other); return { [first]: { tone: 'critical', label: 'Alarm', badge: '3' }, [second]: { tone: 'purple' }, 4711: { tone: 'ok' } } } },
    { type: 'cabinets.cabinet', load: () => { throw new Error('broken') } },
  ],
  searchResults: () => [{ type: 'cabinets.cabinet', load: async (ids) => { asked.results.push([...ids]); if (hang) await new Promise(() => undefined); return { [Math.min(...ids)]: { subtitle: 'with Ann', badges: ['lent'] } } } }],
}
`
const ui = {
  markers: [{ type: 'cabinets.cabinet', rules: [
    { field: 'isBroken', value: true, tone: 'warning', label: 'Broken · {color}' },
    { field: 'nextCheck', operator: 'lt', value: '{today}', tone: 'info', label: 'Check is due' },
    { field: 'color', operator: 'in', value: ['RED', 'green'], badge: '{color}' },
    { field: 'width', operator: 'gte', value: 1000, tone: 'muted', badge: '{width}' },
  ] }],
  searchResult: [{ type: 'cabinets.cabinet', subtitle: '{color} · {width} mm · at {location}', badges: ['{color}', 'check {nextCheck}'] }],
}

describe.each(testDatabases())('what plugins add to map and search on $engine', (engine) => {
  let app: TestApp
  let plan = 0
  const ids: number[] = []
  const map = async (): Promise<Json[]> => itemsOf(await app.request('GET', `/api/map?floorPlanId=${plan}`)).toSorted((one, other) => Number(one.id) - Number(other.id))
  const find = async (): Promise<Json[]> => itemsOf(await app.request('GET', '/api/search?q=CAB-')).toSorted((one, other) => Number(one.id) - Number(other.id))
  const asked = async (): Promise<Json> => (await app.request('GET', '/api/cabinets/asked')).json

  beforeAll(async () => {
    app = await startCabinets({ code, ui }, engine)
    plan = idOf(await app.request('POST', '/api/floorplans', { name: 'Plan' }))
    const hall = idOf(await app.request('POST', '/api/locations', { name: 'Hall', kind: 'building', floorPlanId: plan }))
    for (const [index, fields] of [{ color: 'red', isBroken: true }, { color: 'blue', isBroken: true }, { color: 'blue', nextCheck: '2020-01-01' }, { color: 'green' }, { width: 1200 }, {}].entries()) ids.push(idOf(await app.request('POST', '/api/cabinets', { assetNumber: `CAB-${index}`, locationId: hall, mapX: 0.1 * index, mapY: 0.5, ...fields })))
  })
  afterAll(async () => app.stop())

  test('markers carry the worst tone that somebody says, by rule or by code; the first rule that holds counts', async () => {
    expect((await map()).map(({ tone, label, badge }) => [tone, label, badge])).toEqual([
      ['critical', 'Alarm', '3'], ['warning', 'Broken · blue', null], ['info', 'Check is due', null], [null, null, 'green'], ['muted', null, '1200'], [null, null, null],
    ])
  })

  test('search results carry second line and badges', async () => {
    const found = await find()
    expect(found.map(({ subtitle, badges }) => [subtitle, badges])).toEqual([
      ['with Ann', ['red', 'lent']], ['blue · at Hall', ['blue']], ['blue · at Hall', ['blue', 'check 2020-01-01']], ['green · at Hall', ['green']], ['1200 mm · at Hall', []], ['at Hall', []],
    ])
  })

  test('a plugin is asked once for all records, never once for each', async () => {
    const before = await asked()
    await map()
    await find()
    const after = await asked()
    const [markers, results] = [['markers'], ['results']].map(([key = '']) => [before[key], after[key]].map((calls) => (Array.isArray(calls) ? calls.length : -1)))
    expect([markers, results]).toEqual([[Number(markers?.[0]), Number(markers?.[0]) + 1], [Number(results?.[0]), Number(results?.[0]) + 1]])
    const [last] = Array.isArray(after.markers) ? after.markers.slice(-1) : []
    expect(Array.isArray(last) && last.toSorted((one: number, other: number) => one - other)).toEqual(ids)
  })

  test('the map does not wait for a plugin that hangs, nor ask it again meanwhile; what others say stays', async () => {
    await app.request('GET', '/api/cabinets/hang')
    expect((await map()).map(({ tone }) => tone)).toEqual(['warning', 'warning', 'info', null, 'muted', null])
    expect((await find())[0]).toMatchObject({ subtitle: 'red · at Hall', badges: ['red'] })
    const before = await asked()
    await map()
    await find()
    expect(await asked()).toEqual(before)
  })
})
