import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicRoutes } from '../../platform/http/public-routes.ts'
import { createClient, signedIn, startTestServer, type Client, type TestServer } from './testing.ts'

let server: TestServer
let admin: Client
beforeAll(async () => {
  server = await startTestServer({}, [{
    name: 'things',
    permissions: [{ id: 'things.read', title: 'See things', roles: ['viewer', 'technician'] }, { id: 'computers.collect', title: 'Send computers', roles: ['collector'] }, { id: 'printers.collect', title: 'Send printers', roles: ['collector'] }],
    routes: (http) => {
      http.get('/api/things', { config: { permission: 'things.read' } }, () => ({ items: [] }))
      http.post('/api/collector/computers', { config: { permission: 'computers.collect' } }, () => ({ received: 1 }))
      http.post('/api/collector/printers', { config: { permission: 'printers.collect' } }, () => ({ received: 1 }))
    },
  }])
  admin = await signedIn(server.host, 'admin')
})
afterAll(() => server.stop())

const bearer = (token: string) => createClient(server.host, { authorization: `Bearer ${token}` })

describe('every route', () => {
  test('answers 401 without sign-in, but the reviewed ones', async () => {
    const reviewed = new Set(publicRoutes)
    const routes = server.host.routes()
    for (const { method, url } of routes.filter((route) => !reviewed.has(`${route.method} ${route.url}`))) {
      const answer = await server.host.app.inject({ method: method as 'GET', url: url.replaceAll(/:\w+/g, '1') }) // methods in the table are HTTP methods
      expect([method, url, answer.statusCode, answer.json().code]).toEqual([method, url, 401, 'SIGN_IN_REQUIRED'])
    }
  })

  test('answers 403 with the name of the missing permission', async () => {
    const nobody = await admin.request('POST', '/api/users', { username: 'nobody', password: 'password-nobody', roles: [] })
    expect(nobody.statusCode).toBe(201)
    const client = await signedIn(server.host, 'nobody')
    for (const { method, url, permission } of server.host.routes()) {
      if (permission === null || permission.startsWith('account.')) continue
      const answer = await client.request(method as 'GET', url.replaceAll(/:\w+/g, '1')) // methods in the table are HTTP methods
      expect([url, answer.json()]).toMatchObject([url, { status: 403, code: 'PERMISSION_MISSING', permission }])
    }
  })

  test('stands in the API description, and nothing else does', async () => {
    const described = (await admin.request('GET', '/api/openapi.json')).json()
    const operations = Object.entries<Record<string, unknown>>(described.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    const table = server.host.routes().filter(({ hidden }) => !hidden).map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
    expect(operations.sort()).toEqual(table.sort())
    expect(described.paths['/api/users/{id}'].patch).toMatchObject({ 'x-permission': 'users.write', security: [{ session: [] }, { token: [] }], responses: { 200: {}, 401: {}, 412: {}, 428: {} } })
    expect((await server.host.app.inject('/api/docs')).headers['content-security-policy']).toContain("script-src 'self'")
  })
})

describe('health', () => {
  test('says only whether the server works, and signed in what it is made of', async () => {
    for (const url of ['/api/health', '/health']) expect((await server.host.app.inject(url)).json()).toEqual({ status: 'ok' })
    expect((await admin.request('GET', '/api/health')).json()).toMatchObject({ status: 'ok', version: expect.any(String), contractVersion: expect.any(String), components: { database: { status: 'ok' } }, plugins: [] })
  })

  test('a required component that fails makes it 503, an optional one does not', async () => {
    const optional = server.host.health.addComponent('redis', async () => { throw new Error('redis://secret@host is down') })
    expect((await admin.request('GET', '/api/health')).json()).toMatchObject({ status: 'ok', components: { redis: { status: 'failed' } } })
    const required = server.host.health.addComponent('disk', async () => { throw new Error('full') }, { required: true })
    const answer = await server.host.app.inject('/api/health')
    expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'unavailable' }])
    optional()
    required()
  })

  test('can be closed to the public', async () => {
    const closed = await startTestServer({ HEALTH_REQUIRES_AUTH: 'true' })
    expect((await closed.host.app.inject('/health')).statusCode).toBe(401)
    await closed.stop()
  })
})

describe('metrics', () => {
  test('are for those with the permission', async () => {
    expect((await admin.request('GET', '/metrics')).body).toContain('shopdb_http_request_duration_seconds_count{method="GET",route="/api/health"')
    expect((await (await signedIn(server.host, 'viewer')).request('GET', '/metrics')).statusCode).toBe(403)
  })
})

describe('an API token', () => {
  const createToken = async (scopes: string[], more: object = {}) => (await admin.request('POST', '/api/tokens', { name: 'script', scopes, ...more })).json()

  test('is shown once and never listed with its secret', async () => {
    const { id, token } = await createToken(['things.read'])
    expect(token).toMatch(new RegExp(`^shopdb_${id}_[\\w-]{43}$`))
    const list = await admin.request('GET', '/api/tokens')
    expect(list.body).not.toContain(token.split('_')[2])
    expect(list.body).not.toMatch(/hash/i)
    expect(list.json().items[0]).toMatchObject({ id, name: 'script', scopes: ['things.read'], expiresAt: null })
  })

  test('reaches no further than its scopes, nor than its owner', async () => {
    const { token } = await createToken(['things.read'])
    expect([(await bearer(token).request('GET', '/api/things')).statusCode, (await bearer(token).request('GET', '/api/users')).statusCode]).toEqual([200, 403])
    const viewer = await signedIn(server.host, 'viewer')
    const own = (await viewer.request('POST', '/api/tokens', { name: 'all', scopes: ['*'] })).json()
    expect([(await bearer(own.token).request('GET', '/api/things')).statusCode, (await bearer(own.token).request('GET', '/api/users')).statusCode]).toEqual([200, 403])
    expect((await bearer(own.token).request('GET', '/api/auth/me')).json()).toMatchObject({ user: { kind: 'token' } })
  })

  test('of one collector cannot write as another', async () => {
    const { token } = await createToken(['collector:computers'])
    expect((await bearer(token).request('POST', '/api/collector/computers')).statusCode).toBe(200)
    expect((await bearer(token).request('POST', '/api/collector/printers')).statusCode).toBe(403)
    expect((await bearer(token).request('GET', '/api/things')).statusCode).toBe(403)
  })

  test('cannot make a stronger one', async () => {
    const { token } = await createToken(['account.write', 'things.read'])
    const make = (scopes: string[]) => bearer(token).request('POST', '/api/tokens', { name: 'child', scopes })
    expect([(await make(['things.read'])).statusCode, (await make(['users.write'])).statusCode, (await make(['*'])).statusCode]).toEqual([201, 403, 403])
  })

  test('ends when it expires or is revoked, at once', async () => {
    const soon = await createToken(['things.read'], { expiresAt: new Date(Date.now() + 60_000).toISOString() })
    expect((await bearer(soon.token).request('GET', '/api/things')).statusCode).toBe(200)
    server.clock.offset += 61_000
    expect((await bearer(soon.token).request('GET', '/api/things')).statusCode).toBe(401)
    server.clock.offset = 0
    const revoked = await createToken(['things.read'])
    expect((await bearer(revoked.token).request('GET', '/api/things')).statusCode).toBe(200)
    expect((await admin.request('DELETE', `/api/tokens/${revoked.id}`)).statusCode).toBe(204)
    expect((await bearer(revoked.token).request('GET', '/api/things')).statusCode).toBe(401)
  })

  test.each(['shopdb_1_x', 'shopdb_999999_' + 'A'.repeat(43), 'shopdb_', 'x', 'a.b.c', 'shopdb_1_' + '\u00e9'.repeat(43)])('%s is 401', async (token) => {
    expect((await bearer(token).request('GET', '/api/things')).statusCode).toBe(401)
  })

  test.each([[[]], [['Nonsense!']], [['collector:../x']], [['things.read', 'things.read']], [[1]]])('scopes %j are refused', async (scopes) => {
    const answer = await admin.request('POST', '/api/tokens', { name: 'x', scopes })
    expect([400, 422]).toContain(answer.statusCode)
  })
})

describe('users and roles', () => {
  test('a change of roles counts from the next request on', async () => {
    const created = (await admin.request('POST', '/api/users', { username: 'Newcomer', password: 'password-Newcomer', roles: [] })).json()
    const client = await signedIn(server.host, 'Newcomer')
    expect((await client.request('GET', '/api/things')).statusCode).toBe(403)
    const changed = await admin.request('PATCH', `/api/users/${created.id}`, { roles: ['viewer'] }, { 'if-match': `"${created.version}"` })
    expect(changed.json()).toMatchObject({ roles: ['viewer'], version: created.version + 1 })
    expect((await client.request('GET', '/api/things')).statusCode).toBe(200)
    await admin.request('PATCH', `/api/users/${created.id}`, { active: false, version: created.version + 1 })
    expect((await client.request('GET', '/api/things')).statusCode).toBe(401)
  })

  test('an own role grants what its patterns say, and a change of it counts at once', async () => {
    const role = (await admin.request('POST', '/api/roles', { name: 'Thing readers', permissions: ['things.*'] })).json()
    const user = (await admin.request('POST', '/api/users', { username: 'thingreader', password: 'password-thingreader', roles: ['Thing readers'] })).json()
    const client = await signedIn(server.host, 'thingreader')
    expect((await client.request('GET', '/api/things')).statusCode).toBe(200)
    expect((await admin.request('DELETE', `/api/roles/${role.id}`, undefined, { 'if-match': '1' })).json().code).toBe('IN_USE')
    expect((await admin.request('PATCH', `/api/roles/${role.id}`, { permissions: [], version: 1 })).statusCode).toBe(200)
    expect((await client.request('GET', '/api/things')).statusCode).toBe(403)
    expect((await admin.request('DELETE', `/api/users/${user.id}`, undefined, { 'if-match': '1' })).statusCode).toBe(204)
    expect((await client.request('GET', '/api/auth/me')).statusCode).toBe(401)
    expect((await admin.request('DELETE', `/api/roles/${role.id}`, undefined, { 'if-match': '2' })).statusCode).toBe(204)
  })

  test('changes need the version one read', async () => {
    const { id } = (await admin.request('POST', '/api/users', { username: 'versions' })).json()
    expect((await admin.request('PATCH', `/api/users/${id}`, { displayName: 'A' })).json().code).toBe('VERSION_REQUIRED')
    expect((await admin.request('PATCH', `/api/users/${id}`, { displayName: 'A', version: 1 })).statusCode).toBe(200)
    expect((await admin.request('PATCH', `/api/users/${id}`, { displayName: 'B', version: 1 })).json()).toMatchObject({ code: 'VERSION_STALE', conflicts: [{ field: 'displayName', yours: 'B', theirs: 'A' }] })
    expect((await admin.request('DELETE', `/api/users/${id}`)).statusCode).toBe(428)
  })

  test('names are unique whatever their case, and free again after deletion', async () => {
    const { id } = (await admin.request('POST', '/api/users', { username: 'Twice' })).json()
    expect((await admin.request('POST', '/api/users', { username: 'twice' })).json()).toMatchObject({ status: 409, code: 'DUPLICATE', existing: { id } })
    await admin.request('DELETE', `/api/users/${id}`, undefined, { 'if-match': '1' })
    expect((await admin.request('POST', '/api/users', { username: 'twice' })).statusCode).toBe(201)
  })

  test('the last administrator cannot be removed', async () => {
    const [me] = (await admin.request('GET', '/api/users?q=admin')).json().items
    const refused = [
      await admin.request('DELETE', `/api/users/${me.id}`, undefined, { 'if-match': String(me.version) }),
      await admin.request('PATCH', `/api/users/${me.id}`, { active: false, version: me.version }),
      await admin.request('PATCH', `/api/users/${me.id}`, { roles: ['viewer'], version: me.version }),
    ]
    expect(refused.map((answer) => answer.json().code)).toEqual(['RULE_BROKEN', 'RULE_BROKEN', 'RULE_BROKEN'])
    expect((await admin.request('GET', '/api/users')).statusCode).toBe(200)
  })

  test('nobody hands out or takes over more than they have', async () => {
    await admin.request('POST', '/api/roles', { name: 'Helpdesk', permissions: ['users.read', 'users.write', 'roles.write'] })
    await admin.request('POST', '/api/users', { username: 'helpdesk', password: 'password-helpdesk', roles: ['Helpdesk'] })
    const client = await signedIn(server.host, 'helpdesk')
    const [boss] = (await client.request('GET', '/api/users?q=admin')).json().items
    expect((await client.request('POST', '/api/users', { username: 'evil', roles: ['administrator'] })).statusCode).toBe(403)
    expect((await client.request('PATCH', `/api/users/${boss.id}`, { password: 'taken-over-1', version: boss.version })).statusCode).toBe(403)
    expect((await client.request('POST', '/api/roles', { name: 'God', permissions: ['*'] })).statusCode).toBe(403)
    expect((await client.request('POST', '/api/users', { username: 'fine', roles: [] })).statusCode).toBe(201)
  })

  test('what happens to accounts, roles and tokens stands in the audit log, without any secret', async () => {
    const { id } = (await admin.request('POST', '/api/users', { username: 'audited', password: 'password-audited' })).json()
    await admin.request('PATCH', `/api/users/${id}`, { password: 'another-password', version: 1 })
    const log = await admin.request('GET', '/api/auditlog?kind=users')
    expect(log.json().items.slice(0, 2)).toMatchObject([{ entityId: id, action: 'updated', actor: 'admin', label: 'audited (password)' }, { entityId: id, action: 'created', label: 'audited' }])
    expect(JSON.stringify(await server.platform.database.all('select label from changes'))).not.toMatch(/another-password|argon2/)
  })

  test('ready-made roles cannot be changed', async () => {
    const roles = (await admin.request('GET', '/api/roles')).json().items
    expect(roles.filter((role: { readyMade: boolean }) => role.readyMade).map((role: { name: string }) => role.name)).toEqual(['administrator', 'editor', 'technician', 'viewer', 'collector', 'walldisplay'])
    expect((await admin.request('PATCH', `/api/roles/${roles[0].id}`, { permissions: [], version: 1 })).json().code).toBe('STATE_CONFLICT')
  })

  test.each([[{}], [{ username: '' }], [{ username: 'a\nb' }], [{ username: 'ok', roles: ['missing'] }], [{ username: 'ok', email: 'x' }], [{ username: 'ok', password: 'short' }], [{ username: 'ok', id: 5 }], [{ username: 'x'.repeat(101) }]])('the user %j is refused', async (body) => {
    const answer = await admin.request('POST', '/api/users', body)
    expect([400, 422]).toContain(answer.statusCode)
    expect(answer.json().fields.length).toBeGreaterThan(0)
  })

  test.each(['/api/users/0', '/api/users/-1', '/api/users/x', '/api/users/99999999999999999999', '/api/users?limit=0', '/api/users?limit=501', '/api/users?nope=1', '/api/users?cursor=x', '/api/users/1e3', '/api/roles/12345'])('%s is 400 or 404', async (url) => {
    expect([400, 404]).toContain((await admin.request('GET', url)).statusCode)
  })

  test('the list has pages both ways', async () => {
    const first = (await admin.request('GET', '/api/users?limit=2')).json()
    const second = (await admin.request('GET', `/api/users?limit=2&cursor=${first.nextCursor}`)).json()
    const back = (await admin.request('GET', `/api/users?limit=2&cursor=${second.prevCursor}`)).json()
    expect([first.prevCursor, back.items, second.items.length]).toEqual([null, first.items, 2])
  })
})

describe('settings', () => {
  test('have their declared default until set, are checked, and secrets are never shown', async () => {
    const forget = server.platform.settings.declare([
      { key: 'assets.staleDays', title: 'Days until an asset is stale', schema: { type: 'integer', minimum: 1, maximum: 3650 }, default: 30 },
      { key: 'plugin.usb.apiKey', title: 'Key', schema: { type: 'string' }, default: '', secret: true },
    ])
    const get = async (key: string) => (await admin.request('GET', `/api/settings/${key}`)).json()
    expect(await get('assets.staleDays')).toMatchObject({ value: 30, isDefault: true })
    expect((await admin.request('PUT', '/api/settings/assets.staleDays', { value: 0 })).json()).toMatchObject({ status: 400, fields: [{ path: '/value' }] })
    expect((await admin.request('PUT', '/api/settings/assets.staleDays', { value: 60 })).json()).toMatchObject({ value: 60, isDefault: false })
    expect((await admin.request('DELETE', '/api/settings/assets.staleDays')).statusCode).toBe(204)
    expect(await get('assets.staleDays')).toMatchObject({ value: 30 })
    await admin.request('PUT', '/api/settings/plugin.usb.apiKey', { value: 'hunter2hunter2' })
    expect(await get('plugin.usb.apiKey')).toMatchObject({ value: null, isSet: true })
    expect(JSON.stringify(await server.platform.database.all('select settingvalue from settings'))).not.toContain('hunter2')
    const { readSetting } = await import('../settings/index.ts')
    expect(await readSetting(server.platform, 'plugin.usb.apiKey')).toBe('hunter2hunter2')
    expect((await get('no.such')).status).toBe(404)
    forget()
    expect((await admin.request('GET', '/api/settings')).json().total).toBe(0)
  })
})
