import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { writePlugin } from './testing.ts'

const queues = `class Full extends Error {}
export default {
  mapError: ({ errors }, { error, code, where }) => {
    if (error instanceof Full) return errors.problem({ code: 'FULL', status: 409, message: 'The queue is full.', fix: 'Wait.' })
    if (error?.message === 'unknown') return errors.problem({ code: 'FAILED', status: 500, message: 'Internal server error', fix: 'Try again.' })
    if (code === 'REQUEST_INVALID') return errors.problem({ code: 'INPUT', status: 400, message: 'Invalid input format', fix: 'Correct it. ' + where })
    if (code === 'PERMISSION_MISSING') return errors.problem({ code: 'SECRET', status: 404, message: 'There is nothing.', fix: 'Go away.' })
    if (code === 'FEATURE_DISABLED') return errors.problem({ code: 'OFF', status: 403, message: 'Feature disabled', fix: 'Switch it on.' })
    if (error?.message === 'throw') throw new Error('the hook is broken')
    if (error?.message === 'reject') return Promise.reject(new Error('the hook is broken'))
    if (error?.message === 'hang') return new Promise(() => {})
    if (error?.message === 'no problem') return new Error('made by nobody')
    return null
  },
  routes: ({ route, errors }) => [
    route({ method: 'GET', path: '/fail/:how', permission: 'queues.read', summary: 'Fail', handle: ({ params }) => { if (params.how === 'full') throw new Full(); if (params.how === 'own') throw errors.problem({ code: 'OWN', status: 422, message: 'Its own.', fix: 'Well.' }); throw new Error(params.how.replace('-', ' ')) } }),
    route({ method: 'GET', path: '/list', permission: 'queues.read', summary: 'List', query: { type: 'object', properties: { limit: { type: 'integer' } } }, handle: () => [] }),
    route({ method: 'GET', path: '/flagged', permission: 'queues.read', flag: 'more', summary: 'Flagged', handle: () => [] }),
    route({ method: 'GET', path: '/alive', permission: 'queues.read', health: true, summary: 'Alive', handle: ({ caller }) => ({ status: 'ok', mayMore: caller.may('queues.read') }) }),
  ],
}`

describe.each(['problem', 'status-message'])('the hook mapError, answers as %s', (format) => {
  let app: TestApp
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-queues-'))
  const get = async (path: string) => {
    const { status, json } = await app.request('GET', `/api/queues${path}`)
    return format === 'problem' ? [status, json.code, json.title] : [status, json.code, json.message]
  }
  beforeAll(async () => {
    writePlugin(folder, 'queues', { error_format: format, flags: { more: { title: 'More' } }, permissions: [{ id: 'queues.read', title: 'Read' }] }, { 'plugin.ts': queues })
    app = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate', HEALTH_REQUIRES_AUTH: String(format === 'problem') } })
  })
  afterAll(async () => {
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('turns its own errors, and unknown ones, into answers', async () => {
    expect(await get('/fail/full')).toEqual([409, 'QUEUES_FULL', 'The queue is full.'])
    expect(await get('/fail/unknown')).toEqual([500, 'QUEUES_FAILED', 'Internal server error'])
    expect(await get('/fail/own')).toEqual([422, 'QUEUES_OWN', 'Its own.'])
  })

  test('words what the host refuses, and cannot change that it is refused', async () => {
    expect(await get('/list?limit=abc')).toEqual([400, 'QUEUES_INPUT', 'Invalid input format'])
    expect(await get('/flagged')).toEqual([403, 'QUEUES_OFF', 'Feature disabled'])
    const stranger = await app.as(['assets.read'])
    expect((await stranger('GET', '/api/queues/list')).json).toMatchObject({ code: 'PERMISSION_MISSING' })
    expect((await app.anonymous('GET', '/api/queues/list')).status).toBe(401)
  })

  test('that fails itself, or answers something else, changes nothing', async () => {
    for (const how of ['throw', 'reject', 'hang', 'no-problem', 'other']) expect((await get(`/fail/${how}`)).slice(0, 2)).toEqual([500, 'INTERNAL'])
  })

  test('a route that tells health follows HEALTH_REQUIRES_AUTH', async () => {
    const { status, json } = await app.anonymous('GET', '/api/queues/alive')
    expect([status, json.mayMore]).toEqual(format === 'problem' ? [401, undefined] : [200, false])
    expect((await app.request('GET', '/api/queues/alive')).json).toEqual({ status: 'ok', mayMore: true })
  })
})
