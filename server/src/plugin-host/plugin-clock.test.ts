import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startPluginTestHost } from '../testing/plugin-test-host.ts'
import { until } from '../testing/realtime-client.ts'
import { writePlugin } from './testing.ts'

const alarms = `const rang = []
export default {
  init: ({ clock }) => {
    const began = clock.now()
    const note = (what) => rang.push(what + ' ' + Math.round((clock.now() - began) / 60_000))
    clock.after(300_000, () => note('once'))
    const stop = clock.every(120_000, () => { note('every'); if (rang.filter((line) => line.startsWith('every')).length === 2) stop() })
    clock.after(60_000, () => { throw new Error('The bell is broken.') })
    clock.after(60_000, () => note('next'))()
  },
  routes: () => [{ method: 'GET', path: '/rang', permission: 'alarms.read', summary: 'Rang', handle: () => ({ rang }) }],
}`

test('timers of a plugin follow the clock of the test, end when they are told to or with the plugin, and their failures stay with it', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'shopdb-alarms-'))
  const folder = writePlugin(parent, 'alarms', { permissions: [{ id: 'alarms.read', title: 'Read' }] }, { 'plugin.ts': alarms })
  const host = await startPluginTestHost(folder, {})
  const rang = async (): Promise<unknown> => (await host.api.get('/api/alarms/rang')).body.rang
  for (let minute = 1; minute <= 8; minute++) {
    host.clock.advance(60_000)
    await rang()
  }
  await until(async () => JSON.stringify(await rang()) === '["every 2","every 4","once 5"]', 'they rang when they were due')
  expect((await host.api.get('/api/plugins/alarms')).body.errors).toMatchObject([{ label: 'clock.after', message: 'The bell is broken.' }])
  await host.stop()
  rmSync(parent, { recursive: true, force: true })
}, 60_000)
