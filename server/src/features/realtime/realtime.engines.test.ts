import { mkdtempSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemCaller } from '../../platform/caller.ts'
import { testDatabases } from '../../platform/database/testing.ts'
import { cabinetType } from '../../testing/cabinets.ts'
import { writeTypedPlugin } from '../../testing/typed-plugin.ts'
import { connectClient, until, type ClientCredentials, type RealtimeClient } from '../../testing/realtime-client.ts'
import { idOf, itemsOf, startTestApp, type TestApp } from '../../testing/test-app.ts'
import { createToken, revokeToken } from '../tokens/index.ts'
import { createUser } from '../users/index.ts'

describe.each(testDatabases())('realtime on $engine', (engine) => {
  let app: TestApp
  let url: string
  const clients: RealtimeClient[] = []
  const connect = async (credentials: ClientCredentials): Promise<RealtimeClient> => {
    const client = await connectClient(url, credentials)
    clients.push(client)
    return client
  }
  const asSystem = (): Promise<RealtimeClient> => connect({ token: app.app.localToken })
  const refusal = (credentials: ClientCredentials): Promise<unknown> => connectClient(url, credentials).then(() => 'let in', (error: unknown) => Reflect.get(Object(Reflect.get(Object(error), 'problem')), 'code'))
  const create = async (fields: Record<string, unknown> = {}): Promise<number> => idOf(await app.request('POST', '/api/computers', { assetNumber: `R-${Math.random()}`, ...fields }))

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shopdb-realtime-'))
    writeTypedPlugin(folder, 'cabinets', { type: cabinetType })
    app = await startTestApp({ engine, env: { SHOPDB_PLUGINS: 'computers', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate' } })
    await app.app.http.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.app.http.server.address() as AddressInfo // it listens on a port
    url = `http://127.0.0.1:${port}`
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await app.stop()
  })

  test('nobody is let in without a valid sign-in, and is told why', async () => {
    expect(await refusal({})).toBe('SIGN_IN_REQUIRED')
    expect(await refusal({ token: 'shopdb_1_wrong' })).toBe('SIGN_IN_REQUIRED')
    expect(await refusal({ headers: { cookie: 'shopdb_access=forged' } })).toBe('SESSION_ENDED')
    expect((await app.anonymous('GET', '/api/realtime')).status).toBe(401)
  })

  test('a page of another origin may not listen with the cookies of its visitor', async () => {
    const refused = await connectClient(url, { token: app.app.localToken, headers: { origin: 'https://elsewhere.example' } }).then(() => 'let in', (error: unknown) => String(error))
    expect(refused).not.toBe('let in')
    const own = await connect({ token: app.app.localToken, headers: { origin: url } })
    expect(own.socket.connected).toBe(true)
  })

  test('every committed change reaches who listens to the asset, its type or all assets, once', async () => {
    const id = await create()
    const client = await asSystem()
    const other = await asSystem()
    expect(await client.subscribe([`asset:${id}`, 'type:assets', 'type:computers.computer'])).toMatchObject({ ok: true, joined: [`asset:${id}`, 'type:assets', 'type:computers.computer'], refused: [] })
    await other.subscribe(['type:locations'])
    await app.request('PATCH', `/api/computers/${id}`, { name: 'Seen', version: 1 })
    await until(() => client.changes.length > 0, 'the change arrives')
    const created = await create()
    await until(() => client.changes.some((change) => change.entityId === created), 'the new asset arrives')
    expect(client.changes.map(({ kind, entityId, action }) => ({ kind, entityId, action }))).toEqual([
      { kind: 'computers.computer', entityId: id, action: 'updated' }, { kind: 'computers.computer', entityId: created, action: 'created' },
    ])
    expect(other.changes).toEqual([])
  })

  test('a change is told in the answer to who comes back, from where he was', async () => {
    const id = await create()
    const client = await asSystem()
    await client.subscribe([`asset:${id}`])
    await app.request('PATCH', `/api/computers/${id}`, { name: 'one', version: 1 })
    await until(() => client.changes.length === 1, 'the first change arrives')
    const cursor = client.messages.at(-1)?.cursor ?? 0
    client.close()
    await app.request('PATCH', `/api/computers/${id}`, { name: 'two', version: 2 })
    await create()
    const again = await asSystem()
    const answer = await again.subscribe([`asset:${id}`], cursor)
    expect(answer).toMatchObject({ ok: true, changes: [{ entityId: id, action: 'updated' }] })
    expect(answer.ok && answer.reload).toBeFalsy()
    expect(answer.ok && answer.changes).toHaveLength(1)
  })

  test('who was away too long is told to read everything again', async () => {
    const rows = Array.from({ length: 1100 }, (_, index) => ({ assetNumber: `FAR-${index}` }))
    const client = await asSystem()
    const before = await client.subscribe(['type:computers.computer'])
    expect((await app.request('POST', '/api/collector/computers', rows.map(({ assetNumber }) => ({ hostname: assetNumber, serialNumber: `SN-${assetNumber}` })))).status).toBe(200)
    await until(() => client.messages.some(({ reload }) => reload) || client.changes.length >= 1100, 'the clients hear of all of it')
    const late = await asSystem()
    expect(await late.subscribe(['type:computers.computer'], before.ok ? before.cursor : 0)).toMatchObject({ ok: true, reload: true, changes: [] })
  }, 60_000)

  test('a room needs the permission of what it tells, and permissions that go take it away', async () => {
    const id = await create()
    const role = await app.request('POST', '/api/roles', { name: 'listeners', permissions: ['computers.read', 'assets.read'] })
    const userId = await createUser(app.app.platform, systemCaller, { username: 'listener', roles: ['listeners'] })
    const { token } = await createToken(app.app.platform, systemCaller, { name: 'listener', scopes: ['*'], userId })
    const client = await connect({ token })
    const answer = await client.subscribe(['type:assets', `asset:${id}`, 'type:cabinets.cabinet', 'type:nothing.here', 'nonsense:1'])
    expect(answer).toMatchObject({ ok: true, joined: ['type:assets', `asset:${id}`] })
    expect(answer.ok && answer.refused.map(({ room, problem }) => [room, problem.code])).toEqual([['type:cabinets.cabinet', 'PERMISSION_MISSING'], ['type:nothing.here', 'NOT_FOUND'], ['nonsense:1', 'NOT_FOUND']])
    idOf(await app.request('POST', '/api/cabinets', { assetNumber: `P-${id}` }))
    await app.request('PATCH', `/api/computers/${id}`, { name: 'heard', version: 1 })
    await until(() => client.changes.length > 0, 'what he may see arrives')
    expect(client.changes.every(({ kind }) => kind === 'computers.computer')).toBe(true)

    await app.request('PATCH', `/api/roles/${String(role.json.id)}`, { permissions: ['assets.read'], version: role.json.version })
    await until(() => client.left.length > 0, 'the room is taken away')
    expect(client.left[0]?.code).toMatch(/NOT_FOUND|PERMISSION_MISSING/)
  })

  test('revoking the token or the session ends the connection, with the reason', async () => {
    const userId = await createUser(app.app.platform, systemCaller, { username: 'leaver', roles: ['administrator'], password: 'a long password 12' })
    const { id, token } = await createToken(app.app.platform, systemCaller, { name: 'leaver', scopes: ['*'], userId })
    const byToken = await connect({ token })
    const signedIn = await app.anonymous('POST', '/api/auth/login', { username: 'leaver', password: 'a long password 12' })
    const cookies = [signedIn.headers['set-cookie']].flat().map((cookie) => String(cookie).split(';')[0]).join('; ')
    const byCookie = await connect({ headers: { cookie: cookies } })
    await revokeToken(app.app.platform, systemCaller, id)
    await until(() => byToken.goodbye.length === 1 && !byToken.socket.connected, 'the token is gone')
    expect(byToken.goodbye[0]?.code).toBe('SESSION_ENDED')
    expect(byCookie.socket.connected).toBe(true)
    expect((await app.anonymous('POST', '/api/auth/logout', undefined, { cookie: cookies, 'x-csrf-token': String(signedIn.json.csrf) })).status).toBe(204)
    await until(() => byCookie.goodbye.length === 1 && !byCookie.socket.connected, 'the session is gone')
  })

  test('events that are malformed, unknown or too many are answered with a problem, and the connection stays', async () => {
    const client = await asSystem()
    const send = (event: string, body: unknown): Promise<{ ok: boolean; problem?: { code: string } }> => client.socket.timeout(20_000).emitWithAck(event as 'subscribe', body as never) // what a wrong client sends
    for (const body of [{}, null, { rooms: [] }, { rooms: ['a b'] }, { rooms: 'type:assets' }, { rooms: [7] }, { rooms: ['type:assets'], since: -1 }, { rooms: ['type:assets'], more: 1 }]) expect((await send('subscribe', body)).problem?.code).toBe('REQUEST_INVALID')
    expect((await send('subscibe', {})).problem?.code).toBe('NOT_FOUND')
    const many = await Promise.all(Array.from({ length: 150 }, () => send('unsubscribe', { rooms: ['type:assets'] })))
    expect(many.some(({ problem }) => problem?.code === 'TOO_MANY_REQUESTS')).toBe(true)
    expect(client.socket.connected).toBe(true)
  })

  test('who listens is recorded, and forgotten with the connection or with a dead process', async () => {
    const rooms = async (): Promise<unknown[]> => (await app.app.platform.database.all('select room from realtimesubscriptions where room like ? order by room', ['type:vendor%'])).map(({ room }) => room)
    const client = await asSystem()
    await client.subscribe(['type:vendors'])
    await until(async () => (await rooms()).length === 1, 'it is recorded')
    expect((await app.request('GET', '/api/realtime')).json).toMatchObject({ thisProcess: { connections: expect.any(Number) } })
    client.close()
    await until(async () => (await rooms()).length === 0, 'it is forgotten')

    await app.app.platform.database.write(async (transaction) => {
      await transaction.insertRows('realtimeprocesses', ['processid', 'startedat', 'leaseuntil'], [['dead', 1, 2]])
      await transaction.insertRows('realtimesubscriptions', ['processid', 'socketid', 'room', 'userid', 'actor', 'since'], [['dead', 's', 'type:vendors', null, 'gone', 1]])
    })
    await until(async () => (await rooms()).length === 0, 'the dead process is cleaned up after')
  }, 60_000)

  test('health names the connections', async () => {
    expect((await app.request('GET', '/api/health')).json).toMatchObject({ components: { realtime: { status: 'ok' } } })
    expect(itemsOf(await app.request('GET', '/api/computers?limit=1'))).toHaveLength(1)
  })
})
