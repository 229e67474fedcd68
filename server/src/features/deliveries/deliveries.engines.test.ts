import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { mkdtempSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { itemsOf, startTestApp, type Json, type TestApp } from '../../testing/test-app.ts'

const code = `export default {
  routes: (context) => [
    context.route({ method: 'POST', path: '/mail', permission: 'bells.ring', summary: 'Mail', handle: ({ body }) => context.deliver.mail(body) }),
    context.route({ method: 'POST', path: '/hook', permission: 'bells.ring', summary: 'Hook', handle: ({ body }) => context.deliver.webhook(body) }),
    context.route({ method: 'POST', path: '/seen', permission: 'bells.ring', summary: 'Seen', handle: async ({ body }) => ({ delivery: await context.deliver.get(body.id) }) }),
  ],
}`
const minute = 60_000

describe.each(testDatabases())('mail and webhooks on $engine', (engine) => {
  let app: TestApp
  let receiver: Server
  let smtp: SMTPServer
  let hook = ''
  const mails: string[] = []
  const calls: { headers: IncomingHttpHeaders; body: string }[] = []
  const answers: number[] = []
  const refused = new Set<string>()

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shopdb-bells-'))
    writePlugin(folder, 'bells', { permissions: [{ id: 'bells.ring', title: 'Ring' }], capabilities: { deliver: true, outbound: ['127.0.0.1'] } }, { 'plugin.ts': code })
    writePlugin(folder, 'mute', { permissions: [{ id: 'mute.ring', title: 'Ring' }] }, { 'plugin.ts': code.replaceAll('bells.ring', 'mute.ring') })
    app = await startTestApp({ engine, env: { SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_MODE: 'isolate' } })
    await app.request('POST', '/api/plugins/bells/install', { approve: true })
    receiver = createServer((request, response) => {
      let body = ''
      request.on('data', (piece: Buffer) => { body += piece.toString() })
      request.on('end', () => {
        calls.push({ headers: request.headers, body })
        response.writeHead(answers.shift() ?? 204).end()
      })
    })
    await new Promise<void>((resolve) => { receiver.listen(0, '127.0.0.1', resolve) })
    hook = `http://127.0.0.1:${portOf(receiver.address())}/in?key=hidden`
    smtp = new SMTPServer({
      authOptional: true, disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _session, done) => (username === 'shop' && password === 'floor' ? done(null, { user: username }) : done(new Error('Invalid login'))),
      onRcptTo: ({ address }, _session, done) => (refused.has(address) ? done(Object.assign(new Error('No such user'), { responseCode: 550 })) : done()),
      onData: (stream, _session, done) => {
        let mail = ''
        stream.on('data', (piece: Buffer) => { mail += piece.toString() })
        stream.on('end', () => { mails.push(mail); done() })
      },
    })
    await new Promise<void>((resolve) => { smtp.listen(0, '127.0.0.1', resolve) })
    for (const [key, value] of Object.entries({ host: '127.0.0.1', port: portOf(smtp.server.address()), security: 'none', from: 'shopdb@example.com', username: 'shop', password: 'floor' })) await app.request('PUT', `/api/settings/core.mail.${key}`, { value })
  })
  afterAll(async () => {
    await app.stop()
    receiver.close()
    await new Promise<void>((resolve) => { smtp.close(resolve) })
  })
  beforeEach(() => {
    mails.length = 0
    calls.length = 0
    answers.length = 0
  })

  /** The delivery once it is in this state after so many attempts. */
  async function reach(id: unknown, state: string, attempts: number): Promise<Json> {
    let last: Json | undefined
    for (const started = Date.now(); Date.now() - started < 60_000; await delay(20)) {
      last = itemsOf(await app.request('GET', '/api/deliveries?limit=500')).find((delivery) => delivery.id === id)
      if (last?.state === state && last.attempts === attempts) return last
    }
    throw new Error(`The delivery did not become ${state}: ${JSON.stringify(last)}`)
  }
  const post = async (path: string, body: Json): Promise<Json> => (await app.request('POST', path, body)).json

  test('a mail is answered at once and arrives, with the sign-in of the settings', async () => {
    const mail = await post('/api/bells/mail', { to: ['ann@example.com', 'bob@example.com'], subject: 'Gauge\r\nBcc: eve@example.com', text: 'Überfällig.', html: '<p>Überfällig.</p>' })
    expect(mail).toMatchObject({ channel: 'mail', target: 'ann@example.com, bob@example.com', state: 'waiting', attempts: 0 })
    expect(await reach(mail.id, 'sent', 1)).toMatchObject({ plugin: 'bells', subject: 'Gauge Bcc: eve@example.com', error: null })
    expect(mails).toHaveLength(1)
    expect(mails[0]).toContain('Subject: Gauge Bcc: eve@example.com')
    expect(mails[0]).toMatch(/^To: ann@example\.com, bob@example\.com/m)
    expect(mails[0]).not.toMatch(/^Bcc:/m)
    expect((await post('/api/bells/seen', { id: mail.id })).delivery).toMatchObject({ state: 'sent' })
  })

  test('what is no address, no allowed host or not asked for is refused', async () => {
    for (const to of ['x', 'a@b, c@d', 'a@b\nBcc: c@d', '', []]) expect(await post('/api/bells/mail', { to, subject: 's', text: 't' }), JSON.stringify(to)).toMatchObject({ status: 422, code: 'RULE_BROKEN' })
    for (const url of ['http://example.org/', 'ftp://127.0.0.1/', 'nonsense', 'http://a:b@127.0.0.1/']) expect(await post('/api/bells/hook', { url, body: {} }), url).toMatchObject({ status: 422, code: 'RULE_BROKEN' })
    expect(await post('/api/mute/mail', { to: 'ann@example.com', subject: 's', text: 't' })).toMatchObject({ status: 500 })
    await app.request('PUT', '/api/settings/core.webhooks.hosts', { value: 'example.org, *.example.com' })
    answers.push(204)
    expect(await post('/api/bells/hook', { url: 'http://x.example.com.invalid/', body: {} })).toMatchObject({ status: 422 })
    await app.request('DELETE', '/api/settings/core.webhooks.hosts')
  })

  test('a webhook is signed as Standard Webhooks says, and its query is shown to nobody', async () => {
    const key = Buffer.from('a key of the other side')
    const sent = await post('/api/bells/hook', { url: hook, body: { text: 'Grüezi' }, headers: { 'x-site': 'north', 'webhook-id': 'forged' }, secret: `whsec_${key.toString('base64')}` })
    expect(JSON.stringify(await reach(sent.id, 'sent', 1))).not.toContain('hidden')
    const [call] = calls
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature, 'x-site': site } = call?.headers ?? {}
    expect([call?.body, site]).toEqual(['{"text":"Grüezi"}', 'north'])
    expect(signature).toBe(`v1,${createHmac('sha256', key).update(`${String(id)}.${String(timestamp)}.${call?.body}`).digest('base64')}`)
    expect(id).not.toBe('forged')
    const [row] = await app.app.platform.database.all('select secret from deliveries where id = ?', [Number(sent.id)])
    expect(String(row?.secret)).not.toContain(key.toString('base64'))
  })

  test('what fails is tried again later and later, with the same id', async () => {
    answers.push(503, 429, 200)
    const { id } = await post('/api/bells/hook', { url: hook, body: 1 })
    expect(await reach(id, 'waiting', 1)).toMatchObject({ error: expect.stringContaining('503') })
    await app.request('POST', '/api/jobs/core/deliveries.send')
    await delay(200)
    expect(calls).toHaveLength(1)
    app.clock.offset += 1.1 * minute
    await app.request('POST', '/api/jobs/core/deliveries.send')
    await reach(id, 'waiting', 2)
    app.clock.offset += 6 * minute
    await app.request('POST', '/api/jobs/core/deliveries.send')
    await reach(id, 'sent', 3)
    expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  test('what cannot arrive becomes a dead letter, which an administrator sees and tries again', async () => {
    refused.add('nobody@example.com')
    const { id } = await post('/api/bells/mail', { to: 'nobody@example.com', subject: 's', text: 't' })
    expect((await reach(id, 'dead', 1)).error).toContain('No such user')
    expect(itemsOf(await app.request('GET', '/api/deliveries?state=dead&plugin=bells')).map((delivery) => delivery.id)).toContain(id)
    refused.clear()
    expect((await app.request('POST', `/api/deliveries/${String(id)}/retry`)).status).toBe(202)
    await reach(id, 'sent', 1)
    expect((await app.request('POST', `/api/deliveries/${String(id)}/retry`)).json).toMatchObject({ code: 'STATE_CONFLICT' })
    expect((await app.request('DELETE', `/api/deliveries/${String(id)}`)).status).toBe(204)
    expect((await app.request('DELETE', `/api/deliveries/${String(id)}`)).status).toBe(404)
  })

  test('after seven attempts it is given up', async () => {
    answers.push(...Array.from({ length: 10 }, () => 500))
    const { id } = await post('/api/bells/hook', { url: hook, body: 1 })
    for (let attempt = 1; attempt <= 7; attempt += 1) {
      await reach(id, attempt === 7 ? 'dead' : 'waiting', attempt)
      app.clock.offset += 25 * 60 * minute
      if (attempt < 7) await app.request('POST', '/api/jobs/core/deliveries.send')
    }
    expect(calls).toHaveLength(7)
  })

  test('with a key it is sent once', async () => {
    const first = await post('/api/bells/mail', { to: 'ann@example.com', subject: 'Low', text: 'x', key: 'toner 7' })
    expect((await post('/api/bells/mail', { to: 'ann@example.com', subject: 'Low', text: 'x', key: 'toner 7' })).id).toBe(first.id)
    await reach(first.id, 'sent', 1)
    app.clock.offset += 31 * 24 * 60 * minute
    expect((await post('/api/bells/mail', { to: 'ann@example.com', subject: 'Low', text: 'x', key: 'toner 7' })).id).not.toBe(first.id)
  })

  test('a site without a mail server says what to set; a test mail shows that it works', async () => {
    expect((await app.request('POST', '/api/deliveries/test', { to: 'admin@example.com' })).status).toBe(202)
    await app.request('DELETE', '/api/settings/core.mail.host')
    const { json } = await app.request('POST', '/api/deliveries/test', { to: 'admin@example.com' })
    expect((await reach(json.id, 'dead', 1)).error).toContain('core.mail.host')
    expect((await (await app.as(['assets.read'], 'reader'))('GET', '/api/deliveries')).status).toBe(403)
  })
})

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('It listens on no port.')
  return address.port
}
