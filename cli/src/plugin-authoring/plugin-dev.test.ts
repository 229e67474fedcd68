import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDataFolder, runShopdb } from '../testing.ts'
import type { Reload } from './dev/reload-plugin.ts'

type DevEvent = Reload & { event: string; url: string; account: { username: string; password: string } }

let site: ReturnType<typeof createDataFolder>
let child: ChildProcess
let next: () => Promise<DevEvent>
let ready: DevEvent
const path = (...parts: string[]) => join(site.dataFolder, 'lockers', ...parts)

/** Writes as an editor does and answers what the command says to it. */
async function save(file: string, change: (text: string) => string): Promise<DevEvent> {
  writeFileSync(path(file), change(readFileSync(path(file), 'utf8')))
  return next()
}

beforeAll(async () => {
  site = createDataFolder()
  await runShopdb(['plugin', 'new', 'lockers', '--description', 'Lockers.', '--with', 'jobs'], { dataFolder: site.dataFolder })
  child = spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts'), 'plugin', 'dev', path(), '--json', '--port', '0'], { cwd: site.dataFolder, env: { ...process.env, SHOPDB_DATA_DIR: site.dataFolder, LOG_LEVEL: 'silent' }, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]()
  next = async () => JSON.parse((await lines.next()).value ?? '{"event":"ended"}')
  ready = await next()
})
afterAll(async () => {
  const ended = new Promise((resolve) => { child.once('exit', resolve) })
  child.kill('SIGTERM')
  await ended
  site.remove()
})

async function get(address: string): Promise<Record<string, unknown>> {
  const signIn = await fetch(`${ready.url}/api/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(ready.account) })
  const cookie = signIn.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')
  return await (await fetch(ready.url + address, { headers: { cookie } })).json() as Record<string, unknown> // what the test compares
}

const healthOf = async () => await get('/api/health')

it('starts a server with the plugin, which its author can sign in to', async () => {
  expect(ready).toMatchObject({ event: 'ready', url: expect.stringContaining('127.0.0.1'), account: { username: 'author' } })
  expect(await get('/api/plugins/lockers')).toMatchObject({ state: 'active', approvedCapabilities: ['jobs'] })
})

it('shows a changed server file and measures how soon', async () => {
  const saved = await save('plugin.ts', (text) => text.replace("status: 'ok'", "status: 'degraded'"))
  expect(saved).toMatchObject({ event: 'reloaded', kind: 'server', files: ['plugin.ts'], complaints: [] })
  expect(await healthOf()).toMatchObject({ components: { plugins: { lockers: { status: 'degraded' } } } })
})

it('writes and runs the migration of a new field', async () => {
  const saved = await save('asset-types/locker.json', (text) => text.replace('"properties": {', '"properties": { "weight": { "type": "number", "title": "Weight", "multipleOf": 0.1, "x-shopdb": { "list": 5, "unit": "kg" } },'))
  expect(saved).toMatchObject({ event: 'reloaded', kind: 'declarations', migration: 'migrations/0002-change-lockers.json', complaints: [] })
  expect(JSON.stringify(await get('/api/openapi.json'))).toContain('"weight"')
  expect(readFileSync(path('migrations', '0002-change-lockers.json'), 'utf8')).toContain('"column":"weight"')
})

it('names file and line of what is wrong, and leaves the version before running', async () => {
  const broken = await save('plugin.ts', (text) => text.replace('health: async (context) =>', 'health: async (context =>'))
  expect(broken).toMatchObject({ event: 'refused', complaints: [{ place: expect.stringMatching(/^plugin\.ts:\d+$/), fix: expect.any(String) }] })
  expect(await healthOf()).toMatchObject({ components: { plugins: { lockers: { status: 'degraded' } } } })
  expect(await save('plugin.ts', (text) => text.replace('health: async (context =>', 'health: async (context) =>'))).toMatchObject({ event: 'reloaded' })
  const thrown = await save('store.ts', (text) => `${text}\nthrow new Error('at the import')\n`)
  expect(thrown).toMatchObject({ event: 'refused', complaints: [{ place: expect.stringMatching(/^store\.ts:1\d$/), message: expect.stringContaining('at the import') }] })
  expect(await save('store.ts', (text) => text.replace("\nthrow new Error('at the import')\n", ''))).toMatchObject({ event: 'reloaded' })
  const misspelt = await save('manifest.json', (text) => text.replace('"license"', '"licence"'))
  expect(misspelt).toMatchObject({ event: 'refused', complaints: [{ place: 'manifest.json:8', fix: expect.stringContaining('"license"') }] })
  expect(await save('manifest.json', (text) => text.replace('"licence"', '"license"'))).toMatchObject({ event: 'reloaded' })
})

it('refuses a change that no migration makes in place, with the way to do it, and writes nothing', async () => {
  const before = readdirSync(path('migrations'))
  const refused = await save('asset-types/locker.json', (text) => text.replace('"type": "number"', '"type": "integer"').replace('"multipleOf": 0.1, ', ''))
  expect(refused).toMatchObject({ event: 'refused', complaints: [{ message: expect.stringContaining('lockers.weight'), fix: expect.stringContaining('changing-the-schema') }] })
  expect(readdirSync(path('migrations'))).toEqual(before)
})

it('keeps the type of the manifest in step', async () => {
  await save('asset-types/locker.json', (text) => text.replace('"type": "integer"', '"type": "number"').replace('"title": "Weight"', '"title": "Weight", "multipleOf": 0.1'))
  await save('manifest.json', (text) => text.replace('"checkDays"', '"checkEvery"'))
  expect(readFileSync(path('.shopdb', 'manifest.d.ts'), 'utf8')).toContain('"checkEvery"')
})
