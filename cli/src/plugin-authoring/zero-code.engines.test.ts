import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '@shopdb/server/platform/database/testing'
import { idOf, itemsOf, startTestApp, type TestApp } from '@shopdb/server/testing/test-app'
import { projectFolder } from '../environment.ts'
import { runPluginTests } from './run-tests.ts'

/** As a site has it: in a folder of its own, away from ShopDB and its packages. */
const outside = mkdtempSync(join(tmpdir(), 'shopdb-plugins-'))
const folder = join(outside, 'fireextinguishers')
cpSync(join(projectFolder, 'examples', 'fireextinguishers'), folder, { recursive: true, filter: (path) => !path.includes('.shopdb') })
afterAll(() => rmSync(outside, { recursive: true, force: true }))

describe.each(testDatabases())('a plugin without code on $engine', (engine) => {
  let site: TestApp
  let foam = 0
  let hall = 0
  const foamValues = { assetNumber: 'FX-12', name: 'Press hall', agent: 'foam', capacity: 6.5, fireClasses: 'AB', nextInspectionOn: '2031-05-01', sealNumber: 'SL-0042' }

  beforeAll(async () => {
    site = await startTestApp({ engine, env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: outside } })
    const plan = idOf(await site.request('POST', '/api/floorplans', { name: 'Hall 1' }))
    hall = idOf(await site.request('POST', '/api/locations', { name: 'Hall 1', kind: 'building', floorPlanId: plan }))
    foam = idOf(await site.request('POST', '/api/fireextinguishers', { ...foamValues, locationId: hall, mapX: 0.25, mapY: 0.5 }))
    idOf(await site.request('POST', '/api/fireextinguishers', { assetNumber: 'FX-2', agent: 'powder', capacity: 9, nextInspectionOn: '2020-01-01' }))
  })
  afterAll(() => site.stop())

  test('has a list with filters, sorts and units, and a form that knows its rules', async () => {
    const numbers = async (query: string) => itemsOf(await site.request('GET', `/api/fireextinguishers?${query}`)).map(({ assetNumber }) => assetNumber)
    expect(await numbers('sort=assetNumber')).toEqual(['FX-2', 'FX-12'])
    expect(await numbers('agent=foam')).toEqual(['FX-12'])
    expect(await numbers('filter[nextInspectionOn][lt]=2025-01-01')).toEqual(['FX-2'])
    expect((await site.request('GET', `/api/fireextinguishers/${foam}`)).json).toMatchObject({ ...foamValues, locationId: hall, version: 1 })
    expect(await site.request('POST', '/api/fireextinguishers', { assetNumber: 'FX-3', agent: 'sand', capacity: 999 })).toMatchObject({ status: 400, json: { fields: expect.arrayContaining([expect.objectContaining({ path: '/agent' }), expect.objectContaining({ path: '/capacity' })]) } })
    const described = JSON.stringify((await site.request('GET', '/api/openapi.json')).json)
    expect(described).toContain('"/api/fireextinguishers/{id}"')
  })

  test('is found by its words, its seal and its number, and comes as CSV', async () => {
    for (const words of ['press hall', 'SL-0042', 'sl-0042', 'FX-12']) {
      expect(itemsOf(await site.request('GET', `/api/search?q=${encodeURIComponent(words)}`)), words).toContainEqual(expect.objectContaining({ id: foam, type: 'fireextinguishers.fireextinguisher' }))
    }
    const { text } = await site.request('GET', '/api/fireextinguishers?format=csv&sort=assetNumber&columns=assetNumber,agent,capacity,nextInspectionOn')
    expect(text.trim().split('\r\n')).toEqual(['assetNumber,agent,capacity,nextInspectionOn', 'FX-2,powder,9,2020-01-01', 'FX-12,foam,6.5,2031-05-01'])
  })

  test('stands on the floor map, coloured as its declaration says', async () => {
    const plans = itemsOf(await site.request('GET', '/api/floorplans'))
    const map = await site.request('GET', `/api/map?floorPlanId=${plans[0]?.id}`)
    expect(map.text).toContain('FX-12 · foam')
    expect(map.text).toContain('"tone":"ok"')
    expect((await site.request('GET', '/api/dashboard/fireextinguishers/overdue')).json).toMatchObject({ value: 1 })
    expect(itemsOf(await site.request('GET', `/api/assets/${foam}/panels`))).toMatchObject([{ plugin: 'fireextinguishers', id: 'inspection', kind: 'fields' }])
  })

  test('takes what agents send, once', async () => {
    const agent = await site.withToken(['fireextinguishers.collect'])
    const sent = { assetNumber: 'FX-77', agent: 'carbondioxide', capacity: 5, inspectedOn: '2026-03-01' }
    expect((await agent('POST', '/api/collector/fireextinguishers', sent)).json).toMatchObject({ created: 1 })
    expect((await agent('POST', '/api/collector/fireextinguishers', sent)).json).toMatchObject({ created: 0, results: [{ outcome: 'unchanged' }] })
  })

  test('is audited, with every field before and after', async () => {
    expect((await site.request('PATCH', `/api/fireextinguishers/${foam}`, { capacity: 9 }, { 'if-match': '1' })).json).toMatchObject({ capacity: 9, version: 2 })
    const history = await site.request('GET', `/api/assets/${foam}/history`)
    expect(history.text).toMatch(/6\.5/)
    expect(history.text).toMatch(/capacity/)
  })

  test('is protected by permissions of its own', async () => {
    const reader = await site.as(['fireextinguishers.read', 'assets.read'])
    expect((await reader('GET', '/api/fireextinguishers')).status).toBe(200)
    expect(await reader('POST', '/api/fireextinguishers', { assetNumber: 'FX-9' })).toMatchObject({ status: 403, json: { permission: 'fireextinguishers.write' } })
    expect((await (await site.as(['computers.read']))('GET', '/api/fireextinguishers')).status).toBe(403)
    expect((await site.anonymous('GET', '/api/fireextinguishers')).status).toBe(401)
  })
})

test('its own tests pass in that folder', async () => {
  expect(await runPluginTests(folder)).toMatchObject({ passed: 2, failed: 0 })
}, 120_000)
