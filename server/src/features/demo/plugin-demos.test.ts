import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writePlugin } from '../../plugin-host/testing.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'

/** Notes in a list that all plugins of the process share who was called, with what. */
const noting = (fill: string, more = ''): string => `const calls = globalThis.demoCalls ??= []
export default { demo: (context) => ({ ${more} fill: async (plant) => { calls.push(context.plugin.name); ${fill} } }) }`

const plugins: Record<string, [manifest: Record<string, unknown>, code: string]> = {
  zebras: [{}, noting('return { zebras: plant.assets, numbers: plant.random.between(1, 1_000_000), year: plant.now.getUTCFullYear() }')],
  apples: [{ dependencies: { zebras: '>=1.0.0' } }, noting('return { apples: 3 }')],
  early: [{}, noting('return { early: 1 }', 'order: 1,')],
  broken: [{}, noting("throw new Error('no more paint')", 'order: 2,')],
  mute: [{}, noting('return undefined')],
  silent: [{}, "export default { health: () => ({ status: 'ok' }) }"],
}

function calls(): string[] {
  const noted: unknown = Reflect.get(globalThis, 'demoCalls')
  return Array.isArray(noted) ? noted.map(String) : []
}

describe('demos of plugins', () => {
  let app: TestApp
  let folder: string
  beforeAll(async () => {
    Reflect.deleteProperty(globalThis, 'demoCalls')
    folder = mkdtempSync(join(tmpdir(), 'shopdb demos '))
    mkdirSync(join(folder, 'plugins'))
    for (const [name, [manifest, code]] of Object.entries(plugins)) writePlugin(join(folder, 'plugins'), name, manifest, { 'plugin.ts': code })
    app = await startTestApp({ env: { SHOPDB_PLUGINS: Object.keys(plugins).join(), SHOPDB_PLUGIN_DIRS: join(folder, 'plugins') } })
  })
  afterAll(async () => {
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('are called once, those they depend on first, and one that fails does not keep the others from theirs', async () => {
    const { counts, failed } = await app.app.demo.fill({ assets: 20 })
    expect(calls()).toEqual(['early', 'broken', 'zebras', 'apples', 'mute'])
    expect(counts).toMatchObject({ 'early.early': 1, 'zebras.zebras': 20, 'apples.apples': 3, 'zebras.year': new Date().getUTCFullYear() })
    expect(Object.keys(counts).filter((kind) => kind.startsWith('broken') || kind.startsWith('mute'))).toEqual([])
    expect(failed).toEqual([{ plugin: 'broken', reason: 'no more paint' }, { plugin: 'mute', reason: expect.stringContaining('did not answer how many') }])
  })

  test('that failed are listed with their plugin, which goes on', async () => {
    const overview = await app.app.plugins.overview('broken')
    expect(overview.state).toBe('active')
    expect(overview.errors[0]).toMatchObject({ kind: 'failed', label: 'demo.fill', message: 'no more paint' })
  })

  test('do not begin a second time, not even those that failed; a plugin that comes later fills in its own', async () => {
    await expect(app.app.demo.fill({ assets: 20 })).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
    writePlugin(join(folder, 'plugins'), 'latecomers', {}, { 'plugin.ts': noting('return { latecomers: 2 }') })
    await app.app.plugins.rescan()
    await app.app.plugins.install('latecomers')
    const { counts } = await app.app.demo.fill({ assets: 20 })
    expect(counts).toEqual({ 'latecomers.latecomers': 2 })
    expect(calls().filter((name) => name === 'zebras')).toHaveLength(1)
  })

  test('draw the same numbers in every database', async () => {
    const numbers = async (site: TestApp): Promise<unknown> => (await site.app.demo.fill({ assets: 10 })).counts['zebras.numbers']
    const env = { SHOPDB_PLUGINS: 'zebras', SHOPDB_PLUGIN_DIRS: join(folder, 'plugins') }
    const drawn: unknown[] = []
    for (const site of [await startTestApp({ env }), await startTestApp({ env })]) {
      drawn.push(await numbers(site))
      await site.stop()
    }
    expect(drawn[0]).toBeGreaterThan(0)
    expect(drawn[0]).toBe(drawn[1])
  })

  test('go with what their plugin has stored, so a new installation fills in again', async () => {
    await app.app.plugins.uninstall('latecomers', 'purge')
    await app.app.plugins.install('latecomers')
    expect((await app.app.demo.fill({ assets: 20 })).counts).toEqual({ 'latecomers.latecomers': 2 })
  })
})
