import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyFixture, createTestHost, createTestSite, writePlugin, type TestHost, type TestHostOptions, type TestSite, withoutOtherListeners } from './testing.ts'

let site: TestSite
let running: TestHost[] = []

beforeEach(async () => {
  site = await createTestSite()
  running = []
})

afterEach(async () => {
  for (const test of running) await test.stop()
  await site.drop()
})

function createHost(options?: TestHostOptions): TestHost {
  const test = createTestHost(site, options)
  running.push(test)
  return test
}

const stateOf = ({ host }: TestHost, name: string): string => host.get(name).state

describe('a bundled plugin', () => {
  it('is active after the first start and answers', async () => {
    copyFixture(site.bundled, 'lockers')
    const test = createHost()
    const result = await test.host.start()
    expect(result.problems).toEqual([])
    expect(result.plugins).toMatchObject([{ name: 'lockers', version: '1.2.0', state: 'active', bundled: true, contractVersion: '0.3.0' }])
    expect(await test.get('/api/lockers/summary')).toEqual({ status: 200, body: { greeting: 'first', rows: 4, remoteOpening: false } })
    expect(await test.get('/api/lockers/doors/3/open', 'POST')).toEqual({ status: 202, body: { id: 3 } })
  })

  it('lists what it has registered', async () => {
    copyFixture(site.bundled, 'lockers')
    const test = createHost()
    await test.host.start()
    const { routes, registrations } = test.host.get('lockers')
    expect(routes).toContainEqual({ method: 'GET', path: '/api/lockers/summary', permission: 'lockers.read' })
    expect(registrations).toContainEqual({ point: 'widgets', title: 'count' })
    expect(registrations).toContainEqual({ point: 'services', title: 'count' })
    expect(await test.host.health()).toEqual({ lockers: { status: 'ok', figures: { doors: 7 } } })
  })

  it('answers errors with its own codes, and hides what it did not mean to say', async () => {
    copyFixture(site.bundled, 'lockers')
    const test = createHost()
    await test.host.start()
    expect(await test.get('/api/lockers/doors/404/open', 'POST')).toMatchObject({ status: 404, body: { code: 'LOCKERS_DOOR_MISSING', title: 'There is no such door.', fix: 'Count again.' } })
    const broken = await test.get('/api/lockers/broken')
    expect(broken).toMatchObject({ status: 500, body: { code: 'INTERNAL' } })
    expect(JSON.stringify(broken.body)).not.toContain('secret detail')
    expect(await test.get('/api/lockers/stuck')).toMatchObject({ status: 503, body: { code: 'PLUGIN_TIMEOUT', plugin: 'lockers' } })
    expect((await test.get('/api/lockers/doors/x/open', 'POST')).status).toBe(400)
  })
})

describe('a plugin that fails', () => {
  const failing: [stage: string, code: string, files?: Record<string, string>][] = [
    ['migrate', '', { 'migrations/0001-reach.json': '{ "operations": [{ "op": "dropTable", "table": "assets" }] }' }],
    ['migrate', '', { 'migrations/0001-broken.json': '{ "operations": [{ "op": "runSql", "table": "x" }] }' }],
    ['import', 'throw new Error("boom")'],
    ['import', 'import "./not-there.ts"'],
    ['shape', 'export default { inti: () => undefined }'],
    ['shape', 'export const nothing = 1'],
    ['services', 'export default { services: () => ({ notAFunction: 1 }) }'],
    ['install', 'export default { onInstall: () => { throw new Error("boom") } }'],
    ['init', 'export default { init: async () => { throw new Error("boom") } }'],
    ['init', 'export default { init: () => new Promise(() => undefined) }'],
    ['init', 'export default { init: (context) => context.jobs }'],
    ['hooks', 'export default { widgets: () => [{ id: "x", title: "X", kind: "gauge", load: () => 1 }] }'],
    ['routes', 'export default { routes: () => [{ method: "GET", path: "/a", permission: "bad.read", summary: "A", handle: () => 1 }, { method: "GET", path: "/b", summary: "no permission", handle: () => 1 }] }'],
    ['routes', 'export default { routes: () => [{ method: "GET", path: "/a", permission: "other.read", summary: "A", handle: () => 1 }] }'],
    ['routes', 'export default { routes: () => { throw new Error("boom") } }'],
    ['mount', 'export default { routes: () => [{ method: "GET", path: "/a", permission: "bad.see", summary: "A", query: { type: "nonsense" }, handle: () => 1 }] }'],
  ]

  it.each(failing)('at "%s" answers 503 with its name while its neighbour lives: %s', async (stage, code, files = {}) => {
    copyFixture(site.bundled, 'lockers')
    writePlugin(site.bundled, 'bad', { permissions: [{ id: 'bad.see', title: 'See' }] }, { 'plugin.ts': code, ...files })
    const test = createHost({ hookLimit: 2000 })
    const result = await test.host.start()
    expect(test.host.get('bad')).toMatchObject({ state: 'failed', error: { stage } })
    expect(result.problems.join()).toContain(`bad: failed at "${stage}"`)
    expect(await test.get('/api/bad/a')).toMatchObject({ status: 503, body: { code: 'PLUGIN_FAILED', plugin: 'bad' } })
    expect((await test.get('/api/lockers/summary')).status).toBe(200)
  })

  it('has everything it had registered taken back, last first', async () => {
    writePlugin(site.bundled, 'bad', { settings: { type: 'object', properties: {} }, navigation: [{ title: 'Bad', path: '/bad' }] }, { 'plugin.ts': 'export default { init: () => { throw new Error("boom") } }' })
    const test = createHost()
    const events: string[] = []
    for (const key of ['settings', 'navigation']) test.host.defineExtensionPoint({ key, added: () => void events.push(`+${key}`), removed: () => void events.push(`-${key}`) })
    await test.host.start()
    expect(events).toEqual(['+settings', '+navigation', '-navigation', '-settings'])
  })

  it('can be corrected and enabled without a restart', async () => {
    const folder = writePlugin(site.bundled, 'bad', { permissions: [{ id: 'bad.see', title: 'See' }] }, { 'plugin.ts': 'throw new Error("boom")' })
    const test = createHost()
    await test.host.start()
    await expect(test.host.enable('bad')).rejects.toMatchObject({ code: 'PLUGIN_NOT_STARTED', extra: { failure: { stage: 'import' } } })
    writeFileSync(join(folder, 'plugin.ts'), 'export default { routes: () => [{ method: "GET", path: "/a", permission: "bad.see", summary: "A", handle: () => ({ fine: true }) }] }')
    expect((await test.host.enable('bad')).state).toBe('active')
    expect(await test.get('/api/bad/a')).toEqual({ status: 200, body: { fine: true } })
  })
})

describe('its tables', () => {
  const tables = async (): Promise<string[]> => Object.keys(await site.migrator.model()).filter((name) => name.startsWith('locker')).toSorted()

  it('are made before its code runs, kept when it is uninstalled, and dropped when that is asked for', async () => {
    copyFixture(site.bundled, 'lockers')
    const test = createHost()
    await test.host.start()
    expect(await tables()).toEqual(['lockeropenings', 'lockers'])
    await test.host.uninstall('lockers', 'keep')
    expect([stateOf(test, 'lockers'), await tables()]).toEqual(['parked', ['lockeropenings', 'lockers']])
    await test.host.install('lockers')
    await test.host.uninstall('lockers', 'purge')
    expect(await tables()).toEqual([])
    expect((await test.host.install('lockers')).state).toBe('active')
    expect(await tables()).toEqual(['lockeropenings', 'lockers'])
  })

  it('newer than its code keep it from running', async () => {
    const folder = copyFixture(site.bundled, 'lockers')
    const first = createHost()
    await first.host.start()
    await first.host.stop()
    rmSync(join(folder, 'migrations/0001-create-lockers.json'))
    const second = createHost()
    await second.host.start()
    expect(stateOf(second, 'lockers')).toBe('schema-ahead')
    expect((await second.get('/api/lockers/summary')).status).toBe(503)
  })
})

describe('strict mode', () => {
  it('reports all problems of all plugins at once and does not start', async () => {
    writePlugin(site.bundled, 'one', {}, { 'plugin.ts': 'throw new Error("first fault")' })
    writePlugin(site.bundled, 'two', { core_version: '>=9.0.0 <10.0.0' })
    writePlugin(site.external, 'three', { nmae: 'x' })
    writePlugin(site.bundled, 'four')
    const start = createHost({ pluginMode: 'strict', environment: 'test', plugins: ['one', 'two', 'four', 'missing'] }).host.start()
    const error = await start.then(() => null, (reason: unknown) => reason)
    expect(String(error)).toContain('first fault')
    expect(String(error)).toContain('made for contract version >=9.0.0')
    expect(String(error)).toContain('"nmae" is not known here. Did you mean "name"?')
    expect(String(error)).toContain('missing: named in SHOPDB_PLUGINS')
  })

  it('lets nobody start without a required plugin, isolated or not', async () => {
    writePlugin(site.bundled, 'one', {}, { 'plugin.ts': 'throw new Error("boom")' })
    await expect(createHost({ required: ['one'] }).host.start()).rejects.toThrow('one: required, but not active')
  })
})

describe('which plugins run', () => {
  it('first start takes those that SHOPDB_PLUGINS names; later starts what the site decided', async () => {
    for (const name of ['one', 'two']) writePlugin(site.bundled, name)
    const first = createHost({ plugins: ['one'] })
    await first.host.start()
    expect([stateOf(first, 'one'), stateOf(first, 'two')]).toEqual(['active', 'discovered'])
    await first.host.disable('one')
    await first.host.install('two')
    await first.host.stop()
    const second = createHost({ plugins: ['one'] })
    await second.host.start()
    expect([stateOf(second, 'one'), stateOf(second, 'two')]).toEqual(['disabled', 'active'])
  })

  it('in production an external plugin is discovered until it is installed', async () => {
    writePlugin(site.external, 'ours')
    const test = createHost()
    await test.host.start()
    expect(stateOf(test, 'ours')).toBe('discovered')
    expect((await test.get('/api/ours')).status).toBe(404)
    expect((await test.host.install('ours')).state).toBe('active')
  })

  it('in development it installs itself, unless it asks for capabilities', async () => {
    writePlugin(site.external, 'ours')
    writePlugin(site.external, 'greedy', { capabilities: { jobs: true } })
    const test = createHost({ environment: 'development' })
    await test.host.start()
    expect([stateOf(test, 'ours'), stateOf(test, 'greedy')]).toEqual(['active', 'awaiting-approval'])
    await expect(test.host.install('greedy')).rejects.toMatchObject({ code: 'PLUGIN_NOT_APPROVED' })
    expect(await test.host.install('greedy', { approve: true })).toMatchObject({ state: 'active', approvedCapabilities: ['jobs'] })
  })

  it('a plugin whose folder has gone is an orphan and can be uninstalled', async () => {
    writePlugin(site.bundled, 'one')
    const first = createHost()
    await first.host.start()
    await first.host.stop()
    rmSync(join(site.bundled, 'one'), { recursive: true })
    const second = createHost()
    await second.host.start()
    expect(stateOf(second, 'one')).toBe('orphan')
    await second.host.uninstall('one', 'keep')
    expect(second.host.list()).toEqual([])
  })
})

describe('dependencies', () => {
  it('start in order, block in a chain and name a circle', async () => {
    writePlugin(site.bundled, 'alpha', { dependencies: { beta: '>=1.0.0 <2.0.0' } })
    writePlugin(site.bundled, 'beta', { dependencies: { gamma: '^1.0.0' } })
    writePlugin(site.bundled, 'gamma')
    writePlugin(site.bundled, 'old', { dependencies: { gamma: '^2.0.0' } })
    writePlugin(site.bundled, 'lonely', { dependencies: { nobody: '^1.0.0' } })
    writePlugin(site.bundled, 'ring', { dependencies: { round: '^1.0.0' } })
    writePlugin(site.bundled, 'round', { dependencies: { ring: '^1.0.0' } })
    const test = createHost()
    await test.host.start()
    expect(Object.fromEntries(test.host.list().map(({ name, state }) => [name, state]))).toEqual({ alpha: 'active', beta: 'active', gamma: 'active', old: 'blocked', lonely: 'blocked', ring: 'blocked', round: 'blocked' })
    expect(test.host.get('old').findings).toMatchObject([{ id: 'dependencies/version', message: 'It needs "gamma" ^2.0.0; version 1.0.0 is there.' }])
    expect(test.host.get('ring').findings).toMatchObject([{ id: 'dependencies/cycle', message: 'The plugins depend on each other in a circle: ring -> round -> ring.' }])
    await expect(test.host.disable('gamma')).rejects.toMatchObject({ code: 'PLUGIN_BLOCKED', extra: { blockedBy: ['beta'] } })
  })

  it('a failed dependency blocks its dependants', async () => {
    writePlugin(site.bundled, 'base', {}, { 'plugin.ts': 'throw new Error("boom")' })
    writePlugin(site.bundled, 'reader', { dependencies: { base: '^1.0.0' } })
    const test = createHost()
    await test.host.start()
    expect(test.host.get('reader')).toMatchObject({ state: 'blocked', blockedBy: ['base'] })
    expect(await test.get('/api/reader')).toMatchObject({ status: 503, body: { plugin: 'reader' } })
  })

  it('services follow when the plugin that offers them is replaced', async () => {
    const base = writePlugin(site.bundled, 'base', {}, { 'plugin.ts': 'export default { services: () => ({ word: () => "old" }) }' })
    writePlugin(site.bundled, 'reader', { dependencies: { base: '^1.0.0' }, permissions: [{ id: 'reader.see', title: 'See' }] }, {
      'plugin.ts': 'export default { routes: ({ services }) => [{ method: "GET", path: "/word", permission: "reader.see", summary: "Word", handle: () => ({ word: services.base.word() }) }] }',
    })
    const test = createHost()
    await test.host.start()
    expect((await test.get('/api/reader/word')).body).toEqual({ word: 'old' })
    writeFileSync(join(base, 'plugin.ts'), 'export default { services: () => ({ word: () => "new" }) }')
    await test.host.enable('base')
    expect((await test.get('/api/reader/word')).body).toEqual({ word: 'new' })
  })
})

describe('while the server runs', () => {
  it('a disabled plugin is 404, an enabled one answers again, and no request to another one fails', async () => {
    copyFixture(site.bundled, 'lockers')
    writePlugin(site.bundled, 'other', { permissions: [{ id: 'other.see', title: 'See' }] }, { 'plugin.ts': 'export default { routes: () => [{ method: "GET", path: "/a", permission: "other.see", summary: "A", handle: () => ({}) }] }' })
    const test = createHost()
    await test.host.start()
    const statuses: number[] = []
    let flowing = true
    const flow = (async () => { while (flowing) {
      statuses.push((await test.get('/api/lockers/summary')).status)
      await setImmediate()
    } })()
    for (let round = 0; round < 5; round += 1) {
      await test.host.disable('other')
      expect(await test.get('/api/other/a')).toMatchObject({ status: 404, body: { code: 'PLUGIN_NOT_FOUND', plugin: 'other' } })
      await test.host.enable('other')
      expect((await test.get('/api/other/a')).status).toBe(200)
    }
    flowing = false
    await flow
    expect(statuses.length).toBeGreaterThan(10)
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  it('a changed file is used after enabling, also one that is imported by another', async () => {
    const folder = copyFixture(site.bundled, 'lockers')
    const test = createHost()
    await test.host.start()
    writeFileSync(join(folder, 'words.ts'), "export const greeting = 'second'\n")
    await test.host.enable('lockers')
    expect((await test.get('/api/lockers/summary')).body).toMatchObject({ greeting: 'second' })
  })

  it('copies of code that nothing has started from for a month are removed at the next start', async () => {
    copyFixture(site.bundled, 'lockers')
    const old = join(site.folder, 'plugin-code', 'lockers', 'aaaaaaaaaaaaaaaa')
    mkdirSync(old, { recursive: true })
    utimesSync(old, 1, 1)
    const test = createHost()
    await test.host.start()
    expect(readdirSync(join(old, '..'))).toHaveLength(1)
    expect((await test.get('/api/lockers/summary')).status).toBe(200)
  })

  it('another server process follows within two seconds', async () => {
    writePlugin(site.bundled, 'one')
    const [first, second] = [createHost(), createHost()]
    await first.host.start()
    await second.host.start()
    await first.host.disable('one')
    await expect.poll(() => stateOf(second, 'one'), { timeout: 2000 }).toBe('disabled')
    await first.host.enable('one')
    await expect.poll(() => stateOf(second, 'one'), { timeout: 2000 }).toBe('active')
  })

  it('a corrected plugin that one process enables comes back in the others too', async () => {
    const folder = writePlugin(site.bundled, 'one', {}, { 'plugin.ts': 'throw new Error("boom")' })
    const [first, second] = [createHost(), createHost()]
    await first.host.start()
    await second.host.start()
    writeFileSync(join(folder, 'plugin.ts'), 'export default { services: () => ({}) }')
    await first.host.enable('one')
    await expect.poll(() => stateOf(second, 'one'), { timeout: 2000 }).toBe('active')
  })

  it('an error thrown in a timer is the plugin\'s, one outside of all plugins is core\'s and blamed on nobody', async () => {
    copyFixture(site.bundled, 'lockers')
    await withoutOtherListeners(async () => {
      const coreFaults: unknown[] = []
      const test = createHost({ onCoreFault: (error) => void coreFaults.push(error) })
      await test.host.start()
      await test.get('/api/lockers/crash')
      await expect.poll(() => test.host.get('lockers').faults).toBe(1)
      void Promise.reject(new Error('of core'))
      await expect.poll(() => coreFaults.length).toBe(1)
      expect(test.host.get('lockers')).toMatchObject({ state: 'active', faults: 1 })
      expect((await test.get('/api/lockers/summary')).status).toBe(200)
    })
  })

  it('too many faults quarantine the plugin until it is enabled again', async () => {
    copyFixture(site.bundled, 'lockers')
    await withoutOtherListeners(async () => {
      const test = createHost({ faultLimit: 3 })
      await test.host.start()
      for (let count = 0; count < 3; count += 1) await test.get('/api/lockers/fault')
      await expect.poll(() => stateOf(test, 'lockers')).toBe('quarantined')
      expect(await test.get('/api/lockers/summary')).toMatchObject({ status: 503, body: { plugin: 'lockers' } })
      expect(test.host.get('lockers').error).toMatchObject({ stage: 'run', message: 'nobody waits for this' })
      const restarted = createHost({ pluginMode: 'strict', environment: 'development' })
      await restarted.host.start()
      expect(restarted.host.get('lockers')).toMatchObject({ state: 'quarantined', error: { message: 'nobody waits for this' } })
      expect((await test.host.enable('lockers')).state).toBe('active')
    })
  })
})
