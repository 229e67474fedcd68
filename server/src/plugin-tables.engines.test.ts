import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { readPlugins, undeclaredChanges } from './migration-chains.ts'
import { testDatabases } from './platform/database/testing.ts'
import { writeRepairs } from './testing/repairs-plugin.ts'
import { idOf, itemsOf, startTestApp, type TestApp } from './testing/test-app.ts'

const limit = 120_000

describe.each(testDatabases())('tables that a plugin declares, on $engine', (engine) => {
  let test: TestApp
  let parent: string
  let machine: number

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'shopdbrepairs'))
    writeRepairs(parent)
    test = await startTestApp({ engine, env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: parent, SHOPDB_PLUGIN_MODE: 'isolate' } })
    await test.app.plugins.install('repairshop', { approve: true })
    machine = idOf(await test.request('POST', '/api/repairshop', { assetNumber: 'MILL-1' }))
  }, limit)
  afterAll(async () => {
    await test.stop()
    rmSync(parent, { recursive: true, force: true })
  })

  const repair = async (fault: string, further: Record<string, unknown> = {}): Promise<number> => idOf(await test.request('POST', '/api/repairshop/repairs', { assetId: machine, fault, ...further }))

  it('have one generated migration that leads to them', () => {
    expect(readdirSync(join(parent, 'repairshop', 'migrations'))).toEqual(['0001-create-5-tables.json'])
    const subject = readPlugins(loadConfig({ SHOPDB_ENV: 'test', SHOPDB_PLUGIN_DIRS: parent, SHOPDB_DATA_DIR: parent })).find(({ name }) => name === 'repairshop')
    expect(subject && undeclaredChanges(subject)).toEqual([])
    expect(subject?.findings).toEqual([])
  })

  it('are resources of the API: listed, filtered, sorted, described, documented, as CSV', async () => {
    const shelfId = idOf(await test.request('POST', '/api/repairshop/shelves', { name: 'A 10', room: 'cellar' }))
    const first = await repair('spindle hums', { shelfId, reportedOn: '2026-03-01', cost: 12.5 })
    const second = await repair('coolant leaks', { reportedOn: '2026-04-01' })
    expect(itemsOf(await test.request('GET', '/api/repairshop/repairs')).map(({ id }) => id)).toEqual([second, first])
    expect(itemsOf(await test.request('GET', `/api/repairshop/repairs?shelfId=${shelfId}&sort=fault`))).toMatchObject([{ id: first, fault: 'spindle hums', state: 'open', shelf: 'A 10', asset: 'MILL-1', cost: 12.5, hours: null }])
    expect(itemsOf(await test.request('GET', `/api/repairshop/repairs?assetId=${machine}&state=done`))).toEqual([])
    expect((await test.request('GET', '/api/repairshop/repairs?cost=3')).json).toMatchObject({ code: 'QUERY_UNKNOWN' })
    expect((await test.request('PATCH', `/api/repairshop/repairs/${second}`, { hours: 4, cost: 3, version: 1 })).json).toMatchObject({ hours: null, cost: 3 })
    expect((await test.request('POST', '/api/repairshop/repairs', { assetId: machine, fault: 'x', shelfId: 4711 })).json).toMatchObject({ code: 'REFERENCE_MISSING' })
    expect((await test.request('POST', '/api/repairshop/shelves', { name: 'a 10' })).json).toMatchObject({ code: 'DUPLICATE' })
    expect((await test.request('GET', '/api/repairshop/repairs?format=csv')).text).toMatch(/spindle hums/)
    const described = itemsOf(await test.request('GET', '/api/resources')).find(({ name }) => name === 'repairs')
    expect(described).toMatchObject({ plugin: 'repairshop', path: '/api/repairshop/repairs', titlePlural: 'Repairs', label: 'fault', ownerField: 'assetId', defaultSort: '-reportedOn', permissions: { read: 'repairshop.read', write: 'repairshop.write' } })
    const paths = Object.keys((await test.request('GET', '/api/openapi.json')).json.paths ?? {})
    expect(paths).toEqual(expect.arrayContaining(['/api/repairshop/repairs', '/api/repairshop/repairs/{id}/restore', '/api/repairshop/shelves/bulk', '/api/repairshop/notes']))
    expect(paths).not.toContain('/api/repairshop/notes/{id}/restore')
  })

  it('keep a history, in that of the asset where one owns them, and can be undone', async () => {
    const id = await repair('belt torn')
    const changed = await test.request('PATCH', `/api/repairshop/repairs/${id}`, { state: 'done', version: 1 })
    expect(changed.json).toMatchObject({ state: 'done', version: 2 })
    expect((await test.request('PATCH', `/api/repairshop/repairs/${id}`, { state: 'open', version: 1 })).status).toBe(412)
    const [latest] = itemsOf(await test.request('GET', `/api/repairshop/${machine}/history`))
    expect(latest).toMatchObject({ rows: [{ title: 'Repair', label: 'belt torn', action: 'changed', changes: [{ field: 'state', before: 'open', after: 'done' }] }] })
    expect((await test.request('POST', `/api/batches/${String(latest?.batchId)}/undo`, {})).status).toBe(200)
    expect((await test.request('GET', `/api/repairshop/repairs/${id}`)).json).toMatchObject({ state: 'open' })
  })

  it('are found by search and go from it', async () => {
    const id = idOf(await test.request('POST', '/api/repairshop/shelves', { name: 'B 20', room: 'mezzanine' }))
    expect(itemsOf(await test.request('GET', '/api/search?q=mezzanine'))).toMatchObject([{ type: 'repairshelves', id, title: 'B 20', url: `/repairshelves/${id}` }])
    expect((await test.request('DELETE', `/api/repairshop/shelves/${id}`, undefined, { 'if-match': '1' })).status).toBe(204)
    expect(itemsOf(await test.request('GET', '/api/search?q=mezzanine'))).toEqual([])
    expect((await test.request('POST', `/api/repairshop/shelves/${id}/restore`, {})).status).toBe(200)
    expect(itemsOf(await test.request('GET', '/api/search?q=mezzanine'))).toHaveLength(1)
  })

  it('stand in a panel on the page of their asset', async () => {
    const [panel] = itemsOf(await test.request('GET', `/api/assets/${machine}/panels`)).filter(({ plugin }) => plugin === 'repairshop')
    expect(panel).toMatchObject({ id: 'repairs', kind: 'table' })
    expect((await test.request('GET', `/api/assets/${machine}/panels/repairshop/repairs`)).text).toContain('spindle hums')
  })

  it('are imported from CSV', async () => {
    const upload = await test.request('POST', '/api/imports?type=repairshelves&name=shelves.csv', 'name,room\nD 1,attic\nD 2,attic\n', { 'content-type': 'text/csv' })
    expect(upload.status, upload.text).toBe(201)
    const stateOf = async (): Promise<unknown> => (await test.request('GET', `/api/imports/${String(upload.json.id)}`)).json.state
    expect((await test.request('POST', `/api/imports/${String(upload.json.id)}/check`, {})).status).toBe(202)
    await expect.poll(stateOf, { timeout: 60_000 }).toBe('checked')
    expect((await test.request('POST', `/api/imports/${String(upload.json.id)}/commit`, {})).status).toBe(202)
    await expect.poll(stateOf, { timeout: 60_000 }).toBe('imported')
    expect(itemsOf(await test.request('GET', '/api/repairshop/shelves?q=attic')).map(({ name }) => name)).toEqual(['D 1', 'D 2'])
  }, limit)

  it('ask for the permissions they name', async () => {
    const reader = await test.as(['repairshop.read', 'assets.read'])
    expect((await reader('GET', '/api/repairshop/repairs')).status).toBe(200)
    expect((await reader('POST', '/api/repairshop/repairs', { assetId: machine, fault: 'x' })).status).toBe(403)
    const writer = await test.as(['repairshop.read', 'repairshop.write'], 'writer')
    expect((await writer('POST', '/api/repairshop/shelves', { name: 'C' })).status).toBe(403)
    const closer = await test.as(['repairshop.read', 'repairshop.close'], 'closer')
    expect((await closer('POST', '/api/repairshop/shelves', { name: 'C' })).status).toBe(201)
    expect((await test.as(['assets.read'], 'stranger').then((stranger) => stranger('GET', '/api/repairshop/shelves'))).status).toBe(403)
  })

  it('are written many at once by the code of the plugin: all or none, and undone as one', async () => {
    const known = await repair('pump dry')
    const { json } = await test.request('POST', '/api/repairshop/many', { repairs: [{ assetId: machine, fault: 'many 1' }, { id: known, hours: 5, state: 'done' }, { assetId: machine, fault: 'many 2' }] })
    expect(json.ids).toEqual([expect.any(Number), known, expect.any(Number)])
    const faults = async (): Promise<unknown[]> => itemsOf(await test.request('GET', `/api/repairshop/repairs?assetId=${machine}&sort=fault&limit=500`)).map(({ fault }) => fault).filter((fault) => String(fault).startsWith('many'))
    expect(await faults()).toEqual(['many 1', 'many 2'])
    expect((await test.request('GET', `/api/repairshop/repairs/${known}`)).json).toMatchObject({ state: 'done', hours: 5 })
    expect((await test.request('POST', '/api/repairshop/many', { repairs: [{ assetId: machine, fault: 'many 3' }, { assetId: machine, fault: 'many 4', shelfId: 4711 }] })).json).toMatchObject({ code: 'REFERENCE_MISSING' })
    expect(await faults()).toEqual(['many 1', 'many 2'])
    const [latest] = itemsOf(await test.request('GET', `/api/repairshop/${machine}/history`))
    expect((await test.request('POST', `/api/batches/${String(latest?.batchId)}/undo`, {})).status).toBe(200)
    expect(await faults()).toEqual([])
    expect((await test.request('GET', `/api/repairshop/repairs/${known}`)).json).toMatchObject({ state: 'open', hours: null })
  })

  it('refer to assets that code of the plugin names many at once', async () => {
    const gone = idOf(await test.request('POST', '/api/repairshop', { assetNumber: 'SAW-9' }))
    expect((await test.request('DELETE', `/api/repairshop/${gone}`, undefined, { 'if-match': '1' })).status).toBe(204)
    expect((await test.request('POST', '/api/repairshop/names', { ids: [machine, machine, gone, 987654] })).json).toEqual({ names: [{ id: machine, assetNumber: 'MILL-1', name: null, type: 'repairshop.tool' }] })
  })

  it('are written by the code of the plugin, read-only fields too, and plain tables beside the audited path', async () => {
    const id = await repair('door jams')
    expect((await test.request('POST', `/api/repairshop/close/${id}`, {})).json).toMatchObject({ state: 'done', hours: 3, version: 2 })
    expect(itemsOf(await test.request('GET', '/api/repairshop/notes'))).toMatchObject([{ text: 'closed' }])
    expect(itemsOf(await test.request('GET', '/api/search?q=closed')), 'refers to assets and belongs to none').toEqual([])
    expect((await test.request('POST', '/api/repairshop/notes', { text: 'x' })).status).toBe(405)
    expect((await test.request('POST', '/api/repairshop/levels', {})).json).toEqual({ rows: [{ level: 5 }] })
    expect(itemsOf(await test.request('GET', '/api/auditlog?limit=200')).filter(({ kind }) => kind === 'repairlog')).toEqual([])
  })

  it('go with the plugin, rows and documents too, and begin anew with it', async () => {
    const folder = join(parent, 'repairshop')
    const before = (await test.request('GET', '/api/repairshop/repairs?count=exact')).json.total
    expect((await test.request('DELETE', '/api/plugins/repairshop?policy=archive')).status).toBeLessThan(300)
    expect(itemsOf(await test.request('GET', '/api/search?q=mezzanine'))).toEqual([])
    expect((await test.request('GET', '/api/repairshop/repairs')).status).toBe(404)
    expect(await test.app.platform.database.all("select kind from searchdocs where kind like 'repair%'")).toEqual([])
    expect((await test.request('POST', '/api/plugins/repairshop/install', {})).json).toMatchObject({ state: 'active' })
    expect((await test.request('GET', '/api/repairshop/repairs?count=exact')).json.total).toBe(0)
    expect(readdirSync(join(folder, 'migrations'))).toHaveLength(1)
    expect(before).toBeGreaterThan(2)
  })
})
