import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coreTables } from './core-tables.ts'
import { testDatabases } from './platform/database/testing.ts'
import { platformTables } from './platform/migrations/ledger.ts'
import { writeCabinets } from './testing/cabinet-plugin.ts'
import { dumpSite, listDataFiles, withoutCounts, type SiteDump } from './testing/site-dump.ts'
import { idOf, itemsOf, startTestApp, type TestApp } from './testing/test-app.ts'

const limit = 120_000
const tables = [...coreTables(), ...platformTables].map(({ name }) => name)

/** Tables that name plugins, their collectors or their records without a foreign key to an asset. */
const coveredTables = ['apitokens', 'assettypes', 'changes', 'collectorextras', 'deliveries', 'eventconsumers', 'idempotencykeys', 'jobruns', 'jobs', 'notices', 'plugindemos', 'quarantine', 'roles', 'searchdocs', 'searchwords', 'settings', 'sightings']

it('no table names plugins without saying what becomes of its rows when they go', () => {
  const naming = coreTables().filter(({ columns }) => ['plugin', 'collector', 'entityid'].some((column) => column in columns)).map(({ name }) => name)
  expect(naming.filter((name) => !coveredTables.includes(name)), 'Declare a holding in the index.ts of the feature, then name the table here.').toEqual([])
})

describe.each(testDatabases())('a plugin that was used, on $engine', (engine) => {
  let test: TestApp
  let parent: string

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'shopdbplugins'))
    // Files of its own, so that the folder of data holds nothing else.
    test = await startTestApp({ engine, env: { SHOPDB_PLUGIN_DIRS: parent, SHOPDB_ENV: 'test' } })
    await rolesAndTokens()
  }, limit)
  afterAll(async () => {
    await test.stop()
    rmSync(parent, { recursive: true, force: true })
  })

  const dump = async (): Promise<SiteDump> => dumpSite(test.app.platform.database)
  /** The screens of other plugins are compiled beside the test, in their own time. */
  const files = (): string[] => listDataFiles(test.place.dataDir).filter((file) => !/^plugin-ui\/(?!cabinets\/)/.test(file))
  let roleId: number

  async function rolesAndTokens(): Promise<void> {
    roleId = idOf(await test.request('POST', '/api/roles', { name: 'Store keeper', permissions: ['assets.read'] }))
    const [user] = itemsOf(await test.request('GET', '/api/users'))
    const userId = user?.id ?? idOf(await test.request('POST', '/api/users', { username: 'keeper', password: 'a long enough password', roles: ['Store keeper'] }))
    idOf(await test.request('POST', '/api/tokens', { name: 'agent', scopes: ['assets.read', 'cabinets.read', 'collector:cabinets'].slice(0, 1), userId }))
  }

  /** Assets with everything that can belong to one, settings, grants, rows of its own, a rejected record. */
  async function use(): Promise<void> {
    const location = itemsOf(await test.request('GET', '/api/locations'))[0]
    const first = idOf(await test.request('POST', '/api/cabinets', { assetNumber: 'CAB-1', name: 'Blue cabinet', color: 'ultramarine', ...(location && { locationId: location.id }) }))
    const second = idOf(await test.request('POST', '/api/cabinets', { assetNumber: 'CAB-2', name: 'Other', color: 'green' }))
    idOf(await test.request('POST', '/api/cabinets/drawers', { assetId: first, name: 'top', depth: 3 }))
    idOf(await test.request('POST', '/api/communications', { assetId: first, name: 'lan', macAddress: '00:11:22:33:44:55' }))
    const [kind] = itemsOf(await test.request('GET', '/api/relationshiptypes'))
    idOf(await test.request('POST', '/api/relationships', { typeId: kind?.id, fromAssetId: first, toAssetId: second }))
    const machine = idOf(await test.request('POST', '/api/equipment', { assetNumber: `MILL-${String(first)}` }))
    idOf(await test.request('POST', '/api/relationships', { typeId: kind?.id, fromAssetId: machine, toAssetId: first }))
    expect((await test.request('PUT', '/api/settings/plugin.cabinets.color', { value: 'red' })).status).toBeLessThan(300)
    expect((await test.request('POST', '/api/cabinets/opened', {})).status).toBe(204)
    const mine = itemsOf(await test.request('GET', '/api/roles')).find(({ id }) => id === roleId)
    expect((await test.request('PATCH', `/api/roles/${roleId}`, { permissions: ['assets.read', 'cabinets.open', 'cabinets.read'] }, { 'if-match': String(mine?.version) })).status).toBe(200)
    expect((await test.request('POST', '/api/collector/cabinets', { records: [{ serialNumber: 'N/A', color: 7 }] })).status).toBeLessThan(500)
    expect((await test.request('GET', '/api/search?q=ultramarine')).text).toContain('Blue cabinet')
  }

  async function removeMachines(): Promise<void> {
    await test.app.platform.database.write(async (transaction) => {
      await transaction.run("delete from searchdocs where kind = 'equipment.equipment'")
      await transaction.run("delete from equipment where assetid in (select id from assets where assetnumber like 'MILL-%')")
      await transaction.run("delete from assets where assetnumber like 'MILL-%'")
    })
  }

  async function installed(work: () => Promise<void>): Promise<void> {
    rmSync(join(parent, 'cabinets'), { recursive: true, force: true })
    writeCabinets(parent)
    expect((await test.request('POST', '/api/plugins/cabinets/install', {})).json).toMatchObject({ state: 'active' })
    await use()
    await work()
  }

  const uninstall = async (policy: string) => test.request('DELETE', `/api/plugins/cabinets?policy=${policy}`)

  describe.each([['archive', false], ['archive', true], ['purge', false], ['purge', true]] as const)('%s, folder deleted first: %s', (policy, isFolderGone) => {
    it('leaves no row, counter or file behind but what is listed', async () => {
      const [before, filesBefore] = [await dump(), files()]
      await installed(async () => {
        const plan = await test.request('GET', `/api/plugins/cabinets/uninstall-plan?policy=${policy}`)
        expect(plan.json).toMatchObject({ policy, blockedBy: [] })
        expect(plan.json.entries).toEqual(expect.arrayContaining([
          expect.objectContaining({ what: 'table', name: 'cabinets', count: 2 }), expect.objectContaining({ what: 'table', name: 'cabinetdrawers', count: 1 }), expect.objectContaining({ what: 'table', name: 'cabinetopenings', count: 1 }),
          expect.objectContaining({ what: 'rows', name: 'assets', count: 2 }), expect.objectContaining({ what: 'rows', name: 'settings', count: 1 }), expect.objectContaining({ what: 'values', name: 'role grants', count: 2 }),
          expect.objectContaining({ what: 'rows', name: 'search documents', count: 2 }),
        ]))
        if (isFolderGone) rmSync(join(parent, 'cabinets'), { recursive: true })
        const done = await uninstall(policy)
        expect(done.status, done.text).toBe(200)
        expect(done.json).toMatchObject({ name: 'cabinets', policy, archive: policy === 'archive' ? { version: '1.0.0' } : null })
        // The other plugin's machine of the relationship stays; it goes here so that both states can be compared.
        await removeMachines()
        expect(withoutCounts(await dump(), tables)).toEqual(withoutCounts(before, tables))
        expect(files().filter((file) => !file.startsWith('plugin-archives'))).toEqual(filesBefore.filter((file) => !file.startsWith('plugin-archives')))
        expect(test.app.platform.permissions.all().filter(({ id }) => id.startsWith('cabinets.'))).toEqual([])
        expect((await test.request('GET', '/api/navigation')).text).not.toContain('cabinets')
        expect((await test.request('GET', '/api/search?q=ultramarine')).text).not.toContain('Blue cabinet')
        expect((await test.request('GET', '/api/assets?q=CAB-1')).text).not.toContain('CAB-1')
        expect((await test.request('GET', '/api/auditlog?kind=cabinets.cabinet')).text).toContain('CAB-1')
        expect((await test.request('GET', '/api/cabinets')).status).toBe(404)
      })
      rmSync(join(parent, 'cabinets'), { recursive: true, force: true })
    }, limit)
  })

  it('keep parks everything, names it, and a later install goes on where it stopped', async () => {
    await installed(async () => {
      const used = await dump()
      expect((await uninstall('keep')).json).toMatchObject({ policy: 'keep', archive: null })
      expect((await test.request('GET', '/api/plugins/cabinets')).json).toMatchObject({ state: 'parked', nextStep: expect.stringContaining('--policy archive') })
      const parked = await dump()
      expect({ ...parked, plugins: [] }).toEqual({ ...used, plugins: [] })
      expect((await test.request('GET', '/api/assets?limit=200')).text).toContain('CAB-1')
      rmSync(join(parent, 'cabinets'), { recursive: true })
      expect((await test.request('GET', '/api/plugins')).text).toContain('"parked"')
      writeCabinets(parent)
      expect((await test.request('POST', '/api/plugins/cabinets/install', {})).json).toMatchObject({ state: 'active' })
      expect((await test.request('GET', '/api/cabinets?q=ultramarine')).text).toContain('CAB-1')
      expect((await test.request('GET', '/api/cabinets/color')).json).toEqual({ color: 'red' })
      expect({ ...(await dump()), plugins: [] }).toEqual({ ...used, plugins: [] })
      expect((await uninstall('purge')).status).toBe(200)
      await removeMachines()
    })
  }, limit)

  it('an archive brings everything back, also into a database of another engine', async () => {
    await installed(async () => {
      const used = await dump()
      const done = await uninstall('archive')
      const { archive } = done.json as { archive: { id: string; rows: number } } // documented answer
      expect(archive.rows).toBeGreaterThan(8)
      expect((await test.request('POST', '/api/plugins/cabinets/install', {})).json).toMatchObject({ state: 'active', archives: expect.arrayContaining([expect.objectContaining({ id: archive.id })]) })
      const back = await test.request('POST', '/api/plugins/cabinets/restore', {})
      expect(back.status, back.text).toBe(200)
      expect(back.json).toMatchObject({ state: 'active', restored: { archive: { id: archive.id } } })
      expect(withoutCounts(await dump(), tables)).toEqual(withoutCounts(used, tables))
      expect((await test.request('GET', '/api/cabinets?q=ultramarine')).text).toContain('CAB-1')
      expect((await test.request('GET', '/api/cabinets/color')).json).toEqual({ color: 'red' })
      expect((await test.request('GET', '/api/search?q=ultramarine')).text).toContain('Blue cabinet')
      expect((await test.request('POST', '/api/cabinets/opened', {})).status).toBe(204)
      idOf(await test.request('POST', '/api/cabinets', { assetNumber: 'CAB-3' }))
      expect((await test.request('POST', '/api/plugins/cabinets/restore', {})).json).toMatchObject({ code: 'STATE_CONFLICT', detail: expect.stringContaining('Uninstall it first') })
      for (const other of testDatabases()) await restoreElsewhere(other, archive.id)
    })
  }, limit)

  async function restoreElsewhere(other: ReturnType<typeof testDatabases>[number], id: string): Promise<void> {
    const site = await startTestApp({ engine: other, env: { SHOPDB_PLUGIN_DIRS: parent, SHOPDB_ENV: 'production', SECRET_KEY: randomBytes(32).toString('hex'), JWT_SECRET_KEY: randomBytes(32).toString('hex') } })
    try {
      mkdirSync(join(site.place.dataDir, 'plugin-archives'), { recursive: true })
      cpSync(join(test.place.dataDir, 'plugin-archives', 'cabinets'), join(site.place.dataDir, 'plugin-archives', 'cabinets'), { recursive: true })
      const back = await site.request('POST', '/api/plugins/cabinets/restore', { archive: id })
      expect(back.status, back.text).toBe(200)
      expect(back.json).toMatchObject({ state: 'active' })
      expect((await site.request('GET', '/api/cabinets?q=ultramarine')).text).toContain('CAB-1')
      expect((await site.request('GET', '/api/search?q=ultramarine')).text).toContain('Blue cabinet')
      idOf(await site.request('POST', '/api/cabinets', { assetNumber: 'CAB-9' }))
    } finally {
      await site.stop()
    }
  }
})
