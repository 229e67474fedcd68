import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp, type App } from '../../app.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { until } from '../../testing/realtime-client.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'

const loops = `let runs = 0
const note = (line) => globalThis.workerLines?.push(line)
export default {
  workers: () => [
    { name: 'loop', title: 'Loop', run: (signal) => new Promise((resolve) => { note('loop began'); signal.addEventListener('abort', () => { note('loop ended'); resolve() }) }) },
    { name: 'brittle', title: 'Brittle', run: async (signal) => { runs++; note('brittle ' + runs); if (runs === 1) throw new Error('The line is dead.'); await new Promise((resolve) => signal.addEventListener('abort', resolve)) } },
  ],
}`

describe('workers of a plugin', () => {
  let app: TestApp
  let other: App | undefined
  const lines: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-loops-'))
  const count = (line: string): number => lines.filter((candidate) => candidate === line).length
  const summary = async (): Promise<unknown> => Reflect.get(Object((await app.request('GET', '/api/health')).json.components), 'workers')
  beforeAll(async () => {
    Reflect.set(globalThis, 'workerLines', lines)
    writePlugin(folder, 'loops', {}, { 'plugin.ts': loops })
    app = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate' } })
  })
  afterAll(async () => {
    await other?.close()
    await app.place.drop()
    Reflect.deleteProperty(globalThis, 'workerLines')
    rmSync(folder, { recursive: true, force: true })
  })

  test('run as long as the plugin is active, and are begun again after a failure', async () => {
    await until(() => count('loop began') === 1 && count('brittle 2') === 1, 'both run, one for the second time')
    expect(await summary()).toMatchObject({ status: 'ok', running: 2, waiting: 0, failing: [] })
  })

  test('stop with the plugin, and begin with it', async () => {
    expect((await app.request('POST', '/api/plugins/loops/disable', {})).status).toBe(200)
    expect(count('loop ended')).toBe(1)
    expect((await app.request('POST', '/api/plugins/loops/enable', {})).json.state).toBe('active')
    await until(() => count('loop began') === 2, 'it is back')
  })

  test('run in one server process at a time; another takes over', async () => {
    other = await createApp(app.app.platform.config, { webRoot: null })
    const summaries = other.host.health
    expect((await summaries.run()).components['workers']).toMatchObject({ running: 0, waiting: 2 })
    expect(count('loop began')).toBe(2)
    await app.app.close()
    expect(count('loop ended')).toBe(2)
    await until(() => count('loop began') === 3, 'the other process has it')
  }, 90_000)
})
