import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writePlugin } from '../../plugin-host/testing.ts'
import { startTestApp, type Json, type TestApp } from '../../testing/test-app.ts'

const code = `export default {
  jobs: (context) => [
    { name: 'sum', title: 'Sum', run: async ({ parameters, progress }) => { progress(1, 2); return parameters.values.reduce((sum, value) => sum + value, 0) } },
    { name: 'wait', title: 'Wait', run: ({ signal }) => new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))) },
    { name: 'chain', title: 'Chain', run: async () => { const job = await context.jobs.start('sum', { values: [4, 5] }); return { started: job.id, state: job.state, foreign: await context.jobs.get(999999) } } },
  ],
}`

describe('jobs of a plugin', () => {
  let app: TestApp
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shopdb jobs '))
    const plugins = join(folder, 'plugins')
    mkdirSync(plugins)
    writePlugin(plugins, 'sums', { capabilities: { jobs: true } }, { 'plugin.ts': code })
    writePlugin(plugins, 'greedy', {}, { 'plugin.ts': "export default { jobs: () => [{ name: 'one', title: 'One', run: async () => 1 }] }" })
    app = await startTestApp({ env: { SHOPDB_PLUGIN_DIRS: plugins, SHOPDB_PLUGIN_MODE: 'isolate', SHOPDB_PLUGINS: '' } })
    await app.request('POST', '/api/plugins/sums/install', { approve: true })
  })
  afterAll(async () => {
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function reach(id: unknown, states: readonly string[]): Promise<Json> {
    for (const started = Date.now(); Date.now() - started < 30_000; await delay(20)) {
      const { json } = await app.request('GET', `/api/jobs/${String(id)}`)
      if (states.includes(String(json.state))) return json
    }
    throw new Error(`The run ${String(id)} did not become ${states.join()}.`)
  }

  test('run on demand, and start each other through the context', async () => {
    const { json } = await app.request('POST', '/api/jobs/sums/sum', { parameters: { values: [1, 2, 3] } })
    expect(await reach(json.id, ['done'])).toMatchObject({ result: 6, progress: { done: 1, total: 2 } })
    const chain = await reach((await app.request('POST', '/api/jobs/sums/chain')).json.id, ['done'])
    expect(chain.result).toMatchObject({ state: 'waiting', foreign: null })
    expect(await reach(Reflect.get(Object(chain.result), 'started'), ['done'])).toMatchObject({ result: 9, requestedBy: 'plugin sums' })
  })

  test('stop cleanly with the plugin, and are there again after it', async () => {
    const { json } = await app.request('POST', '/api/jobs/sums/wait')
    await reach(json.id, ['running'])
    expect((await app.request('POST', '/api/plugins/sums/disable', {})).status).toBe(200)
    expect(await reach(json.id, ['aborted'])).toMatchObject({ error: 'Its plugin was stopped or replaced while it ran.' })
    expect((await app.request('POST', '/api/jobs/sums/sum')).status).toBe(404)
    expect((await app.request('POST', '/api/plugins/sums/enable', {})).json.state).toBe('active')
    expect((await app.request('POST', '/api/jobs/sums/sum', { parameters: { values: [] } })).status).toBe(202)
  })

  test('need the capability', async () => {
    const answer = await app.request('POST', '/api/plugins/greedy/enable', {})
    const plugin = answer.status === 200 ? answer.json : (await app.request('GET', '/api/plugins/greedy')).json
    expect(plugin.state).toBe('failed')
    expect(JSON.stringify(plugin.error)).toContain('capability')
  })
})
