import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { idOf, itemsOf, startTestApp, type Json, type TestApp } from '../../testing/test-app.ts'

const bell = `export default {
  routes: (context) => [
    context.route({ method: 'POST', path: '/raise', permission: 'bells.ring', summary: 'Raise', handle: ({ body }) => context.notices.raise(body) }),
    context.route({ method: 'POST', path: '/settle', permission: 'bells.ring', summary: 'Settle', handle: async ({ body }) => ({ settled: await context.notices.settle(body.key) }) }),
    context.route({ method: 'POST', path: '/open', permission: 'bells.ring', summary: 'Open', handle: async () => ({ open: await context.notices.open() }) }),
  ],
}`
const ear = `let failing = 0
const heard = []
export default {
  consumers: () => [{ name: 'hear', events: ['notice.raised', 'notice.changed', 'notice.settled'], consume: async (event) => {
    if (failing-- > 0) throw new Error('not now')
    heard.push(event)
  } }],
  routes: (context) => [
    context.route({ method: 'GET', path: '/heard', permission: 'ears.listen', summary: 'Heard', handle: () => ({ heard }) }),
    context.route({ method: 'POST', path: '/fail', permission: 'ears.listen', summary: 'Fail', handle: ({ body }) => { failing = body.times; return {} } }),
  ],
}`
const earManifest = { permissions: [{ id: 'ears.listen', title: 'Listen' }], capabilities: { events: ['notice.raised', 'notice.changed', 'notice.settled'] } }
const minute = 60_000

describe.each(testDatabases())('notices on $engine', (engine) => {
  let app: TestApp
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shopdb-notices-'))
    writePlugin(folder, 'bells', { permissions: [{ id: 'bells.ring', title: 'Ring' }, { id: 'bells.read', title: 'Read' }] }, { 'plugin.ts': bell })
    writePlugin(folder, 'ears', earManifest, { 'plugin.ts': ear })
    writePlugin(folder, 'deaf', { capabilities: { events: ['notice.raised'] } }, { 'plugin.ts': "export default { consumers: () => [{ name: 'hear', events: ['notice.settled'], consume: () => undefined }] }" })
    app = await startTestApp({ engine, env: { SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGINS: 'equipment', SHOPDB_PLUGIN_MODE: 'isolate' } })
    for (const name of ['bells', 'ears']) await app.request('POST', `/api/plugins/${name}/install`, { approve: true })
  })
  afterAll(async () => app.stop())

  const raise = async (notice: Json): Promise<Json> => (await app.request('POST', '/api/bells/raise', notice)).json
  const settle = async (key: string): Promise<Json> => (await app.request('POST', '/api/bells/settle', { key })).json
  const heardOf = async (key: string): Promise<string[]> => {
    const { heard } = (await app.request('GET', '/api/ears/heard')).json as { heard: { name: string; notice: { key: string; title: string; plugin: string } }[] } // what the plugin above answers
    return heard.filter(({ notice }) => notice.key === key).map(({ name, notice }) => `${name} ${notice.plugin} ${notice.title}`)
  }
  /** What was heard of a key, once it is as much as expected, or half a minute is over. */
  async function hear(key: string, count: number): Promise<string[]> {
    let last: string[] = []
    for (const started = Date.now(); Date.now() - started < 30_000 && last.length < count; await delay(20)) last = await heardOf(key)
    return last
  }
  const openKeys = async (query = ''): Promise<unknown[]> => itemsOf(await app.request('GET', `/api/notices?open=true${query}`)).map(({ key }) => key)

  test('one that is raised again while it is open tells nobody anew', async () => {
    const first = await raise({ key: 'door', severity: 'warning', title: 'The  door is open', text: 'Since noon.' })
    expect(first).toMatchObject({ plugin: 'bells', key: 'door', severity: 'warning', title: 'The door is open', text: 'Since noon.', assetId: null, settledAt: null })
    expect(await raise({ key: 'door', severity: 'warning', title: 'The door is open', text: 'Since noon.' })).toEqual(first)
    expect(await raise({ key: 'door', severity: 'critical', title: 'The door stands open' })).toMatchObject({ id: first.id, severity: 'critical', text: null })
    expect((await app.request('POST', '/api/bells/open', {})).json.open).toHaveLength(1)
    expect(await settle('door')).toEqual({ settled: true })
    expect(await settle('door')).toEqual({ settled: false })
    expect(await hear('door', 3)).toEqual(['notice.raised bells The door is open', 'notice.changed bells The door stands open', 'notice.settled bells The door stands open'])
    expect(Number((await raise({ key: 'door', severity: 'info', title: 'Again' })).id)).toBeGreaterThan(Number(first.id))
    await settle('door')
  })

  test('two that raise one key at the same moment open one notice', async () => {
    const raised = await Promise.all([1, 2, 3, 4].map(() => raise({ key: 'race', severity: 'info', title: 'Race' })))
    expect(new Set(raised.map(({ id }) => id)).size).toBe(1)
    expect(await hear('race', 1)).toEqual(['notice.raised bells Race'])
    await settle('race')
  })

  test('a notice with an end settles by itself', async () => {
    await raise({ key: 'shift', severity: 'info', title: 'Shift change', until: new Date(Date.now() + app.clock.offset + 5 * minute).toISOString() })
    expect(await openKeys()).toContain('shift')
    app.clock.offset += 6 * minute
    expect(await hear('shift', 2)).toEqual(['notice.raised bells Shift change', 'notice.settled bells Shift change'])
    expect(await openKeys()).not.toContain('shift')
  })

  test('a consumer that fails gets the event again later, and then no more', async () => {
    await app.request('POST', '/api/ears/fail', { times: 1 })
    await raise({ key: 'later', severity: 'info', title: 'Later' })
    const waiting = async (): Promise<Json | undefined> => itemsOf(await app.request('GET', '/api/deliveries?plugin=ears&state=waiting')).find(({ attempts }) => attempts === 1)
    for (const started = Date.now(); Date.now() - started < 30_000 && (await waiting()) === undefined; await delay(20));
    expect(await waiting()).toMatchObject({ channel: 'event', target: 'hear', subject: 'notice.raised', error: 'not now' })
    app.clock.offset += 2 * minute
    expect(await hear('later', 1)).toEqual(['notice.raised bells Later'])
    await settle('later')
  })

  test('events wait for a plugin that is switched off, and a new one is told what is open', async () => {
    await app.request('POST', '/api/plugins/ears/disable', {})
    await raise({ key: 'night', severity: 'info', title: 'Night' })
    await app.request('POST', '/api/plugins/ears/enable', {})
    expect(await hear('night', 1)).toEqual(['notice.raised bells Night'])
    expect((await app.request('DELETE', '/api/plugins/ears?policy=purge')).status).toBe(200)
    expect((await app.request('POST', '/api/plugins/ears/install', { approve: true })).json).toMatchObject({ state: 'active' })
    expect(await hear('night', 1)).toEqual(['notice.raised bells Night'])
  })

  test('who may not see the asset or the plugin sees no notice of it', async () => {
    const machine = idOf(await app.request('POST', '/api/equipment', { assetNumber: 'SEEN-7' }))
    await raise({ key: 'spindle', severity: 'critical', title: 'Spindle hot', assetId: machine })
    expect(await openKeys(`&assetId=${machine}&severity=critical`)).toEqual(['spindle'])
    const see = async (permissions: readonly string[], name: string): Promise<unknown[]> => itemsOf(await (await app.as(permissions, name))('GET', '/api/notices?open=true')).map(({ key }) => key)
    expect(await see(['notices.read', 'bells.read', 'equipment.read'], 'all')).toEqual(['spindle', 'night'])
    expect(await see(['notices.read', 'bells.read'], 'noasset')).toEqual(['night'])
    expect(await see(['notices.read', 'equipment.read'], 'noplugin')).toEqual([])
    expect((await (await app.as(['equipment.read'], 'nobody'))('GET', '/api/notices')).status).toBe(403)
    expect(await raise({ key: 'ghost', severity: 'info', title: 'Ghost', assetId: 999_999 })).toMatchObject({ code: 'REFERENCE_MISSING' })
    expect(await raise({ key: '', severity: 'info', title: 'x' })).toMatchObject({ code: 'RULE_BROKEN' })
    expect(await raise({ key: 'x', severity: 'loud', title: 'x' })).toMatchObject({ code: 'RULE_BROKEN' })
  })

  test('an event that the manifest does not name is refused', async () => {
    await app.request('POST', '/api/plugins/deaf/install', { approve: true })
    const { json } = await app.request('GET', '/api/plugins/deaf')
    expect(json).toMatchObject({ state: 'failed', reason: expect.stringContaining('"events": ["notice.settled"]') })
  })

  test('a plugin that goes settles what it has raised', async () => {
    await raise({ key: 'last', severity: 'info', title: 'Last' })
    expect(await hear('last', 1)).toEqual(['notice.raised bells Last'])
    expect((await app.request('DELETE', '/api/plugins/bells?policy=purge')).status).toBe(200)
    expect(await hear('last', 2)).toEqual(['notice.raised bells Last', 'notice.settled bells Last'])
    expect(itemsOf(await app.request('GET', '/api/notices?plugin=bells'))).toEqual([])
  })
})
