import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { systemCaller } from '../../platform/caller.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { until } from '../../testing/realtime-client.ts'
import { connectSocket, type SocketTestClient } from '../../testing/socket-client.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'
import { createToken } from '../tokens/index.ts'
import { createUser } from '../users/index.ts'

/** A plugin with a wire protocol of its own. */
const halls = (greeting: string): string => `const told = (globalThis.hallLines ??= [])
class Closed extends Error {}
export default {
  mapError: ({ errors }, { error }) => (error instanceof Closed ? errors.problem({ code: 'CLOSED', status: 409, message: 'The hall is closed.', fix: 'Come tomorrow.' }) : null),
  sockets: (context) => ({
    permission: 'halls.read', limit: { events: 20, seconds: 10 },
    connected: (client) => { told.push('connected ' + client.caller.label + ' ' + [...client.rooms].join()); client.emit('welcome', { greeting: '${greeting}', process: client.process === context.sockets.process }) },
    disconnected: (client, reason) => { told.push('disconnected ' + client.caller.label + ' ' + [...client.rooms].join()) },
    joined: (client, room) => { told.push('joined ' + room) },
    left: (client, room) => { told.push('left ' + room) },
    refused: (client, event, { code }) => { client.emit('error', { message: event + ' ' + code }) },
    sweep: (living) => { told.push('sweep ' + living.includes(context.sockets.process)) },
    emits: [
      { name: 'reading', title: 'Reading', window: 200, key: 'sensor' },
      { name: 'level', title: 'Level', key: 'sensor' },
      { name: 'strict', title: 'Strict', body: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } } },
    ],
    events: [
      context.sockets.event({
        name: 'listen_to', title: 'Listen', body: { type: 'object', required: ['hall'], properties: { hall: { type: 'string', pattern: '^[A-Z]{1,8}$' } } },
        handle: (client, { hall }) => { client.join('hall:' + hall); client.emit('listening', { hall }); return { hall, rooms: client.rooms.size } },
      }),
      { name: 'stop_listening', title: 'Stop', handle: (client, body) => { client.leave('hall:' + body.hall) } },
      { name: 'ring', title: 'Ring', permission: 'halls.ring', handle: (client, { hall, n, ...rest }) => { context.sockets.emit('rung', { n }, hall ? { room: 'hall:' + hall } : rest) } },
      { name: 'slow', title: 'Slow', handle: async (client, { n }) => { await new Promise((resolve) => setTimeout(resolve, n === 0 ? 60 : 1)); client.emit('done', { n }) } },
      { name: 'read', title: 'Read', handle: (client, { values }) => { for (const value of values) context.sockets.emit('reading', value) } },
      { name: 'flood', title: 'Flood', handle: (client, { from, count, size }) => { for (let n = from; n < from + count; n++) { context.sockets.emit('level', { sensor: 'a', n, text: 'x'.repeat(size) }); context.sockets.emit('counted', { n, text: 'x'.repeat(size) }) } } },
      { name: 'wrong', title: 'Wrong', handle: (client, { how }) => { if (how === 'closed') throw new Closed(); if (how === 'strict') context.sockets.emit('strict', { n: 'x' }); throw new Error('secret ' + how) } },
      { name: 'flagged', title: 'Flagged', flag: 'extra', handle: () => ({ extra: true }) },
    ],
  }),
}`
const manifest = { flags: { extra: { title: 'More' } }, permissions: [{ id: 'halls.read', title: 'Hear' }, { id: 'halls.ring', title: 'Ring' }] }

describe('the namespace of a plugin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-halls-'))
  const told: string[] = []
  const clients: SocketTestClient[] = []
  let app: TestApp
  let url: string
  const tokens = new Map<string, string>()
  const userIds = new Map<string, number>()
  const roleIds = new Map<string, unknown>()
  let roleVersion = 1
  beforeAll(async () => {
    Reflect.set(globalThis, 'hallLines', told)
    writePlugin(folder, 'halls', manifest, { 'plugin.ts': halls('good morning') })
    app = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate' } })
    for (const [username, permissions] of Object.entries({ reader: ['halls.read'], ringer: ['halls.read', 'halls.ring'], stranger: ['assets.read'] })) {
      const role = await app.request('POST', '/api/roles', { name: username, permissions })
      roleIds.set(username, role.json.id)
      roleVersion = Number(role.json.version)
      const userId = await createUser(app.app.platform, systemCaller, { username, roles: [username] })
      tokens.set(username, (await createToken(app.app.platform, systemCaller, { name: username, scopes: ['*'], userId })).token)
      userIds.set(username, userId)
    }
    await app.app.http.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.app.http.server.address() as AddressInfo // it listens on a port
    url = `http://127.0.0.1:${port}`
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    const count = (begin: string): number => told.filter((line) => line.startsWith(begin)).length
    await until(() => count('disconnected') === count('connected'), 'the plugin has been told that all have gone')
    told.length = 0
  })
  afterAll(async () => {
    await app.stop()
    Reflect.deleteProperty(globalThis, 'hallLines')
    rmSync(folder, { recursive: true, force: true })
  })
  const enter = async (username: string): Promise<SocketTestClient> => {
    const client = await connectSocket(url, 'halls', tokens.get(username) ?? null)
    clients.push(client)
    return client
  }

  test('lets in who is signed in and may, and calls everybody else by name of the problem', async () => {
    await expect(connectSocket(url, 'halls', null)).rejects.toMatchObject({ problem: { code: 'SIGN_IN_REQUIRED' } })
    await expect(connectSocket(url, 'halls', 'no token')).rejects.toMatchObject({ problem: { status: 401 } })
    await expect(connectSocket(url, 'halls', tokens.get('stranger') ?? '')).rejects.toMatchObject({ problem: { code: 'PERMISSION_MISSING' } })
    await expect(connectSocket(url, 'nowhere', tokens.get('reader') ?? '')).rejects.toThrow('Invalid namespace')
    const reader = await enter('reader')
    await until(() => reader.heard.length === 1, 'greeted')
    expect(reader.heard).toEqual([{ event: 'welcome', body: { greeting: 'good morning', process: true } }])
  })

  test('rooms: who has joined hears it once, however often he joined, and nobody else', async () => {
    const [inside, outside, gone, ringer] = [await enter('reader'), await enter('reader'), await enter('reader'), await enter('ringer')]
    expect(await inside.send('listen_to', { hall: 'EAST' })).toEqual({ ok: true, hall: 'EAST', rooms: 1 })
    expect(await inside.send('listen_to', { hall: 'EAST' })).toEqual({ ok: true, hall: 'EAST', rooms: 1 })
    await gone.send('listen_to', { hall: 'EAST' })
    await gone.send('stop_listening', { hall: 'EAST' })
    await outside.send('listen_to', { hall: 'WEST' })
    expect(await ringer.send('ring', { hall: 'EAST', n: 1 })).toEqual({ ok: true })
    expect(await ringer.send('ring', { user: userIds.get('ringer'), n: 2 })).toEqual({ ok: true })
    expect(await ringer.send('ring', { client: outside.socket.id, n: 3 })).toEqual({ ok: true })
    expect(await ringer.send('ring', { n: 4 })).toEqual({ ok: true })
    await until(() => clients.every((client) => client.of('rung').some((body) => Reflect.get(Object(body), 'n') === 4)), 'all have heard the last')
    expect(clients.map((client) => client.of('rung').map((body) => Reflect.get(Object(body), 'n')))).toEqual([[1, 4], [3, 4], [4], [2, 4]])
    await until(async () => JSON.stringify((await app.request('GET', '/api/realtime')).json).includes('"halls/hall:EAST"'), 'it is written down')
  })

  test('refuses by schema, permission, flag and rate; the connection stays, and the plugin is told', async () => {
    const reader = await enter('reader')
    expect(await reader.send('listen_to', { hall: '<script>' })).toMatchObject({ ok: false, problem: { code: 'REQUEST_INVALID', status: 400, fields: [{ path: '/hall' }] } })
    expect(await reader.send('listen_to')).toMatchObject({ ok: false, problem: { code: 'REQUEST_INVALID' } })
    expect(await reader.send('ring', { n: 1 })).toMatchObject({ ok: false, problem: { code: 'PERMISSION_MISSING' } })
    expect(await reader.send('flagged')).toMatchObject({ ok: false, problem: { code: 'FEATURE_DISABLED' } })
    expect(await reader.send('lisen_to', {})).toMatchObject({ ok: false, problem: { code: 'NOT_FOUND', detail: expect.stringContaining('listen_to') } })
    expect(await reader.send('wrong', { how: 'closed' })).toMatchObject({ ok: false, problem: { code: 'HALLS_CLOSED', status: 409, title: 'The hall is closed.', fix: 'Come tomorrow.' } })
    const unknown = await reader.send('wrong', { how: 'strict' })
    expect(unknown).toMatchObject({ ok: false, problem: { code: 'INTERNAL' } })
    expect(JSON.stringify(unknown)).not.toContain('secret')
    expect(reader.of('error')).toContainEqual({ message: 'listen_to REQUEST_INVALID' })
    expect(reader.of('rung')).toEqual([])
    expect((await app.request('PUT', '/api/settings/plugin.halls.flags.extra', { value: true })).status).toBe(200)
    expect(await reader.send('flagged')).toEqual({ ok: true, extra: true })
    const answers = await Promise.all(Array.from({ length: 20 }, () => reader.send('stop_listening', {})))
    expect(answers.at(-1)).toMatchObject({ ok: false, problem: { code: 'TOO_MANY_REQUESTS' } })
    expect(reader.socket.connected).toBe(true)
  })

  test('handles the events of one connection one after the other', async () => {
    const reader = await enter('reader')
    await Promise.all([0, 1, 2, 3].map((n) => reader.send('slow', { n })))
    expect(reader.of('done')).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }])
  })

  test('puts together what comes within a window: the first at once, then the last of each key', async () => {
    const reader = await enter('reader')
    const values = [['a', 1], ['a', 2], ['b', 1], ['a', 3], ['b', 2]].map(([sensor, value]) => ({ sensor, value }))
    await reader.send('read', { values })
    expect(reader.of('reading')).toEqual([{ sensor: 'a', value: 1 }])
    await until(() => reader.of('reading').length >= 3, 'the rest')
    await delay(300)
    expect(reader.of('reading')).toEqual([{ sensor: 'a', value: 1 }, { sensor: 'a', value: 3 }, { sensor: 'b', value: 2 }])
  })

  test('holds back what a client does not take: of a key only the newest, everything else in order; nobody else waits', async () => {
    const [sleeper, awake] = [await enter('reader'), await enter('ringer')]
    const slow = async (): Promise<unknown> => Reflect.get(Object((await app.request('GET', '/api/realtime')).json.thisProcess), 'slow')
    const numbers = (client: SocketTestClient, event: string): number[] => client.of(event).map((body) => Number(Reflect.get(Object(body), 'n')))
    const connection: Socket = Reflect.get(Reflect.get(Reflect.get(sleeper.socket.io.engine, 'transport'), 'ws'), '_socket')
    connection.pause()
    let sent = 0
    const flood = async (count: number, size: number): Promise<void> => {
      expect(await awake.send('flood', { from: sent, count, size })).toEqual({ ok: true })
      sent += count
    }
    // Less at once than makes the awake one late.
    for (let round = 0; round < 17 && (await slow()) === 0; round++) await flood(8, 50_000)
    await until(async () => (await slow()) === 1, 'the sleeper alone is behind')
    await flood(100, 10)
    await until(() => numbers(awake, 'counted').at(-1) === sent - 1 && numbers(awake, 'level').at(-1) === sent - 1, 'the other one has everything')
    expect(numbers(awake, 'level')).toHaveLength(sent)
    connection.resume()
    await until(() => numbers(sleeper, 'counted').length === sent, 'it has caught up')
    expect(numbers(sleeper, 'counted')).toEqual(Array.from({ length: sent }, (_value, n) => n))
    expect(numbers(sleeper, 'level').at(-1)).toBe(sent - 1)
    expect(numbers(sleeper, 'level').length).toBeLessThan(sent - 90)
    expect(await slow()).toBe(0)
  })

  test('tells the plugin when a client leaves, with its rooms; who loses the permission is disconnected and told why', async () => {
    const [leaver, stayer] = [await enter('reader'), await enter('ringer')]
    await leaver.send('listen_to', { hall: 'EAST' })
    await stayer.send('listen_to', { hall: 'WEST' })
    leaver.socket.io.engine.close()
    await until(() => told.includes('disconnected token reader hall:EAST'), 'seen to have gone')
    expect(told).toEqual(['connected token reader ', 'connected token ringer ', 'joined hall:EAST', 'joined hall:WEST', 'left hall:EAST', 'disconnected token reader hall:EAST'])
    const address = `/api/roles/${String(roleIds.get('ringer'))}`
    const change = async (permissions: string[]): Promise<unknown> => (await app.request('PATCH', address, { permissions, version: roleVersion++ })).status
    expect(await change(['assets.read'])).toBe(200)
    await until(() => !stayer.socket.connected, 'ended')
    expect(stayer.of('goodbye')).toMatchObject([{ code: 'PERMISSION_MISSING' }])
    await until(() => told.includes('disconnected token ringer hall:WEST'), 'the plugin knows')
  })

  test('clients stay when the plugin is replaced, and go when it is disabled', async () => {
    const reader = await enter('reader')
    await reader.send('listen_to', { hall: 'EAST' })
    told.length = 0
    writeFileSync(join(folder, 'halls', 'plugin.ts'), halls('good evening'))
    expect((await app.request('POST', '/api/plugins/halls/replace', {})).status).toBe(200)
    await until(() => reader.of('welcome').length === 2, 'the new version greets')
    expect(told.filter((line) => !line.startsWith('sweep'))).toEqual(['left hall:EAST', 'disconnected token reader hall:EAST', 'connected token reader hall:EAST', 'joined hall:EAST'])
    expect(told).toContain('sweep true')
    expect(reader.of('welcome').at(-1)).toEqual({ greeting: 'good evening', process: true })
    expect(await reader.send('listen_to', { hall: 'EAST' })).toEqual({ ok: true, hall: 'EAST', rooms: 1 })
    expect((await app.request('POST', '/api/plugins/halls/disable', {})).status).toBe(200)
    await until(() => !reader.socket.connected, 'disconnected')
    expect(reader.of('goodbye')).toMatchObject([{ code: 'PLUGIN_NOT_FOUND' }])
    await expect(connectSocket(url, 'halls', tokens.get('reader') ?? '')).rejects.toThrow('Invalid namespace')
    expect((await app.request('POST', '/api/plugins/halls/enable', {})).status).toBe(200)
    const again = await enter('reader')
    await until(() => again.of('welcome').length === 1, 'it is back')
  })
})
