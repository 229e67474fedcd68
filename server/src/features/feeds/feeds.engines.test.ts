import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../app.ts'
import { loadConfig } from '../../config.ts'
import { testDatabases } from '../../platform/database/testing.ts'
import { redact } from '../../platform/http/redact.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { itemsOf, startTestApp, type Json, type Request, type TestApp } from '../../testing/test-app.ts'

const code = `const query = { type: 'object', additionalProperties: false, properties: { hall: { type: 'string' } } }
export default {
  routes: (context) => [
    context.route({ method: 'GET', path: '/due.ics', permission: 'clocks.read', feed: true, summary: 'What is due', query, handle: ({ query, caller }) => context.answer(200, 'BEGIN:VCALENDAR ' + JSON.stringify(query) + ' ' + caller.label, { 'content-type': 'text/calendar' }) }),
    context.route({ method: 'GET', path: '/walls/:id', permission: 'clocks.read', feed: true, summary: 'A wall', handle: ({ params }) => params }),
    context.route({ method: 'GET', path: '/plain', permission: 'clocks.read', summary: 'Plain', handle: () => ({}) }),
  ],
}`

describe.each(testDatabases())('feeds on $engine', (engine) => {
  let app: TestApp
  let ann: Request
  let bob: Request
  const make = async (path: string, by: Request = ann): Promise<Json> => (await by('POST', '/api/feeds', { name: 'Calendar', path })).json

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shopdb-clocks-'))
    const permissions = [{ id: 'clocks.read', title: 'Read' }]
    writePlugin(folder, 'clocks', { permissions }, { 'plugin.ts': code })
    writePlugin(folder, 'wrong', { permissions: [{ id: 'wrong.read', title: 'Read' }] }, { 'plugin.ts': code.replaceAll('clocks.', 'wrong.').replace("method: 'GET', path: '/due.ics'", "method: 'POST', path: '/due.ics'") })
    app = await startTestApp({ engine, env: { SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_MODE: 'isolate' } })
    ann = await app.as(['account.read', 'account.write', 'clocks.read'], 'ann')
    bob = await app.as(['account.read', 'account.write'], 'bob')
  })
  afterAll(async () => app.stop())

  test('open one route without a sign-in, in the name of who made them; its schema does not see the token', async () => {
    const feed = await make('/api/clocks/due.ics?hall=north')
    const answer = await app.anonymous('GET', String(feed.url))
    expect([answer.status, answer.text]).toEqual([200, 'BEGIN:VCALENDAR {"hall":"north"} feed Calendar'])
    expect((await app.anonymous('GET', String(feed.url).replace('hall=north&', ''))).status).toBe(200)
    expect((await app.anonymous('GET', String(feed.url).replace('hall=', 'wall='))).status).toBe(400)
    expect((await ann('GET', '/api/clocks/due.ics')).status).toBe(200)
    expect((await app.anonymous('GET', '/api/clocks/due.ics')).status).toBe(401)
  })

  test('open nothing else: no other route, no other value, no change', async () => {
    const { url } = await make('/api/clocks/walls/1')
    const token = String(url).split('?')[1] ?? ''
    expect((await app.anonymous('GET', `/api/clocks/walls/1?${token}`)).status).toBe(200)
    for (const path of ['/api/clocks/walls/2', '/api/clocks/due.ics', '/api/clocks/plain', '/api/auth/me', '/api/feeds']) expect((await app.anonymous('GET', `${path}?${token}`)).status, path).toBe(401)
    expect((await app.anonymous('POST', `/api/feeds?${token}`, { name: 'x', path: '/api/clocks/due.ics' })).status).toBe(401)
    expect((await app.anonymous('GET', `/api/clocks/walls/1?${token}x`)).status).toBe(401)
    expect((await app.anonymous('GET', `/api/clocks/walls/1?${token.slice(0, -1)}`)).status).toBe(401)
  })

  test('are made of routes that say so, by those who may read them', async () => {
    expect(await make('/api/clocks/plain')).toMatchObject({ status: 422, code: 'RULE_BROKEN' })
    expect(await make('/api/auth/me')).toMatchObject({ code: 'RULE_BROKEN' })
    expect(await make('/api/clocks/due.ics', bob)).toMatchObject({ status: 403, code: 'PERMISSION_MISSING' })
    expect(itemsOf(await ann('GET', '/api/feeds/offers'))).toEqual([{ path: '/api/clocks/due.ics', title: 'What is due', plugin: 'clocks' }])
    expect(itemsOf(await bob('GET', '/api/feeds/offers'))).toEqual([])
    expect(JSON.stringify((await app.request('GET', '/api/plugins/wrong')).json)).toContain('a feed is read and changes nothing')
  })

  test('end when they are revoked, by their owner alone, and with the permission of their user', async () => {
    const feed = await make('/api/clocks/due.ics')
    expect((await bob('DELETE', `/api/feeds/${String(feed.id)}`)).status).toBe(404)
    const listed = itemsOf(await ann('GET', '/api/feeds')).find(({ id }) => id === feed.id)
    expect(listed).toMatchObject({ name: 'Calendar', path: '/api/clocks/due.ics' })
    expect(JSON.stringify(listed)).not.toContain('feed=')
    expect((await ann('DELETE', `/api/feeds/${String(feed.id)}`)).status).toBe(204)
    expect((await app.anonymous('GET', String(feed.url))).status).toBe(401)
    const other = await make('/api/clocks/due.ics')
    const [role] = itemsOf(await app.request('GET', '/api/roles?q=role%20of%20ann'))
    expect((await app.request('PATCH', `/api/roles/${String(role?.id)}`, { permissions: ['account.read'], version: role?.version })).status).toBe(200)
    expect((await app.anonymous('GET', String(other.url))).status).toBe(403)
  })

  test('keep their secret: hashed in the database, hidden in the log', async () => {
    const [row] = await app.app.platform.database.all('select secrethash from feedtokens order by id desc limit 1')
    expect(String(row?.secrethash)).toMatch(/^[0-9a-f]{64}$/)
    expect(redact({ query: { feed: '1_secret', hall: 'north' } })).toEqual({ query: { feed: '[hidden]', hall: 'north' } })
  })
})

test('no line of the log holds the token of a feed', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, new Writable({ write: (line: Buffer, _encoding, done) => { lines.push(line.toString()); done() } }))
  const place = await (testDatabases()[0] ?? expect.fail('no engine')).create()
  const app = await createApp(loadConfig({ SHOPDB_ENV: 'test', SHOPDB_DATA_DIR: place.dataDir, DATABASE_URL: place.url, SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_MODE: 'isolate' }), { webRoot: null, log })
  const secret = 'S'.repeat(43)
  for (const url of [`/api/health?feed=1_${secret}`, `/api/feeds?feed=1_${secret}`, `/api/nowhere?feed=1_${secret}`]) await app.http.inject({ method: 'GET', url })
  await app.close()
  await place.drop()
  expect(lines.length).toBeGreaterThan(3)
  expect(lines.join('')).not.toContain(secret)
})
