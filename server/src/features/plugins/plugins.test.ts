import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyFixture, createTestHost, createTestSite, writePlugin, type TestHost, type TestSite } from '../../plugin-host/testing.ts'
import { settingsTable } from '../settings/tables.ts'
import { createPluginsFeature } from './index.ts'

let site: TestSite
let test: TestHost

/** The feature on a server of its own, as app.ts composes it. */
async function startServer(): Promise<void> {
  test = createTestHost(site)
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
    expect((await test.request('DELETE', '/api/plugins/lockers?policy=purge')).status).toBe(204)
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
    expect(test.platform.settings.all()).toMatchObject([{ key: 'plugin.lockers.rows', default: 4 }])
    expect(await paths()).toMatchObject({ items: [{ path: '/assets', plugin: null }, { path: '/users' }, { path: '/lockers', plugin: 'lockers', icon: 'lock' }] })
    await test.request('POST', '/api/plugins/lockers/disable', {})
    expect([ids(), test.platform.settings.all()]).toEqual([[], []])
    expect(await paths()).toMatchObject({ items: [{ path: '/assets' }, { path: '/users' }] })
  })
})
