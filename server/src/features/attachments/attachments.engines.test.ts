import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { idOf, itemsOf, startTestApp, type Answer, type Json, type Request, type TestApp } from '../../testing/test-app.ts'

const code = `export default {
  routes: (context) => [
    context.route({ method: 'POST', path: '/attach', permission: 'papers.use', summary: 'Attach', handle: async ({ body }) => {
      const pieces = async function* () { yield new Uint8Array([1, 2]); yield new Uint8Array([3]) }
      const file = await context.attachments.create(body.assetId, { name: 'pieces.bin', content: pieces(), description: 'in pieces' })
      await context.attachments.create(body.assetId, { name: 'note.txt', content: 'grüezi' })
      const bytes = []
      for await (const piece of await context.attachments.read(file.id)) bytes.push(...piece)
      const names = (await context.attachments.list(body.assetId)).map(({ name }) => name)
      await context.attachments.remove(file.id)
      return { file, bytes, names, after: await context.attachments.get(file.id) }
    } }),
  ],
}`
const day = 24 * 3_600_000
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64')

describe.each(testDatabases())('attachments on $engine', (engine) => {
  let app: TestApp
  let [computer, machine] = [0, 0]
  let technician: Request
  const upload = (assetId: number, name: string, content: Buffer | string, by: Request = app.request, type = 'application/octet-stream'): Promise<Answer> => by('POST', `/api/attachments?assetId=${assetId}&name=${encodeURIComponent(name)}`, Buffer.from(content), { 'content-type': type })

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shopdb-papers-'))
    writePlugin(folder, 'papers', { permissions: [{ id: 'papers.use', title: 'Use' }] }, { 'plugin.ts': code })
    app = await startTestApp({ engine, env: { SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGINS: 'computers,equipment,papers', SHOPDB_PLUGIN_MODE: 'isolate' } })
    computer = idOf(await app.request('POST', '/api/computers', { assetNumber: 'PC-1' }))
    machine = idOf(await app.request('POST', '/api/equipment', { assetNumber: 'M-1' }))
    technician = await app.as(['assets.read', 'equipment.read', 'attachments.read', 'attachments.write', 'attachments.delete'], 'technician')
  })
  afterAll(async () => app.stop())

  test('keep the bytes that were sent, say what they are, and list them with their asset', async () => {
    const { json, status } = await upload(machine, 'nameplate.bin', png)
    expect(status).toBe(201)
    expect(json).toMatchObject({ assetId: machine, asset: 'M-1', name: 'nameplate.bin', mediaType: 'image/png', size: png.length, sha256: createHash('sha256').update(png).digest('hex'), version: 1 })
    const answer = await app.app.http.inject({ url: `/api/attachments/${String(json.id)}/content`, headers: { authorization: `Bearer ${app.app.localToken}` } })
    expect(answer.rawPayload.equals(png)).toBe(true)
    expect(itemsOf(await app.request('GET', `/api/attachments?assetId=${machine}`)).map(({ name }) => name)).toEqual(['nameplate.bin'])
    expect((await app.request('GET', `/api/attachments/${String(json.id)}/content`, undefined, { 'if-none-match': String(answer.headers.etag) })).status).toBe(304)
  })

  test('are never shown as a page: HTML and SVG are downloads, images may be shown', async () => {
    for (const [name, content] of [['x.html', '<script>alert(1)</script>'], ['x.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'], ['x.png', '<html><script>alert(1)</script>']] as const) {
      const { json } = await upload(machine, name, content, app.request, 'image/png')
      const { headers } = await app.request('GET', `/api/attachments/${String(json.id)}/content?inline=true`)
      expect([name, headers['content-disposition'], headers['content-type'], headers['x-content-type-options']], name).toEqual(name === 'x.png' ? [name, 'inline; filename="x.png"; filename*=UTF-8\'\'x.png', 'text/plain; charset=utf-8', 'nosniff'] : [name, `attachment; filename="${name}"; filename*=UTF-8''${name}`, 'application/octet-stream', 'nosniff'])
    }
    const image = await upload(machine, 'a.png', png)
    expect((await app.request('GET', `/api/attachments/${String(image.json.id)}/content?inline=true`)).headers['content-type']).toBe('image/png')
    expect((await app.request('GET', `/api/attachments/${String(image.json.id)}/content`)).headers['content-type']).toBe('application/octet-stream')
  })

  test('are named safely, whatever the sender says', async () => {
    const { json } = await upload(machine, '../../etc/Prüf"protokoll\u0007<1>.pdf', 'x')
    expect(json.name).toBe('Prüfprotokoll1.pdf')
    expect((await app.request('GET', `/api/attachments/${String(json.id)}/content`)).headers['content-disposition']).toBe('attachment; filename="Pr_fprotokoll1.pdf"; filename*=UTF-8\'\'Pr%C3%BCfprotokoll1.pdf')
    expect((await upload(machine, '..', 'x')).json.name).toBe('file')
    const renamed = await app.request('PATCH', `/api/attachments/${String(json.id)}`, { name: '/tmp/new.pdf', version: 1 })
    expect(renamed.json).toMatchObject({ name: 'new.pdf', size: 1 })
    expect((await app.request('PATCH', `/api/attachments/${String(json.id)}`, { assetId: computer, version: 2 })).json).toMatchObject({ code: 'RULE_BROKEN' })
  })

  test('have a limit, and are not empty', async () => {
    await app.request('PUT', '/api/settings/attachments.maxMegabytes', { value: 1 })
    const large = await upload(machine, 'large.bin', Buffer.alloc(1_048_577))
    expect(large).toMatchObject({ status: 413, json: { code: 'BODY_TOO_LARGE' } })
    expect((await upload(machine, 'fits.bin', Buffer.alloc(1_048_576))).status).toBe(201)
    expect((await upload(machine, 'empty.txt', '')).status).toBe(400)
    expect(readdirSync(join(app.place.dataDir, 'attachments', 'incoming'))).toEqual([])
    await app.request('DELETE', '/api/settings/attachments.maxMegabytes')
  })

  test('of an asset one may not see are not there', async () => {
    const hidden = (await upload(computer, 'hidden.txt', 'secret')).json
    expect((await technician('GET', `/api/attachments/${String(hidden.id)}`)).status).toBe(404)
    expect((await technician('GET', `/api/attachments/${String(hidden.id)}/content`)).status).toBe(404)
    expect((await technician('GET', `/api/attachments?assetId=${computer}`)).text).not.toContain('hidden')
    expect((await upload(computer, 'x.txt', 'x', technician)).status).toBe(404)
    expect((await upload(machine, 'x.txt', 'x', technician)).json).toMatchObject({ author: 'token technician' })
    const reader = await app.as(['assets.read', 'equipment.read', 'attachments.read'], 'reader')
    expect((await upload(machine, 'x.txt', 'x', reader)).status).toBe(403)
    expect((await app.anonymous('GET', `/api/attachments/${String(hidden.id)}/content`)).status).toBe(401)
    expect((await upload(999_999, 'x.txt', 'x')).status).toBe(404)
  })

  test('are deleted softly, stand in the history of the asset and come back', async () => {
    const { id } = (await upload(machine, 'old.txt', 'old')).json
    expect((await app.request('DELETE', `/api/attachments/${String(id)}`, undefined, { 'if-match': '1' })).status).toBe(204)
    expect((await app.request('GET', `/api/attachments/${String(id)}/content`)).status).toBe(404)
    const [change] = itemsOf(await app.request('GET', `/api/assets/${machine}/history`))
    expect(JSON.stringify(change)).toContain('old.txt')
    expect((await app.request('POST', `/api/batches/${String(change?.batchId)}/undo`)).status).toBe(200)
    expect((await app.request('GET', `/api/attachments/${String(id)}/content`)).text).toBe('old')
  })

  test('lose their file when nothing has referred to it for long, and only then', async () => {
    const gone = (await upload(machine, 'gone.txt', 'gone for good')).json
    const copy = (await upload(computer, 'copy.txt', 'kept twice')).json
    const kept = (await upload(machine, 'kept.txt', 'kept twice')).json
    for (const { id } of [gone, copy]) await app.request('DELETE', `/api/attachments/${String(id)}`, undefined, { 'if-match': '1' })
    expect(await sweep(app)).toMatchObject({ removed: 0 })
    app.clock.offset = 181 * day
    expect(await sweep(app)).toMatchObject({ removed: 1 })
    expect((await app.request('GET', `/api/attachments/${String(kept.id)}/content`)).text).toBe('kept twice')
    expect((await app.request('POST', `/api/attachments/${String(gone.id)}/restore`)).json).toMatchObject({ code: 'STATE_CONFLICT' })
    expect((await app.request('POST', `/api/attachments/${String(copy.id)}/restore`)).status).toBe(200)
    app.clock.offset = 0
  })

  test('are listed, made, read and deleted by plugins, in their name', async () => {
    const { json } = await app.request('POST', '/api/papers/attach', { assetId: machine })
    expect(json).toMatchObject({ file: { name: 'pieces.bin', size: 3, author: 'plugin papers', description: 'in pieces' }, bytes: [1, 2, 3], after: null })
    expect(json.names).toEqual(expect.arrayContaining(['note.txt', 'pieces.bin']))
  })
})

async function sweep(app: TestApp): Promise<Json> {
  const { json } = await app.request('POST', '/api/jobs/core/attachments.sweep')
  for (const started = Date.now(); Date.now() - started < 60_000; await delay(20)) {
    const run = (await app.request('GET', `/api/jobs/${String(json.id)}`)).json
    if (run.state === 'done') return Object(run.result)
    if (run.state === 'failed') throw new Error(String(run.error))
  }
  throw new Error('The sweep did not end.')
}
