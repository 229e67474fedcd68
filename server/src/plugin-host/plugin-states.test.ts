import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestHost, createTestSite, writePlugin, type TestHost, type TestSite } from './testing.ts'

let site: TestSite
let running: TestHost[]

beforeEach(async () => {
  site = await createTestSite()
  running = []
})
afterEach(async () => {
  for (const test of running) await test.stop()
  await site.drop()
})

async function start(): Promise<TestHost> {
  const test = createTestHost(site)
  running.push(test)
  await test.host.start()
  return test
}

const tables = [{ name: 'lists', kind: 'plain', schema: 'tables/lists.json' }, { name: 'entries', kind: 'collection' }]
const files = {
  'migrations/0001-create.json': JSON.stringify({ operations: [{ op: 'createTable', table: 'lists', primaryKey: ['id'], columns: { id: { type: 'id' }, name: { type: 'string(40)' } } }, { op: 'insertRows', table: 'lists', rows: [{ id: 1, name: 'Ada Lovelace' }] }] }),
}
const second = {
  'migrations/0002-split.json': JSON.stringify({ operations: [{ op: 'addColumn', table: 'lists', column: 'last', definition: { type: 'string(40)', nullable: true } }, { op: 'run', table: 'lists', function: 'splitNames' }] }),
}

describe('a function of a migration', () => {
  it('stands beside its file, writes the tables of its plugin and reaches no other', async () => {
    const test = await start()
    writePlugin(site.external, 'names', { tables: tables.slice(0, 1) }, { ...files, ...second, 'migrations/0002-split.ts': `
      import { lastOf } from '../words.ts'
      export async function splitNames(database) {
        const rows = await database.all('select id, name from lists where last is null')
        await database.write(async (transaction) => { for (const { id, name } of rows) await transaction.run('update lists set last = ? where id = ?', [lastOf(name), id]) })
      }`, 'words.ts': "export const lastOf = (name) => name.split(' ').at(-1)\n" })
    await test.host.install('names')
    expect(await site.database.all('select last from lists')).toEqual([{ last: 'Lovelace' }])
  })

  it('that reaches for a table of the platform fails the plugin, at "migrate"; corrected it goes on where it stopped', async () => {
    const test = await start()
    const folder = writePlugin(site.external, 'names', { tables: tables.slice(0, 1) }, { ...files, ...second, 'migrations/0002-split.ts': "export const splitNames = (database) => database.all('select * from assets')\n" })
    await expect(test.host.install('names')).rejects.toMatchObject({ extra: { failure: { stage: 'migrate', message: expect.stringContaining('"assets" is not a table of this plugin') } } })
    writeFileSync(join(folder, 'migrations/0002-split.ts'), 'export const splitNames = () => undefined\n')
    expect((await test.host.enable('names')).state).toBe('active')
    rmSync(join(folder, 'migrations/0002-split.ts'))
    expect((await test.host.replace('names')).state).toBe('active')
  })
})

describe('every state has a way out that is named', () => {
  const nextStep = (test: TestHost, name: string): string | null => test.host.get(name).nextStep

  it('schema ahead: the newer files come back, or the tables go back with what is dropped in an archive', async () => {
    const test = await start()
    const folder = writePlugin(site.external, 'names', { tables: tables.slice(0, 1) }, { ...files, ...second, 'migrations/0002-split.ts': 'export const splitNames = () => undefined\n' })
    await test.host.install('names')
    await test.host.disable('names')
    rmSync(join(folder, 'migrations/0002-split.json'))
    await expect(test.host.enable('names')).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    expect([test.host.get('names').state, nextStep(test, 'names')]).toEqual(['schema-ahead', expect.stringContaining('npx shopdb plugin downgrade names')])
    expect((await test.host.downgrade('names')).state).toBe('active')
    expect(Object.keys((await site.migrator.model())['lists']?.columns ?? {})).toEqual(['id', 'name'])
    await expect(test.host.downgrade('names')).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
  })

  it('orphan: it is uninstalled into an archive and comes back from it', async () => {
    const first = await start()
    const folder = writePlugin(site.external, 'names', { tables: tables.slice(0, 1) }, files)
    await first.host.install('names')
    rmSync(folder, { recursive: true })
    await first.host.stop()
    const test = await start()
    expect([test.host.get('names').state, nextStep(test, 'names')]).toEqual(['orphan', expect.stringContaining('npx shopdb plugin uninstall names')])
    expect((await test.host.planUninstall('names')).policy).toBe('archive')
    expect((await test.host.uninstall('names')).archive?.rows).toBe(1)
    expect(test.host.list()).toEqual([])
    // Without its folder too: its rows are parked until it is there again.
    expect((await test.host.restore('names')).detail.state).toBe('parked')
    writePlugin(site.external, 'names', { tables: tables.slice(0, 1) }, files)
    expect((await test.host.install('names')).state).toBe('active')
    expect(await site.database.all('select name from lists')).toEqual([{ name: 'Ada Lovelace' }])
  })

  it('awaiting approval, quarantined, disabled, discovered, parked', async () => {
    const test = await start()
    writePlugin(site.external, 'greedy', { capabilities: { jobs: true } })
    writePlugin(site.external, 'calm')
    await test.host.install('calm')
    expect([nextStep(test, 'calm'), nextStep(test, 'greedy')]).toEqual([null, 'Install it: npx shopdb plugin install greedy'])
    await test.host.install('greedy', { approve: true })
    await test.host.disable('calm')
    expect(nextStep(test, 'calm')).toContain('plugin enable calm')
    writePlugin(site.external, 'greedy', { capabilities: { jobs: true, files: true } })
    await test.host.disable('greedy')
    await expect(test.host.enable('greedy')).rejects.toMatchObject({ code: 'PLUGIN_NOT_APPROVED' })
    expect([test.host.get('greedy').state, nextStep(test, 'greedy')]).toEqual(['awaiting-approval', expect.stringContaining('plugin install greedy --approve')])
    expect((await test.host.install('greedy', { approve: true })).state).toBe('active')
    await site.database.write((transaction) => transaction.run("update plugins set quarantinedat = 1, quarantinereason = 'loops', changedat = 1 where name = 'greedy'"))
    await site.database.write((transaction) => transaction.run('update plugingenerations set generation = generation + 1'))
    await expect.poll(() => test.host.get('greedy').state, { timeout: 10_000 }).toBe('quarantined')
    expect(nextStep(test, 'greedy')).toContain('plugin enable greedy')
    expect((await test.host.enable('greedy')).state).toBe('active')
  })

  it('an interrupted removal is finished by the next start', async () => {
    const first = await start()
    writePlugin(site.external, 'names', { tables: tables.slice(0, 1) }, files)
    await first.host.install('names')
    await first.host.uninstall('names', 'keep')
    await first.host.stop()
    await site.database.write((transaction) => transaction.run("update plugins set wanted = 'removing'"))
    const test = await start()
    expect(test.host.get('names')).toMatchObject({ state: 'discovered', archives: [] })
    expect(await site.migrator.model()).not.toHaveProperty('lists')
  })
})
