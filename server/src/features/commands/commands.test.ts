import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writePlugin } from '../../plugin-host/testing.ts'
import { itemsOf, startTestApp, type TestApp } from '../../testing/test-app.ts'

const code = `export default {
  commands: (context) => [
    { name: 'greet', description: 'Greet somebody', permission: 'greetings.say', parameters: { type: 'object', properties: { whom: { type: 'string' }, times: { type: 'integer', minimum: 1, default: 2 } }, required: ['whom'] }, run: ({ whom, times }) => ('Good morning ' + whom + '. ').repeat(times).trim() },
    { name: 'fail', description: 'Fail', run: () => { throw new Error('secret of the plugin') } },
    { name: 'refuse', description: 'Refuse', run: () => { throw context.errors.problem({ code: 'TOO_LATE', status: 409, message: 'It is too late.', fix: 'Come earlier.' }) } },
  ],
}`

describe('commands of a plugin', () => {
  let app: TestApp
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shopdb commands '))
    mkdirSync(join(folder, 'plugins'))
    writePlugin(join(folder, 'plugins'), 'greetings', { permissions: [{ id: 'greetings.say', title: 'Greet', roles: ['viewer'] }] }, { 'plugin.ts': code })
    app = await startTestApp({ env: { SHOPDB_PLUGIN_DIRS: join(folder, 'plugins') } })
  })
  afterAll(async () => {
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('are listed to who may run them, and run with checked parameters and their defaults', async () => {
    expect(itemsOf(await app.request('GET', '/api/plugins/commands')).filter(({ plugin }) => plugin === 'greetings')).toMatchObject([
      { name: 'fail', permission: 'plugins.manage' }, { name: 'greet', permission: 'greetings.say', parameters: { required: ['whom'] } }, { name: 'refuse' },
    ])
    const guest = await app.as(['greetings.say'])
    expect(itemsOf(await guest('GET', '/api/plugins/commands')).map(({ name }) => name)).toEqual(['greet'])
    expect((await guest('POST', '/api/plugins/greetings/commands/greet', { whom: 'Ada' })).json).toEqual({ result: 'Good morning Ada. Good morning Ada.' })
    expect((await guest('POST', '/api/plugins/greetings/commands/greet', { whom: 'Ada', times: 1 })).json.result).toBe('Good morning Ada.')
    expect((await guest('POST', '/api/plugins/greetings/commands/greet', { times: 0, who: 1 })).json).toMatchObject({ code: 'REQUEST_INVALID' })
    expect((await guest('POST', '/api/plugins/greetings/commands/refuse')).json).toMatchObject({ status: 403, permission: 'plugins.manage' })
    expect((await app.request('POST', '/api/plugins/greetings/commands/nothing')).status).toBe(404)
  })

  test('fail in the name of their plugin, without telling what went wrong inside', async () => {
    const failed = await app.request('POST', '/api/plugins/greetings/commands/fail')
    expect(failed.json).toMatchObject({ status: 503, code: 'PLUGIN_FAILED', plugin: 'greetings' })
    expect(failed.text).not.toContain('secret')
    expect((await app.request('POST', '/api/plugins/greetings/commands/refuse')).json).toMatchObject({ status: 409, code: 'GREETINGS_TOO_LATE', fix: 'Come earlier.' })
  })

  test('go with their plugin', async () => {
    await app.request('POST', '/api/plugins/greetings/disable', {})
    expect(itemsOf(await app.request('GET', '/api/plugins/commands')).filter(({ plugin }) => plugin === 'greetings')).toEqual([])
    expect((await app.request('POST', '/api/plugins/greetings/commands/greet', { whom: 'Ada' })).status).toBe(404)
  })
})
