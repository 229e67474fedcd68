import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writePlugin } from '../../plugin-host/testing.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'

const code = `export default {
  routes: (context) => [context.route({ method: 'POST', path: '/ask', permission: 'phonebook.ask', summary: 'Ask', handle: async ({ body }) => {
    const people = await context.people.list(body.role === undefined ? {} : { role: body.role })
    return { people: people.map(({ may, ...person }) => ({ ...person, reads: may('assets.read') })), roles: await context.people.roles(), one: (await context.people.get(people[0]?.id ?? 0))?.username ?? null, none: await context.people.get(999_999) }
  } })],
}`
const permissions = [{ id: 'phonebook.ask', title: 'Ask' }]

describe('people, as plugins meet them', () => {
  let app: TestApp
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shopdb-people-'))
    writePlugin(folder, 'phonebook', { permissions, capabilities: { people: true } }, { 'plugin.ts': code })
    writePlugin(folder, 'nosy', { permissions: [{ id: 'nosy.ask', title: 'Ask' }] }, { 'plugin.ts': code.replaceAll('phonebook', 'nosy') })
    app = await startTestApp({ env: { SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_MODE: 'isolate' } })
    for (const name of ['phonebook', 'nosy']) await app.request('POST', `/api/plugins/${name}/install`, { approve: true })
    await app.request('POST', '/api/users', { username: 'ann', displayName: 'Ann', email: 'ann@example.com', password: 'a long enough password', roles: ['technician'] })
    await app.request('POST', '/api/users', { username: 'bob', password: 'a long enough password', roles: ['collector'] })
  })
  afterAll(async () => app.stop())

  test('are told with their mail addresses, roles and what they may', async () => {
    const { json } = await app.request('POST', '/api/phonebook/ask', { role: 'technician' })
    expect(json).toMatchObject({ people: [{ username: 'ann', displayName: 'Ann', email: 'ann@example.com', roles: ['technician'], reads: true }], one: 'ann', none: null, roles: expect.arrayContaining(['technician', 'walldisplay']) })
    expect((await app.request('POST', '/api/phonebook/ask', { role: 'collector' })).json).toMatchObject({ people: [{ username: 'bob', email: null, reads: false }] })
  })

  test('are not told to a plugin that does not ask for them', async () => {
    const answer = await app.request('POST', '/api/nosy/ask', {})
    expect(answer.status).toBe(500)
    expect(JSON.stringify((await app.request('GET', '/api/plugins/nosy')).json)).toContain('capability \\"people\\"')
  })
})
