import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writePlugin } from '../../plugin-host/testing.ts'
import { connectClient, until, type RealtimeClient } from '../../testing/realtime-client.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'

const clocks = `const told = (globalThis.clockLines ??= [])
export default {
  topics: () => [
    { name: 'log', title: 'Log', permission: 'clocks.read', keep: 3 },
    { name: 'level', title: 'Level', permission: 'clocks.read', window: 200, key: 'sensor' },
    {
      name: 'own', title: 'Own', permission: 'clocks.read', mayEnter: (caller, room) => room !== null && (room !== 'office' || caller.may('clocks.office')),
      subscribed: ({ caller }, room) => { told.push('subscribed ' + caller.label + ' ' + room) }, unsubscribed: ({ caller }, room) => { told.push('unsubscribed ' + caller.label + ' ' + room) },
    },
  ],
  routes: (context) => [{ method: 'POST', path: '/tell', permission: 'clocks.read', summary: 'Tell', body: { type: 'object' }, handle: ({ body }) => { for (const message of body.messages) context.realtime.publish(body.topic, message, body.room) } }],
}`

describe('topics of a plugin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-clocks-'))
  const told: string[] = []
  const clients: RealtimeClient[] = []
  let app: TestApp
  let url: string
  beforeAll(async () => {
    Reflect.set(globalThis, 'clockLines', told)
    writePlugin(folder, 'clocks', { permissions: [{ id: 'clocks.read', title: 'Read' }, { id: 'clocks.office', title: 'Office' }] }, { 'plugin.ts': clocks })
    app = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate' } })
    await app.app.http.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.app.http.server.address() as AddressInfo // it listens on a port
    url = `http://127.0.0.1:${port}`
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await app.stop()
    Reflect.deleteProperty(globalThis, 'clockLines')
    rmSync(folder, { recursive: true, force: true })
  })
  const enter = async (permissions: string[]): Promise<RealtimeClient> => {
    const client = await connectClient(url, { token: await app.tokenAs(permissions) })
    clients.push(client)
    return client
  }
  const tell = async (topic: string, messages: unknown[], room?: string) => app.request('POST', '/api/clocks/tell', { topic, messages, room })
  const bodies = (client: RealtimeClient): unknown[] => client.topics.map(({ message }) => message)

  test('that keep messages greet with the last of each room, each with an id that stays', async () => {
    await tell('log', [1, 2, 3, 4], 'hall')
    await tell('log', [9], 'yard')
    const [first, second] = [await enter(['clocks.read']), await enter(['clocks.read'])]
    await first.subscribe(['topic:clocks.log/hall'])
    await second.subscribe(['topic:clocks.log'])
    await until(() => first.topics.length === 3 && second.topics.length === 4, 'greeted')
    expect(bodies(first)).toEqual([2, 3, 4])
    expect(bodies(second)).toEqual([2, 3, 4, 9])
    expect(first.topics.map(({ id, retained }) => [id, retained])).toEqual(second.topics.slice(0, 3).map(({ id }) => [id, true]))
  })

  test('with a window bring the first at once, and then the newest of each key', async () => {
    const client = await enter(['clocks.read'])
    await client.subscribe(['topic:clocks.level'])
    await tell('level', [['a', 1], ['a', 2], ['b', 1], ['a', 3]].map(([sensor, value]) => ({ sensor, value })))
    await until(() => client.topics.length === 3, 'three')
    await delay(300)
    expect(bodies(client)).toEqual([{ sensor: 'a', value: 1 }, { sensor: 'b', value: 1 }, { sensor: 'a', value: 3 }])
  })

  test('decide by room who may listen, and hear who begins and ends', async () => {
    const client = await enter(['clocks.read'])
    expect(await client.subscribe(['topic:clocks.own/office', 'topic:clocks.own', 'topic:clocks.own/hall'])).toMatchObject({ joined: ['topic:clocks.own/hall'], refused: [{ problem: { code: 'PERMISSION_MISSING' } }, { problem: { code: 'PERMISSION_MISSING' } }] })
    const boss = await enter(['clocks.read', 'clocks.office'])
    expect(await boss.subscribe(['topic:clocks.own/office'])).toMatchObject({ refused: [] })
    boss.close()
    await until(() => told.length === 3, 'told')
    expect(told.map((line) => line.replace(/token user\d+ /, ''))).toEqual(['subscribed hall', 'subscribed office', 'unsubscribed office'])
  })
})
