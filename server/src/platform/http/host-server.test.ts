import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { Problem } from '../problem.ts'
import type { Authentication } from './authentication.ts'
import { createHttpServer, type HostOptions, type HostServer } from './host-server.ts'
import { createLogger } from './logger.ts'

const base = { production: false, corsOrigins: ['https://portal.example'], trustProxy: true, bodyLimit: 2048, rateLimit: null, metrics: true } as const
let host: HostServer
let lines: Record<string, unknown>[]

const people: Record<string, Authentication> = {
  reader: { caller: { kind: 'user', userId: 1, label: 'reader', may: (permission) => permission.endsWith('.read') }, via: 'bearer', sessionId: 1, tokenId: null, csrf: null },
  editor: { caller: { kind: 'user', userId: 2, label: 'editor', may: () => true }, via: 'cookie', sessionId: 2, tokenId: null, csrf: 'csrf-of-two' },
}

function start(options: { config?: Partial<HostOptions['config']>; webRoot?: string } = {}): FastifyInstance {
  lines = []
  const log = createLogger('info', { write: (line: string) => void lines.push(JSON.parse(line)) })
  const authenticate: HostOptions['authenticate'] = ({ headers }) => {
    const name = headers.authorization?.slice(7)
    return name === undefined ? null : people[name] ?? new Problem('SESSION_ENDED')
  }
  host = createHttpServer({ config: { ...base, ...options.config }, log, authenticate, webRoot: options.webRoot ?? null })
  const body = { type: 'object', required: ['name'], additionalProperties: false, properties: { name: { type: 'string' }, 'a/b': { type: 'integer' } } }
  addRoutes(host.app, '/api/things', body)
  return host.app
}

function addRoutes(app: FastifyInstance, prefix: string, body: object): void {
  app.get(prefix, { config: { permission: 'things.read' } }, () => ({ ok: true }))
  app.get(`${prefix}/large`, { config: { permission: 'things.read' } }, () => ({ text: 'abc '.repeat(4000) }))
  app.get(`${prefix}/broken`, { config: { permission: 'things.read' } }, () => { throw new Error('select secret from users') })
  app.get(`${prefix}/rejects`, { config: { permission: 'things.read' } }, async () => { throw new Problem('IN_USE') })
  app.get(`${prefix}/gone`, { config: { permission: 'things.read' } }, async () => { throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) })
  app.get(`${prefix}/hangs`, { config: { permission: 'things.read' } }, () => new Promise(() => {}))
  app.get(`${prefix}/slow`, { config: { permission: 'things.read' } }, () => new Promise((resolve) => setTimeout(() => resolve({ slow: true }), 200)))
  app.post(prefix, { config: { permission: 'things.write' }, schema: { body } }, () => ({ saved: true }))
}

const as = (name: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${name}`, ...more })
const editor = as('editor', { 'x-csrf-token': 'csrf-of-two' })

async function startWithPlugin(): Promise<FastifyInstance> {
  const app = start()
  const child = host.createChildServer({ plugin: 'gadgets' })
  addRoutes(child.app, '/api/gadgets', { type: 'object', required: ['name'], additionalProperties: false, properties: { name: { type: 'string' }, 'a/b': { type: 'integer' } } })
  await host.mountChild('/api/gadgets', child, { timeLimit: 150 })
  await host.mountChild('/api/gizmos', child, { target: '/api/gadgets' })
  return app
}

afterEach(async () => { await host?.close({ drainMs: 0 }) })

describe('access', () => {
  test('a route without a permission cannot be registered', () => {
    expect(() => start().get('/api/open', () => 1)).toThrow(/declares no permission/)
    expect(() => host.app.get('/api/odd', { config: { permission: 'Odd' } }, () => 1)).toThrow(/<noun>.<verb>/)
  })

  test('a public route must stand in the reviewed list', () => {
    expect(() => start().get('/api/open', { config: { public: true } }, () => 1)).toThrow(/reviewed list/)
  })

  test('everything under /api is 401 without sign-in, also what does not exist', async () => {
    const app = start()
    for (const url of ['/api/things', '/api/nothing', '/api']) {
      const answer = await app.inject(url)
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'SIGN_IN_REQUIRED'])
    }
    expect((await app.inject({ url: '/api/things', headers: as('nobody') })).json().code).toBe('SESSION_ENDED')
  })

  test('the permission is checked before the body is read', async () => {
    const answer = await start().inject({ method: 'POST', url: '/api/things', headers: { ...as('reader'), 'content-type': 'application/json' }, payload: '{broken' })
    expect(answer.json()).toMatchObject({ status: 403, code: 'PERMISSION_MISSING', permission: 'things.write' })
  })

  test('a cookie cannot change anything without its CSRF token or from a foreign page', async () => {
    const app = start()
    const post = (headers: Record<string, string>) => app.inject({ method: 'POST', url: '/api/things', headers, payload: { name: 'x' } })
    expect((await post(as('editor'))).json().code).toBe('CSRF_FAILED')
    expect((await post(as('editor', { 'x-csrf-token': 'csrf-of-one' }))).json().code).toBe('CSRF_FAILED')
    expect((await post({ ...editor, origin: 'https://evil.example' })).json().code).toBe('ORIGIN_REFUSED')
    expect((await post({ ...editor, origin: 'http://localhost:80', host: 'localhost:80' })).statusCode).toBe(200)
    expect((await post(editor)).statusCode).toBe(200)
  })
})

describe('errors', () => {
  test.each([
    ['{broken', 'application/json', 400, 'BODY_UNREADABLE'],
    ['{"name":"x","__proto__":{}}', 'application/json', 400, 'BODY_UNREADABLE'],
    ['{"name":"a\\u0000b"}', 'application/json', 400, 'REQUEST_INVALID'],
    ['name=x', 'application/x-www-form-urlencoded', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['name', 'text/plain', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['too large', 'application/json', 413, 'BODY_TOO_LARGE'],
    ['', 'application/json', 400, 'REQUEST_INVALID'],
  ])('the body %j as %s is %i %s', async (payload, type, status, code) => {
    const answer = await start().inject({ method: 'POST', url: '/api/things', headers: { ...editor, 'content-type': type }, payload: payload === 'too large' ? JSON.stringify({ name: 'x'.repeat(3000) }) : payload })
    expect([answer.statusCode, answer.json().code, answer.headers['content-type']]).toEqual([status, code, 'application/problem+json'])
  })

  test('every wrong field is named by its pointer', async () => {
    const answer = await start().inject({ method: 'POST', url: '/api/things', headers: editor, payload: { 'a/b': 'x', more: 1 } })
    expect(answer.json().fields).toEqual([
      { path: '/name', message: 'is missing' }, { path: '/more', message: 'is not known here' }, { path: '/a~1b', message: 'must be integer' },
    ])
  })

  test('an unknown failure says nothing of its cause and is logged once with the request id', async () => {
    const answer = await start().inject({ url: '/api/things/broken?password=hunter2', headers: as('reader', { 'x-request-id': 'abc-123' }) })
    expect(answer.json()).toMatchObject({ status: 500, code: 'INTERNAL', requestId: 'abc-123' })
    expect(answer.body).not.toContain('select')
    const failures = lines.filter((line) => line['msg'] === 'request failed')
    expect(failures).toHaveLength(1)
    expect(failures[0]).toMatchObject({ requestId: 'abc-123', route: '/api/things/broken', parameters: { query: { password: '[hidden]' } } })
    expect(JSON.stringify(lines)).not.toContain('hunter2')
  })

  test('a database that does not answer is 503', async () => {
    expect((await start().inject({ url: '/api/things/gone', headers: as('reader') })).json()).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' })
  })

  test('an unknown address is 404 and an unknown method 405 with what is allowed', async () => {
    const app = start()
    expect((await app.inject({ url: '/api/nothing', headers: as('reader') })).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    const answer = await app.inject({ method: 'DELETE', url: '/api/things', headers: editor })
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'GET, POST'])
  })

  test.each(['/api/%ff', '/api/%00', '/api/things/%', '/%2e%2e/%2e%2e/etc/passwd', '/api/things?%', '/api//', '/api/things/../../x', '/api/too-long'])('the address %s never fails on our side', async (url) => {
    const answer = await start().inject({ url: url.replace('too-long', 'x'.repeat(5000)), headers: as('reader') })
    expect(answer.statusCode).toBeLessThan(500)
    if (answer.statusCode >= 400) expect(answer.headers['content-type']).toBe('application/problem+json')
  })
})

describe('headers', () => {
  test('every answer carries the security headers and its request id', async () => {
    const app = start()
    for (const answer of [await app.inject({ url: '/api/things', headers: as('reader') }), await app.inject('/api/things'), await app.inject('/x'), await app.inject('/%ff')]) {
      expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin' })
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    }
    expect((await app.inject({ url: '/api/things', headers: { 'x-request-id': 'bad id\u00e9' } })).headers['x-request-id']).toMatch(/^[\w-]+$/)
  })

  test('https is remembered by the browser, http is not', async () => {
    const app = start()
    expect((await app.inject({ url: '/api/things', headers: { 'x-forwarded-proto': 'https' } })).headers['strict-transport-security']).toContain('max-age')
    expect((await app.inject('/api/things')).headers['strict-transport-security']).toBeUndefined()
  })

  test('only listed origins may read answers', async () => {
    const app = start()
    const preflight = (origin: string) => app.inject({ method: 'OPTIONS', url: '/api/things', headers: { origin, 'access-control-request-method': 'POST' } })
    expect((await preflight('https://portal.example')).headers).toMatchObject({ 'access-control-allow-origin': 'https://portal.example', 'access-control-allow-credentials': 'true' })
    expect((await preflight('https://evil.example')).statusCode).toBe(403)
    expect((await app.inject({ url: '/api/things', headers: { origin: 'https://evil.example' } })).headers['access-control-allow-origin']).toBeUndefined()
  })

  test('large texts are compressed when the client can read it, small ones never', async () => {
    const app = start()
    const large = await app.inject({ url: '/api/things/large', headers: as('reader', { 'accept-encoding': 'gzip, br' }) })
    expect(large.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
    expect(JSON.parse(gunzipSync(large.rawPayload).toString()).text).toHaveLength(16_000)
    expect((await app.inject({ url: '/api/things/large', headers: as('reader') })).headers['content-encoding']).toBeUndefined()
    expect((await app.inject({ url: '/api/things', headers: as('reader', { 'accept-encoding': 'gzip' }) })).headers['content-encoding']).toBeUndefined()
  })

  test('a caller over its limit waits for Retry-After; others do not', async () => {
    const app = start({ config: { rateLimit: { requests: 2, perMilliseconds: 60_000 } } })
    const get = (name: string) => app.inject({ url: '/api/things', headers: as(name) })
    expect([(await get('reader')).statusCode, (await get('reader')).statusCode]).toEqual([200, 200])
    const third = await get('reader')
    expect([third.statusCode, third.headers['retry-after'], (await get('editor')).statusCode]).toEqual([429, '30', 200])
  })
})

describe('plugins', () => {
  const requests = [
    ['GET', ''], ['GET', '/large'], ['GET', '/broken'], ['GET', '/rejects'], ['POST', ''], ['DELETE', ''], ['GET', '/nothing'], ['HEAD', ''],
  ] as const

  test.each(requests)('%s %s answers the same on a core and a plugin route', async (method, path) => {
    const app = await startWithPlugin()
    const seen = []
    for (const prefix of ['/api/things', '/api/gadgets']) {
      lines = []
      const answer = await app.inject({ method, url: prefix + path, headers: { ...editor, 'accept-encoding': 'gzip', 'x-request-id': 'same-id' }, payload: method === 'POST' ? { nam: 1 } : undefined })
      const { date: _date, ...headers } = answer.headers
      seen.push({ status: answer.statusCode, headers, body: answer.rawPayload.toString('base64'), lines: lines.map(({ time: _time, ms: _ms, err: _err, plugin: _plugin, route, ...line }) => ({ ...line, route: String(route).replace(prefix, '') })) })
    }
    expect(seen[1]).toEqual(seen[0])
    expect(lines.at(-1)).toMatchObject({ msg: 'request', user: 'editor', requestId: 'same-id' })
  })

  test('their requests are counted under their own route and name the plugin in the log', async () => {
    const app = await startWithPlugin()
    await app.inject({ url: '/api/gadgets/rejects', headers: as('reader') })
    expect(host.metrics.requests.render()).toContain('_count{method="GET",route="/api/gadgets/rejects",status="409"} 1')
    expect(lines.at(-1)).toMatchObject({ plugin: 'gadgets', status: 409 })
  })

  test('permissions hold, and an alias leads to the same routes', async () => {
    const app = await startWithPlugin()
    expect((await app.inject('/api/gadgets')).statusCode).toBe(401)
    expect((await app.inject({ method: 'POST', url: '/api/gadgets', headers: as('reader'), payload: {} })).statusCode).toBe(403)
    expect((await app.inject({ url: '/api/gizmos?x=1', headers: as('reader') })).json()).toEqual({ ok: true })
  })

  test('a request that never settles ends at its limit and hurts no other', async () => {
    const app = await startWithPlugin()
    const hanging = app.inject({ url: '/api/gadgets/hangs', headers: as('reader') })
    expect((await app.inject({ url: '/api/gadgets', headers: as('reader') })).statusCode).toBe(200)
    expect((await hanging).json()).toMatchObject({ status: 503, code: 'PLUGIN_FAILED', plugin: 'gadgets' })
    // It answers after the limit: nothing may throw.
    expect((await app.inject({ url: '/api/gadgets/slow', headers: as('reader') })).statusCode).toBe(503)
    await new Promise((resolve) => setTimeout(resolve, 120))
  })

  test('a failed plugin answers 503 with its name, a disabled one 404, an unmounted one is gone', async () => {
    const app = await startWithPlugin()
    host.mountFailed('/api/gadgets/v2', { plugin: 'gadgets', status: 503, reason: 'init failed' })
    host.mountFailed('/api/gizmos', { plugin: 'gizmos', status: 404, reason: 'disabled' })
    const get = async (url: string) => (await app.inject({ url, headers: as('reader') })).json()
    expect(await get('/api/gadgets/v2/x')).toMatchObject({ status: 503, code: 'PLUGIN_FAILED', plugin: 'gadgets' })
    expect(await get('/api/gizmos')).toMatchObject({ status: 404, code: 'PLUGIN_NOT_FOUND' })
    await host.unmountChild('/api/gadgets')
    expect(await get('/api/gadgets')).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect((await app.inject('/api/gizmos')).statusCode).toBe(401)
  })

  test('a plugin may promise its clients another form of errors', async () => {
    const app = start()
    const child = host.createChildServer({ plugin: 'old', errorFormat: 'status-message' })
    child.app.post('/api/old', { config: { permission: 'old.write' } }, () => { throw new Problem('IN_USE') })
    await host.mountChild('/api/old', child)
    const post = (headers: Record<string, string>) => app.inject({ method: 'POST', url: '/api/old', headers })
    expect((await post(editor)).json()).toMatchObject({ status: 'error', code: 'IN_USE' })
    expect((await post({})).json()).toMatchObject({ status: 'error', code: 'SIGN_IN_REQUIRED' })
    expect((await post(as('editor'))).json()).toMatchObject({ status: 'error', code: 'CSRF_FAILED' })
  })
})

describe('the web application', () => {
  function site(): string {
    const root = mkdtempSync(join(tmpdir(), 'shopdb-site-'))
    mkdirSync(join(root, 'assets'))
    writeFileSync(join(root, 'index.html'), '<script type="importmap">{"imports":{}}</script><style nonce="__CSP_NONCE__"></style>')
    writeFileSync(join(root, 'assets/app-a1B2c3D4.js'), 'let x')
    writeFileSync(join(root, 'assets/app-a1B2c3D4.js.br'), 'brotli')
    writeFileSync(join(root, 'icon.svg'), '<svg/>')
    return root
  }

  test('documents carry a policy with a fresh nonce and the hash of the import map', async () => {
    const root = site()
    const app = start({ webRoot: root })
    const [first, second] = [await app.inject('/assets/12'), await app.inject('/')]
    const policy = String(first.headers['content-security-policy'])
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(policy).toContain("script-src 'self' 'sha256-")
    expect(policy).not.toContain('unsafe')
    expect(first.body).toContain(`nonce="${nonce}"`)
    expect(second.body).not.toBe(first.body)
    rmSync(root, { recursive: true })
  })

  test('hashed files are kept for ever, others are revalidated, and nothing outside is served', async () => {
    const root = site()
    const app = start({ webRoot: root })
    const hashed = await app.inject({ url: '/assets/app-a1B2c3D4.js', headers: { 'accept-encoding': 'br, gzip' } })
    expect(hashed.headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable', 'content-encoding': 'br', 'content-type': 'text/javascript; charset=utf-8' })
    expect(hashed.body).toBe('brotli')
    expect((await app.inject('/assets/app-a1B2c3D4.js')).body).toBe('let x')
    const icon = await app.inject('/icon.svg')
    expect((await app.inject({ url: '/icon.svg', headers: { 'if-none-match': String(icon.headers['etag']) } })).statusCode).toBe(304)
    expect((await app.inject('/missing.js')).statusCode).toBe(404)
    expect((await app.inject('/../../etc/passwd.js')).statusCode).toBe(404)
    expect(lines.filter((line) => line['status'] === 200)).toEqual([])
    rmSync(root, { recursive: true })
  })
})

describe('stopping', () => {
  test('finishes what runs and refuses what is new', async () => {
    const app = start()
    const address = await app.listen({ port: 0, host: '127.0.0.1' })
    const running = fetch(`${address}/api/things/slow`, { headers: as('reader') })
    await new Promise((resolve) => setTimeout(resolve, 50))
    const closing = host.close({ drainMs: 2000 })
    const refused = await statusOf(`${address}/api/things`)
    expect(refused).toEqual([503, 'close'])
    expect(await (await running).json()).toEqual({ slow: true })
    await closing
    await expect(fetch(address)).rejects.toThrow()
  })
})

function statusOf(url: string): Promise<[number | undefined, string | undefined]> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { agent: false, headers: as('reader') }, (answer) => {
      answer.resume()
      resolve([answer.statusCode, answer.headers.connection])
    }).on('error', reject).end()
  })
}
