import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { idOf, itemsOf, startTestApp, type Request, type TestApp } from '../../testing/test-app.ts'

describe.each(testDatabases())('comments on $engine', (engine) => {
  let app: TestApp
  let [computer, machine] = [0, 0]
  let ann: Request
  let moderator: Request
  const rights = ['assets.read', 'equipment.read', 'comments.read', 'comments.write', 'comments.delete']

  beforeAll(async () => {
    app = await startTestApp({ engine, env: { SHOPDB_PLUGIN_MODE: 'isolate' } })
    computer = idOf(await app.request('POST', '/api/computers', { assetNumber: 'PC-1' }))
    machine = idOf(await app.request('POST', '/api/equipment', { assetNumber: 'M-1' }))
    ann = await app.as(rights, 'ann')
    moderator = await app.as([...rights, 'comments.moderate'], 'moderator')
  })
  afterAll(async () => app.stop())

  test('carry their author and are listed with the asset, newest change first', async () => {
    const { json } = await ann('POST', '/api/comments', { assetId: machine, body: 'Coolant smells.', author: 'the boss' })
    expect(json).toMatchObject({ author: 'token ann', body: 'Coolant smells.', editedAt: null })
    expect(itemsOf(await app.request('GET', `/api/comments?assetId=${machine}`)).map(({ body }) => body)).toEqual(['Coolant smells.'])
    expect((await app.request('POST', '/api/comments', { assetId: machine, body: '' })).status).toBe(400)
    expect(itemsOf(await app.request('GET', '/api/auditlog?limit=1'))).toMatchObject([{ kind: 'equipment.equipment', entityId: machine, label: 'M-1', action: 'updated' }])
  })

  test('are changed by their author only, and say so', async () => {
    const id = idOf(await ann('POST', '/api/comments', { assetId: machine, body: 'Frist' }))
    expect((await moderator('PATCH', `/api/comments/${id}`, { body: 'x', version: 1 })).json).toMatchObject({ status: 403, code: 'PERMISSION_MISSING' })
    const edited = await ann('PATCH', `/api/comments/${id}`, { body: 'First', version: 1 })
    expect(edited.json).toMatchObject({ body: 'First', version: 2 })
    expect(edited.json.editedAt).not.toBeNull()
  })

  test('are deleted by their author or a moderator, and can be undone', async () => {
    const other = await app.as(rights.concat('relationships.read'), 'other')
    const id = idOf(await ann('POST', '/api/comments', { assetId: machine, body: 'Rude' }))
    expect((await other('DELETE', `/api/comments/${id}`, undefined, { 'if-match': '1' })).status).toBe(403)
    expect((await moderator('DELETE', `/api/comments/${id}`, undefined, { 'if-match': '1' })).status).toBe(204)
    const [change] = itemsOf(await app.request('GET', `/api/assets/${machine}/history`))
    expect((await app.request('POST', `/api/batches/${String(change?.batchId)}/undo`)).status).toBe(200)
    expect((await ann('GET', `/api/comments/${id}`)).json).toMatchObject({ body: 'Rude', author: 'token ann' })
  })

  test('of an asset one may not see are not there', async () => {
    const id = idOf(await app.request('POST', '/api/comments', { assetId: computer, body: 'hiddenword' }))
    expect((await ann('GET', '/api/comments')).text).not.toContain('hiddenword')
    expect((await ann('GET', `/api/comments/${id}`)).status).toBe(404)
    expect((await ann('POST', '/api/comments', { assetId: computer, body: 'x' })).status).toBe(422)
  })
})
