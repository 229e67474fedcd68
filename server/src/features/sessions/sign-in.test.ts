import { argon2Sync, randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createClient, signedIn, startTestServer, type TestServer } from './testing.ts'

const https = { 'x-forwarded-proto': 'https' }
const production = { SHOPDB_ENV: 'production', SECRET_KEY: 'f3b1c9d07a52e6480b9d1f3c5e7a2468', JWT_SECRET_KEY: '0b9d1f3c5e7a2468f3b1c9d07a52e648', RATE_LIMIT: 'off' }

describe('sign-in', () => {
  let server: TestServer
  beforeAll(async () => { server = await startTestServer() })
  afterAll(() => server.stop())
  afterEach(() => { server.clock.offset = 0 })

  test('sets the cookies and tells who one is and what one may do', async () => {
    const client = createClient(server.host)
    const answer = await client.request('POST', '/api/auth/login', { username: 'Admin', password: 'password-admin' })
    expect(answer.json()).toMatchObject({ user: { username: 'admin', kind: 'user', roles: ['administrator'] }, permissions: expect.arrayContaining(['users.write', 'account.read']), csrf: client.cookies['shopdb_csrf'] })
    expect(answer.cookies).toMatchObject([
      { name: 'shopdb_access', httpOnly: true, sameSite: 'Lax', path: '/' },
      { name: 'shopdb_refresh', httpOnly: true, sameSite: 'Strict', path: '/api/auth' },
      { name: 'shopdb_csrf', sameSite: 'Lax', path: '/' },
    ])
    expect((await client.request('GET', '/api/auth/me')).json().user.username).toBe('admin')
  })

  test('a wrong password and an unknown name answer the same', async () => {
    const answers = []
    for (const username of ['viewer', 'nobody']) answers.push((await createClient(server.host, { 'x-forwarded-for': '10.9.9.9' }).request('POST', '/api/auth/login', { username, password: 'wrong-password' })).json())
    expect(answers[0]).toMatchObject({ status: 401, code: 'CREDENTIALS_WRONG' })
    expect({ ...answers[1], requestId: '' }).toEqual({ ...answers[0], requestId: '' })
  })

  test('from another site it is refused', async () => {
    const answer = await createClient(server.host).request('POST', '/api/auth/login', { username: 'admin', password: 'password-admin' }, { origin: 'https://evil.example' })
    expect(answer.json().code).toBe('ORIGIN_REFUSED')
  })

  test('guessing is slowed down, also for the right password, and for this address only', async () => {
    const attempt = (ip: string, password: string) => createClient(server.host, { 'x-forwarded-for': ip }).request('POST', '/api/auth/login', { username: 'technician', password })
    for (let count = 0; count < 10; count++) expect((await attempt('10.1.1.1', 'wrong-password')).statusCode).toBe(401)
    const blocked = await attempt('10.1.1.1', 'password-technician')
    expect([blocked.json().code, blocked.headers['retry-after']]).toEqual(['TOO_MANY_ATTEMPTS', '2'])
    expect((await attempt('10.1.1.2', 'password-technician')).statusCode).toBe(200)
    server.clock.offset += 3000
    expect((await attempt('10.1.1.1', 'password-technician')).statusCode).toBe(200)
  })

  test('a hash of an older, cheaper cost is replaced at the next sign-in', async () => {
    const salt = randomBytes(16)
    const tag = argon2Sync('argon2id', { message: 'password-viewer', nonce: salt, parallelism: 1, tagLength: 32, memory: 8192, passes: 1 })
    const bare = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
    const load = async () => (await server.platform.database.all("select passwordhash from users where username = 'viewer'"))[0]?.['passwordhash']
    await server.platform.database.write((transaction) => transaction.run("update users set passwordhash = ? where username = 'viewer'", [`$argon2id$v=19$m=8192,t=1,p=1$${bare(salt)}$${bare(tag)}`]))
    await signedIn(server.host, 'viewer')
    expect(await load()).toMatch(/^\$argon2id\$v=19\$m=32768,t=2,p=1\$/)
    await signedIn(server.host, 'viewer')
  })

  test('nothing of a password reaches the log', () => {
    expect(JSON.stringify(server.lines)).not.toContain('password-')
    expect(JSON.stringify(server.lines)).not.toContain('wrong-password')
  })

  test.each([[{}], [{ username: 1, password: [] }], [{ username: '', password: '' }], [{ username: 'x'.repeat(5000), password: 'y' }], [{ username: '\u0000', password: 'x' }], [{ username: "' or 1=1 --", password: 'x' }], [{ username: '\ud800', password: '\udfff' }], [[]]])('hostile input %# never fails on our side', async (body) => {
    const answer = await createClient(server.host, { 'x-forwarded-for': '10.3.3.3' }).request('POST', '/api/auth/login', body)
    expect([400, 401]).toContain(answer.statusCode)
  })
})

describe('a session', () => {
  let server: TestServer
  beforeAll(async () => { server = await startTestServer() })
  afterAll(() => server.stop())
  afterEach(() => { server.clock.offset = 0 })

  test('changes nothing without its CSRF token', async () => {
    const client = await signedIn(server.host, 'admin')
    const other = await signedIn(server.host, 'viewer')
    const create = (token: string) => client.request('POST', '/api/users', { username: 'csrf' }, { 'x-csrf-token': token })
    expect((await create('')).json().code).toBe('CSRF_FAILED')
    expect((await create(other.cookies['shopdb_csrf'] ?? '')).json().code).toBe('CSRF_FAILED')
    expect((await client.request('POST', '/api/users', { username: 'csrf' })).statusCode).toBe(201)
  })

  test('is refreshed once per token; an old one that comes again ends the whole session', async () => {
    const client = await signedIn(server.host, 'viewer')
    const old = { ...client.cookies }
    const refreshed = await client.request('POST', '/api/auth/refresh')
    expect([refreshed.statusCode, client.cookies['shopdb_refresh'] === old['shopdb_refresh']]).toEqual([200, false])
    const thief = createClient(server.host)
    Object.assign(thief.cookies, old)
    expect((await thief.request('POST', '/api/auth/refresh')).json().code).toBe('SESSION_ENDED')
    expect((await client.request('GET', '/api/auth/me')).json().code).toBe('SESSION_ENDED')
    expect((await client.request('POST', '/api/auth/refresh')).statusCode).toBe(401)
  })

  test('two tabs that refresh at the same moment both go on', async () => {
    const client = await signedIn(server.host, 'viewer')
    const answers = await Promise.all([client.request('POST', '/api/auth/refresh'), client.request('POST', '/api/auth/refresh')])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200])
    expect((await client.request('GET', '/api/auth/me')).statusCode).toBe(200)
  })

  test('a refresh without the CSRF token or with a made-up token ends nothing', async () => {
    const client = await signedIn(server.host, 'viewer')
    expect((await client.request('POST', '/api/auth/refresh', undefined, { 'x-csrf-token': 'x' })).json().code).toBe('CSRF_FAILED')
    const guesser = createClient(server.host)
    Object.assign(guesser.cookies, client.cookies, { shopdb_refresh: `${client.cookies['shopdb_refresh']?.split('.')[0]}.${'A'.repeat(43)}.${'B'.repeat(43)}` })
    expect((await guesser.request('POST', '/api/auth/refresh')).statusCode).toBe(401)
    expect((await client.request('GET', '/api/auth/me')).statusCode).toBe(200)
  })

  test('its access token expires after a quarter of an hour, the session two weeks after its last refresh', async () => {
    const client = await signedIn(server.host, 'viewer')
    server.clock.offset += 15 * 24 * 3_600_000
    expect((await client.request('POST', '/api/auth/refresh')).statusCode).toBe(401)
    const forged = createClient(server.host)
    forged.cookies['shopdb_access'] = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"1","sid":1,"exp":9999999999}').toString('base64url')}.`
    expect((await forged.request('GET', '/api/auth/me')).statusCode).toBe(401)
  })

  test('ends with sign-out, at once and everywhere its token is used', async () => {
    const client = await signedIn(server.host, 'viewer')
    const bearer = { authorization: `Bearer ${client.cookies['shopdb_access']}` }
    expect((await createClient(server.host).request('GET', '/api/auth/me', undefined, bearer)).statusCode).toBe(200)
    expect((await client.request('POST', '/api/auth/logout')).statusCode).toBe(204)
    expect(client.cookies).toEqual({})
    expect((await createClient(server.host).request('GET', '/api/auth/me', undefined, bearer)).json().code).toBe('SESSION_ENDED')
    expect((await client.request('POST', '/api/auth/logout')).statusCode).toBe(401)
  })

  test('is listed with device and address and can be ended from another one', async () => {
    const [first, second] = [await signedIn(server.host, 'technician', { 'user-agent': 'Tablet' }), await signedIn(server.host, 'technician')]
    const list = (await second.request('GET', '/api/sessions')).json()
    expect(Object.keys(list)).toEqual(['items', 'total', 'totalIsExact', 'nextCursor', 'prevCursor'])
    const tablet = list.items.find((session: { device: string }) => session.device === 'Tablet')
    expect(tablet).toMatchObject({ current: false, ip: '127.0.0.1', username: 'technician' })
    expect(JSON.stringify(list)).not.toMatch(/hash/i)
    expect((await first.request('GET', '/api/auth/me')).statusCode).toBe(200)
    expect((await second.request('DELETE', `/api/sessions/${tablet.id}`)).statusCode).toBe(204)
    expect((await first.request('GET', '/api/auth/me')).statusCode).toBe(401)
    expect((await second.request('GET', '/api/auth/me')).statusCode).toBe(200)
  })

  test('of somebody else cannot be seen or ended without the permission', async () => {
    const [viewer, admin] = [await signedIn(server.host, 'viewer'), await signedIn(server.host, 'admin')]
    const [session] = (await admin.request('GET', '/api/sessions')).json().items
    expect((await viewer.request('DELETE', `/api/sessions/${session.id}`)).statusCode).toBe(404)
    expect((await viewer.request('GET', '/api/sessions?all=true')).statusCode).toBe(403)
    expect((await admin.request('GET', '/api/sessions?all=true')).json().items.length).toBeGreaterThan(1)
  })

  test('stays when its own user changes the password; the others end', async () => {
    const [here, there] = [await signedIn(server.host, 'technician'), await signedIn(server.host, 'technician')]
    server.clock.offset += 1000
    const change = (currentPassword: string, newPassword: string) => here.request('PATCH', '/api/auth/password', { currentPassword, newPassword })
    expect((await change('wrong', 'a-new-password')).json()).toMatchObject({ status: 422, fields: [{ path: '/currentPassword' }] })
    expect((await change('password-technician', 'short')).statusCode).toBe(422)
    expect((await change('password-technician', 'a-new-password')).statusCode).toBe(204)
    expect([(await here.request('GET', '/api/auth/me')).statusCode, (await there.request('GET', '/api/auth/me')).statusCode]).toEqual([200, 401])
    expect((await here.request('PATCH', '/api/auth/password', { currentPassword: 'a-new-password', newPassword: 'password-technician' })).statusCode).toBe(204)
  })
})

describe('the first administrator', () => {
  test('is created by the one-time code, once', async () => {
    const server = await startTestServer({}, [], false)
    const { prepareFirstAdministrator } = await import('./index.ts')
    const code = await prepareFirstAdministrator(server.platform) ?? ''
    const client = createClient(server.host)
    const setup = (wanted: string, password = 'a-long-password') => client.request('POST', '/api/auth/setup', { code: wanted, username: 'boss', password })
    expect((await client.request('GET', '/api/auth/setup')).json()).toEqual({ required: true })
    expect((await setup('guess')).statusCode).toBe(401)
    expect((await setup(code, 'short')).statusCode).toBe(422)
    expect((await setup(code)).json()).toMatchObject({ user: { username: 'boss', roles: ['administrator'] } })
    expect((await client.request('GET', '/api/users')).json().total).toBe(1)
    expect((await setup(code)).statusCode).toBe(409)
    expect((await client.request('GET', '/api/auth/setup')).json()).toEqual({ required: false })
    await server.stop()
  })

  test('is created unattended from the environment', async () => {
    const server = await startTestServer({ SHOPDB_ADMIN_USERNAME: 'boss', SHOPDB_ADMIN_PASSWORD: 'password-boss' }, [], false)
    const { prepareFirstAdministrator } = await import('./index.ts')
    expect([await prepareFirstAdministrator(server.platform), await prepareFirstAdministrator(server.platform)]).toEqual([null, null])
    expect((await (await signedIn(server.host, 'boss')).request('GET', '/api/users')).statusCode).toBe(200)
    await server.stop()
  })
})

describe('production', () => {
  test('signs in over https only, with Secure cookies, and says why over http', async () => {
    const server = await startTestServer(production)
    const plain = await createClient(server.host).request('POST', '/api/auth/login', { username: 'admin', password: 'password-admin' })
    expect(plain.json()).toMatchObject({ status: 403, code: 'HTTPS_REQUIRED', fix: expect.stringContaining('https') })
    const answer = await createClient(server.host, https).request('POST', '/api/auth/login', { username: 'admin', password: 'password-admin' })
    expect(answer.cookies.every(({ secure }) => secure)).toBe(true)
    await server.stop()
  })
})
