import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createDataFolder, runHere, startServerDouble } from './testing.ts'

/** No server runs here: every command opens the database itself. The tests go on from one another, as a person would. */
let site: ReturnType<typeof createDataFolder>
vi.setConfig({ testTimeout: 90_000 }) // each test opens the whole application several times
beforeAll(() => {
  site = createDataFolder()
  for (const name of ['SHOPDB_DATA_DIR', 'SHOPDB_WORKING_DIR']) vi.stubEnv(name, site.dataFolder)
  for (const name of ['SHOPDB_URL', 'SHOPDB_TOKEN', 'DATABASE_URL']) vi.stubEnv(name, '')
})
afterAll(() => {
  vi.unstubAllEnvs()
  site.remove()
})

const run = runHere
const json = async (...argumentList: string[]) => JSON.parse((await run([...argumentList, '--json'])).output)
const usernames = async () => (await json('user', 'list')).items.map(({ username }: { username: string }) => username)

it('examines an installation before its first start', async () => {
  const ending = await run(['doctor'])
  expect(ending.status).toBe(0)
  expect(ending.output).toContain('does not exist yet')
  expect(existsSync(join(site.dataFolder, 'shopdb.sqlite'))).toBe(false)
})

it('brings the tables of core and no others', async () => {
  expect((await json('db', 'status')).pending).toBeGreaterThan(0)
  expect((await json('db', 'upgrade')).applied).toContainEqual({ chain: 'core', file: expect.stringMatching(/^0001-/) })
  expect(await json('db', 'status')).toMatchObject({ pending: 0, chains: [{ name: 'core' }] })
  expect((await run(['db', 'upgrade'])).output).toBe('Nothing waited.\n')
})

it('writes no migration when the tables are declared as they are', async () => {
  expect(await run(['db', 'migrate'])).toMatchObject({ status: 0, output: 'The migrations already lead to the declared tables.\n' })
  expect(await run(['db', 'migrate', 'computers'])).toMatchObject({ status: 0, output: 'The migrations already lead to the declared tables.\n' })
  expect(await run(['db', 'migrate', '--plugin', 'nothing'])).toMatchObject({ status: 1, errors: expect.stringContaining('error PLUGIN_NOT_FOUND') })
})

it('writes the first migration of a plugin in a folder outside', async () => {
  const parent = join(site.dataFolder, 'outside')
  const folder = join(parent, 'shelves')
  mkdirSync(join(folder, 'asset-types'), { recursive: true })
  const type = { $id: 'shelves.shelf', title: 'Shelf', type: 'object', 'x-shopdb': { collection: 'shelves', titlePlural: 'Shelves' }, properties: { levels: { type: 'integer', title: 'Levels' } } }
  writeFileSync(join(folder, 'asset-types', 'shelf.json'), JSON.stringify(type))
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ name: 'shelves', version: '1.0.0', description: 'Shelves.', core_version: '>=0.3.0 <0.4.0', asset_types: ['asset-types/shelf.json'], tables: [{ name: 'shelves', kind: 'extension' }] }))
  vi.stubEnv('SHOPDB_PLUGIN_DIRS', parent)
  expect(await run(['db', 'migrate', 'shelves'])).toMatchObject({ status: 0, output: expect.stringContaining('Wrote 0001-create-shelves.json') })
  expect(readFileSync(join(folder, 'migrations', '0001-create-shelves.json'), 'utf8')).toContain('"levels": {"type":"integer","nullable":true}')
  expect((await run(['db', 'migrate', 'shelves'])).output).toBe('The migrations already lead to the declared tables.\n')
  vi.stubEnv('SHOPDB_PLUGIN_DIRS', '')
})

it('takes the last migration back when somebody agrees', async () => {
  expect(await run(['db', 'downgrade'])).toMatchObject({ status: 2, errors: expect.stringContaining('Rows in tables they created are lost.') })
  expect(await json('db', 'downgrade', '--yes')).toEqual({ takenBack: [expect.stringMatching(/^\d{4}-/)] })
  expect(await run(['db', 'upgrade'])).toMatchObject({ status: 0 })
})

it('creates users and their tokens', async () => {
  expect(await run(['user', 'create', 'anna', '--role', 'administrator', '--password-stdin'], 'correct horse battery staple\n')).toMatchObject({ status: 0, errors: '' })
  expect(await run(['user', 'create', 'ANNA', '--password-stdin'], 'correct horse battery staple\n')).toMatchObject({ status: 1, errors: expect.stringContaining('error DUPLICATE') })
  expect(await run(['user', 'set-password', 'anna', '--password-stdin'], 'another horse battery staple\n')).toMatchObject({ status: 0 })
  expect(await run(['token', 'create', 'agents', '--scope', 'collector:computers'])).toMatchObject({ status: 2, errors: expect.stringContaining('--user <username>') })
  expect(await json('token', 'create', 'agents', '--scope', 'collector:computers', '--user', 'anna')).toMatchObject({ token: expect.stringMatching(/^shopdb_/), username: 'anna' })
  expect(await json('token', 'list')).toMatchObject({ items: [{ name: 'agents', scopes: ['collector:computers'] }] })
  expect(await run(['token', 'revoke', '1'])).toMatchObject({ status: 0 })
  expect(await usernames()).toEqual(['anna'])
})

it('seeds the demo plant, and reference data as often as wanted', async () => {
  const { computers, equipment } = await json('seed', 'demo', '--assets', '200')
  expect(computers + equipment).toBe(200)
  expect(await run(['seed', 'demo'])).toMatchObject({ status: 1, errors: expect.stringContaining('is in this database already') })
  expect((await json('search', 'cnc')).items.length).toBeGreaterThan(0)
  expect(await run(['seed', 'reference-data'])).toMatchObject({ status: 0, errors: '' })
})

it('disables and enables a plugin', async () => {
  expect((await json('plugin', 'list')).items).toContainEqual(expect.objectContaining({ name: 'computers', state: 'active' }))
  expect(await run(['plugin', 'disable', 'computers'])).toMatchObject({ status: 0, output: 'The plugin computers is disabled.\n' })
  expect((await json('plugin', 'list')).items).toContainEqual(expect.objectContaining({ name: 'computers', state: 'disabled' }))
  expect(await run(['plugin', 'enable', 'computers'])).toMatchObject({ status: 0 })
  expect(await run(['plugin', 'enable', 'nothing'])).toMatchObject({ status: 1, errors: expect.stringContaining('error PLUGIN_NOT_FOUND') })
})

it('backs up and restores everything', async () => {
  expect(await run(['db', 'backup', 'before.backup'])).toMatchObject({ status: 0, errors: '' })
  expect(await run(['db', 'backup', 'before.backup'])).toMatchObject({ status: 1, errors: expect.stringContaining('error FILE_EXISTS') })
  await run(['user', 'create', 'bert', '--password-stdin'], 'correct horse battery staple\n')
  expect(await usernames()).toEqual(['anna', 'bert'])
  expect(await run(['db', 'restore', 'before.backup'])).toMatchObject({ status: 2, errors: expect.stringContaining('Add --yes.') })
  expect(await run(['db', 'restore', 'before.backup', '--yes'])).toMatchObject({ status: 0, errors: '' })
  expect(await usernames()).toEqual(['anna'])
  expect(readdirSync(site.dataFolder).some((name) => name.startsWith('shopdb.sqlite.before-'))).toBe(true)
})

it('keeps the database when a backup is broken', async () => {
  expect(await run(['db', 'restore', 'shopdb.sqlite', '--yes'])).toMatchObject({ status: 1 })
  expect(await usernames()).toEqual(['anna'])
})

it('does not restore under a running server', async () => {
  const server = await startServerDouble(() => ({ body: {} }))
  site.writeServerFile({ url: server.url })
  expect(await run(['db', 'restore', 'before.backup', '--yes'])).toMatchObject({ status: 1, errors: expect.stringContaining('error STATE_CONFLICT') })
  await server.close()
  expect(await usernames()).toEqual(['anna'])
})
