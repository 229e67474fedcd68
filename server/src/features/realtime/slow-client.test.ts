import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writePlugin } from '../../plugin-host/testing.ts'
import { connectClient, until, type RealtimeClient } from '../../testing/realtime-client.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'

const floods = `export default {
  topics: () => [{ name: 'wave', title: 'Wave', permission: 'floods.read' }],
  routes: (context) => [{
    method: 'POST', path: '/waves', permission: 'floods.read', summary: 'Flood',
    body: { type: 'object', properties: { first: { type: 'integer' }, count: { type: 'integer' }, size: { type: 'integer' } } },
    handle: ({ body }) => { for (let n = body.first; n < body.first + body.count; n++) context.realtime.publish('wave', { n, text: 'x'.repeat(body.size) }); return { last: body.first + body.count } },
  }],
}`

/** The TCP connection below a client: a tablet that went to sleep reads nothing from it. */
function connectionOf(client: RealtimeClient): Socket {
  return Reflect.get(Reflect.get(Reflect.get(client.socket.io.engine, 'transport'), 'ws'), '_socket')
}

describe('a client that does not read', () => {
  let app: TestApp
  let url: string
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-floods-'))
  const clients: RealtimeClient[] = []
  beforeAll(async () => {
    writePlugin(folder, 'floods', { permissions: [{ id: 'floods.read', title: 'Flood', roles: ['editor'] }] }, { 'plugin.ts': floods })
    app = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate' } })
    await app.app.http.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.app.http.server.address() as AddressInfo // it listens on a port
    url = `http://127.0.0.1:${port}`
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  let sent = 0
  const flood = async (count: number, size: number): Promise<void> => {
    expect((await app.request('POST', '/api/floods/waves', { first: sent, count, size })).status).toBe(200)
    sent += count
  }
  const enter = async (): Promise<RealtimeClient> => {
    const client = await connectClient(url, { token: app.app.localToken })
    clients.push(client)
    await client.subscribe(['topic:floods.wave', 'type:vendors'])
    return client
  }
  const slow = async (): Promise<unknown> => Reflect.get(Object((await app.request('GET', '/api/realtime')).json.thisProcess), 'slow')
  const numbers = (client: RealtimeClient): number[] => client.topics.map(({ message }) => Number(Reflect.get(Object(message), 'n')))

  test('holds up nobody, and gets everything in order once it reads again; changes come to it as one', async () => {
    const [sleeper, awake] = [await enter(), await enter()]
    connectionOf(sleeper).pause()
    for (let round = 0; round < 100 && (await slow()) === 0; round++) await flood(10, 60_000)
    expect(await slow()).toBe(1)
    for (let round = 0; round < 20; round++) await app.request('POST', '/api/vendors', { name: `V${round}` })
    await until(() => awake.changes.length === 20 && awake.topics.length === sent, 'the other client has everything')
    expect(sleeper.changes).toEqual([])
    connectionOf(sleeper).resume()
    await until(() => sleeper.changes.length === 20 && sleeper.topics.length === sent, 'the sleeper has caught up')
    expect(numbers(sleeper)).toEqual(Array.from({ length: sent }, (_, index) => index))
    expect(sleeper.messages).toHaveLength(1)
    await until(async () => (await slow()) === 0, 'nobody is behind')
  }, 120_000)

  test('takes a burst that is over, but is disconnected when it stays behind', async () => {
    const [sleeper, awake] = [await enter(), await enter()]
    const before = sent
    await flood(3000, 10)
    await until(() => awake.topics.length === 3000 && sleeper.topics.length === 3000, 'a burst arrives complete')
    connectionOf(sleeper).pause()
    for (let round = 0; round < 300 && (await slow()) === 0; round++) await flood(10, 60_000)
    await until(async () => {
      await flood(100, 10)
      return (await slow()) === 0
    }, 'the sleeper is given up')
    connectionOf(sleeper).resume()
    await until(() => !sleeper.socket.connected, 'it sees the end')
    await until(() => awake.topics.length === sent - before, 'the other client has everything')
    expect(awake.socket.connected).toBe(true)
  }, 120_000)
})
