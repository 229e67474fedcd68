import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepCheck } from '../../plugin-host/kept-check.ts'
import { copyFixture, createTestHost, createTestSite, writePlugin, type TestHost, type TestHostOptions, type TestSite } from '../../plugin-host/testing.ts'
import { healthFeature } from '../health/index.ts'
import { settingsTable } from '../settings/tables.ts'
import { createPluginsFeature } from './index.ts'

let site: TestSite
let test: TestHost

/** The feature on a server of its own, as app.ts composes it. */
async function startServer(options: TestHostOptions = {}): Promise<void> {
  test = createTestHost(site, options)
  const feature = createPluginsFeature({ platform: test.platform, host: test.host, navigation: [{ title: 'Assets', path: '/assets', section: 'assets', order: 1 }, { title: 'Users', path: '/users', section: 'administration', order: 1, permission: 'users.read' }] })
  await feature.routes?.(test.http.app, test.platform)
  await feature.start?.(test.platform)
}

beforeEach(async () => { site = await createTestSite([settingsTable]) })
afterEach(async () => {
  await test.stop()
  await site.drop()
})

describe('over HTTP', () => {
  it('a person sees every plugin, its state and why it does not run', async () => {
    copyFixture(site.bundled, 'lockers')
    writePlugin(site.bundled, 'bad', {}, { 'plugin.ts': 'throw new Error("boom")' })
    await startServer()
    const { status, body } = await test.request('GET', '/api/plugins')
    expect(status).toBe(200)
    expect(body).toMatchObject({ total: 2, totalIsExact: true, nextCursor: null, items: [{ name: 'bad', state: 'failed', reason: 'import: boom', error: { stage: 'import' } }, { name: 'lockers', state: 'active', reason: null, contractVersion: '0.3.0' }] })
    expect((await test.request('GET', '/api/plugins/lockers')).body).toMatchObject({ apiPrefix: '/api/lockers', registrations: expect.arrayContaining([{ point: 'widgets', title: 'count' }]) })
    expect((await test.request('GET', '/api/plugins/nothing')).body).toMatchObject({ code: 'PLUGIN_NOT_FOUND' })
  })

  it('installs, disables, enables and uninstalls', async () => {
    copyFixture(site.external, 'lockers')
    await startServer()
    expect((await test.request('GET', '/api/lockers/summary')).status).toBe(404)
    expect((await test.request('POST', '/api/plugins/lockers/install', {})).body).toMatchObject({ state: 'active' })
    expect((await test.request('GET', '/api/lockers/summary')).status).toBe(200)
    expect((await test.request('POST', '/api/plugins/lockers/disable', {})).body).toMatchObject({ state: 'disabled' })
    expect((await test.request('GET', '/api/lockers/summary')).status).toBe(404)
    expect((await test.request('POST', '/api/plugins/lockers/enable', {})).body).toMatchObject({ state: 'active' })
    expect((await test.request('DELETE', '/api/plugins/lockers?policy=purge')).body).toMatchObject({ name: 'lockers', policy: 'purge', archive: null })
    expect((await test.request('GET', '/api/plugins/lockers')).body).toMatchObject({ state: 'discovered', installedAt: null })
  })

  it('answers a refusal with its reason', async () => {
    const folder = writePlugin(site.external, 'ours', { core_version: '>=5.0.0 <6.0.0' })
    await startServer()
    expect(await test.request('POST', '/api/plugins/ours/install', {})).toMatchObject({ status: 409, body: { code: 'PLUGIN_INCOMPATIBLE', findings: [{ id: 'core-version/outside' }] } })
    writeFileSync(join(folder, 'manifest.json'), '{}')
    expect(await test.request('POST', '/api/plugins/ours/install', {})).toMatchObject({ status: 422, body: { code: 'PLUGIN_INVALID' } })
    expect(await test.request('POST', '/api/plugins/ours/enable', {})).toMatchObject({ status: 409, body: { code: 'STATE_CONFLICT' } })
  })

  it('permissions, settings and navigation come and go with a plugin', async () => {
    copyFixture(site.bundled, 'lockers')
    await startServer()
    const ids = (): string[] => test.platform.permissions.all().map(({ id }) => id)
    const paths = async (): Promise<unknown> => (await test.request('GET', '/api/navigation')).body
    expect(ids()).toEqual(['lockers.open', 'lockers.read', 'lockers.write', 'lockers.delete', 'lockers.collect'])
    expect(test.platform.settings.all()).toMatchObject([{ key: 'plugin.lockers.rows', default: 4 }, { key: 'plugin.lockers.flags.remoteOpening', default: false }])
    expect(await paths()).toMatchObject({ items: [{ path: '/assets', plugin: null }, { path: '/users' }, { path: '/lockers', plugin: 'lockers', icon: 'lock' }] })
    await test.request('POST', '/api/plugins/lockers/disable', {})
    expect([ids(), test.platform.settings.all()]).toEqual([[], []])
    expect(await paths()).toMatchObject({ items: [{ path: '/assets' }, { path: '/users' }] })
  })
})

describe('the view of its operator', () => {
  const code = `export default {
    health: () => ({ status: 'degraded', detail: 'Slow.', figures: { queue: 3 } }),
    routes: () => [{ method: 'GET', path: '/wrong', permission: 'bad.see', summary: 'Wrong', handle: () => { throw new Error('boom of a handler') } }],
  }`
  const permissions = { permissions: [{ id: 'bad.see', title: 'See' }] }

  it('has everything a plugin registered, its tables with rows, its health and its permissions', async () => {
    copyFixture(site.bundled, 'lockers')
    await startServer()
    const { body } = await test.request('GET', '/api/plugins/lockers')
    expect(body).toMatchObject({
      tables: [{ name: 'lockeropenings', kind: 'plain', rows: 0, isExact: true }, { name: 'lockers', kind: 'records', rows: 0, isExact: true }],
      health: { status: 'ok', figures: { doors: 7 } }, errors: [], deprecations: [], jobs: [], tier: 'bronze', tierSource: 'static', testedContractVersions: [],
      permissions: expect.arrayContaining([expect.objectContaining({ id: 'lockers.read' })]), routes: expect.arrayContaining([{ method: 'GET', path: '/api/lockers/summary', permission: 'lockers.read' }]),
    })
  })

  it('shows what the last check of its folder came to, until a file changes', async () => {
    const folder = copyFixture(site.bundled, 'lockers')
    await startServer()
    const read = async () => (await test.request('GET', '/api/plugins/lockers')).body
    const found = { contractVersion: '0.3.0', isSound: true, checkedAt: '2026-02-28T12:00:00.000Z' }
    keepCheck(folder, { ...found, tier: 'gold' })
    keepCheck(folder, { ...found, tier: 'silver' })
    expect(await read()).toMatchObject({ tier: 'gold', tierSource: 'check', testedContractVersions: ['0.3.0'] })
    keepCheck(folder, { ...found, tier: 'silver', isSound: false })
    expect(await read()).toMatchObject({ tier: 'silver' })
    writeFileSync(join(folder, 'notes.md'), 'changed')
    expect(await read()).toMatchObject({ tier: 'bronze', tierSource: 'static', testedContractVersions: [] })
  })

  it('keeps the tables of a plugin whose folder has gone in sight', async () => {
    const folder = copyFixture(site.bundled, 'lockers')
    await startServer()
    rmSync(folder, { recursive: true })
    await test.stop()
    await startServer()
    expect((await test.request('GET', '/api/plugins/lockers')).body).toMatchObject({ state: 'orphan', health: null, tier: null, tables: [{ name: 'lockeropenings', rows: 0 }, { name: 'lockers', rows: 0 }] })
  })

  it('names what failed, in which request and at which line', async () => {
    writePlugin(site.bundled, 'bad', permissions, { 'plugin.ts': code })
    await startServer()
    const answer = await test.request('GET', '/api/bad/wrong')
    expect(answer).toMatchObject({ status: 500, body: { requestId: expect.any(String) } })
    expect((await test.request('GET', '/api/plugins/bad')).body).toMatchObject({
      state: 'active', faults: 0, health: { status: 'degraded', detail: 'Slow.', figures: { queue: 3 } },
      errors: [{ kind: 'failed', label: 'GET /wrong', message: 'boom of a handler', requestId: answer.body.requestId, place: 'plugin.ts:3' }],
    })
  })

  it('keeps the latest fifty faults', async () => {
    writePlugin(site.bundled, 'bad', permissions, { 'plugin.ts': code })
    await startServer()
    for (let count = 0; count < 53; count += 1) await test.request('GET', '/api/bad/wrong')
    expect((await test.request('GET', '/api/plugins/bad')).body.errors).toHaveLength(50)
  })

  it('counts what the plugin uses of the contract that will go', async () => {
    writePlugin(site.bundled, 'old', {}, { 'plugin.ts': 'export default { init: (context) => { context.upsert; context.upsert }, onEnable: () => undefined }' })
    const gone = { since: '0.3.0', removedIn: '0.9.0', replacement: 'something else' }
    await startServer({ deprecations: { 'context.upsert': gone, 'hook.onEnable': gone, 'manifest.description': gone, 'hook.health': gone } })
    expect((await test.request('GET', '/api/plugins/old')).body.deprecations).toEqual([
      { id: 'manifest.description', ...gone, count: 1, lastAt: expect.any(String) }, { id: 'hook.onEnable', ...gone, count: 1, lastAt: expect.any(String) }, { id: 'context.upsert', ...gone, count: 2, lastAt: expect.any(String) },
    ])
  })
})

describe('the health page', () => {
  it('names every plugin that does not run, and says why to those who may know', async () => {
    copyFixture(site.bundled, 'lockers')
    writePlugin(site.bundled, 'bad', {}, { 'plugin.ts': 'throw new Error("no such file: /etc/secret")' })
    writePlugin(site.bundled, 'waiting', { dependencies: { bad: '^1.0.0' } })
    await startServer()
    healthFeature.routes?.(test.http.app, test.platform)
    const { body } = await test.request('GET', '/api/health')
    expect(body.plugins).toEqual([
      { name: 'bad', version: '1.0.0', state: 'failed', reason: 'import: no such file: /etc/secret', nextStep: expect.any(String) },
      { name: 'lockers', version: '1.2.0', state: 'active' },
      { name: 'waiting', version: '1.0.0', state: 'blocked', reason: 'It waits for bad.', nextStep: expect.any(String) },
    ])
    const seen = test.http.health.plugins({ kind: 'user', userId: 7, label: 'somebody', may: () => false })
    expect(JSON.stringify(seen)).not.toContain('secret')
    expect(seen).toMatchObject([{ name: 'bad', reason: 'failed at "import"' }, { name: 'lockers' }, { name: 'waiting', reason: 'waits for bad' }])
  })
})
