import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, type App } from './app.ts'
import { loadConfig } from './config.ts'
import { testDatabases } from './platform/database/testing.ts'
import { writeCabinets } from './testing/cabinet-plugin.ts'
import { idOf, startTestApp, type TestApp } from './testing/test-app.ts'

/** The promise is two seconds on a computer that has nothing else to do. */
const patience = { timeout: 20_000, interval: 50 }

describe.each(testDatabases())('two servers on one database, $engine', (engine) => {
  let first: TestApp
  let second: App
  let parent: string

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'shopdbplugins'))
    writeCabinets(parent)
    first = await startTestApp({ engine, env: { SHOPDB_PLUGIN_DIRS: parent, SHOPDB_PLUGINS: 'equipment' } })
    second = await createApp(loadConfig({ SHOPDB_ENV: 'test', SHOPDB_DATA_DIR: first.place.dataDir, DATABASE_URL: first.place.url, LOG_LEVEL: 'fatal', RATE_LIMIT: '1000000', SHOPDB_PLUGIN_DIRS: parent }), { webRoot: null })
  }, 60_000)
  afterAll(async () => {
    await second.close()
    await first.stop()
    rmSync(parent, { recursive: true, force: true })
  }, 60_000)

  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => second.http.inject({ method, url, headers: { authorization: `Bearer ${second.localToken}` }, ...(payload && { payload }) })
  const statusOf = async (): Promise<number> => (await ask('GET', '/api/cabinets')).statusCode
  const stateOf = async (): Promise<unknown> => (await ask('GET', '/api/plugins/cabinets')).json().state

  it('what is disabled, enabled, replaced, uninstalled and restored in one is seen in the other', async () => {
    await expect.poll(statusOf, patience).toBe(200)
    await first.request('POST', '/api/plugins/cabinets/disable', {})
    await expect.poll(statusOf, patience).toBe(404)
    await first.request('POST', '/api/plugins/cabinets/enable', {})
    await expect.poll(statusOf, patience).toBe(200)
    writeCabinetColor('new')
    expect((await first.request('POST', '/api/plugins/cabinets/replace', {})).status).toBe(200)
    await expect.poll(async () => (await ask('GET', '/api/cabinets/color')).json().color, patience).toBe('new')
    idOf(await first.request('POST', '/api/cabinets', { assetNumber: 'CAB-1' }))
    expect((await ask('POST', '/api/cabinets', { assetNumber: 'CAB-2' })).statusCode).toBe(201)
    expect((await first.request('DELETE', '/api/plugins/cabinets?policy=archive')).status).toBe(200)
    await expect.poll(stateOf, patience).toBe('discovered')
    expect((await ask('GET', '/api/assets?limit=200')).body).not.toContain('CAB-1')
    expect((await first.request('POST', '/api/plugins/cabinets/restore', {})).status).toBe(200)
    await expect.poll(statusOf, patience).toBe(200)
    expect((await ask('GET', '/api/cabinets')).body).toContain('CAB-2')
    expect((await ask('POST', '/api/cabinets', { assetNumber: 'CAB-3' })).statusCode).toBe(201)
    expect((await first.request('GET', '/api/cabinets')).text).toContain('CAB-3')
  }, 120_000)

  function writeCabinetColor(color: string): void {
    writeCabinets(parent, { 'plugin.ts': `export default { routes: ({ route }) => [route({ method: 'GET', path: '/color', permission: 'cabinets.open', summary: 'Color', handle: () => ({ color: '${color}' }) })] }\n` })
  }
})
