import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { startCabinets } from '../../testing/cabinets.ts'
import { itemsOf, type TestApp } from '../../testing/test-app.ts'

const manifest = {
  settings: { type: 'object', properties: { days: { type: 'integer', title: 'Days', minimum: 1, maximum: 90, default: 14 }, key: { type: 'string', maxLength: 40, 'x-shopdb': { sensitive: true } }, note: { type: 'string' } } },
  flags: { opening: { title: 'Open from the browser', description: 'Sends the command.' }, listing: { title: 'Lists', default: true } },
  error_format: 'status-message',
}
const code = `
export default {
  routes: (context) => [
    context.route({ method: 'GET', path: '/values', permission: 'cabinets.read', summary: 'What the plugin reads', handle: () => ({ settings: { ...context.settings }, flags: { ...context.flags } }) }),
    context.route({ method: 'POST', path: '/open', permission: 'cabinets.write', flag: 'opening', summary: 'Open', body: { type: 'object', required: ['door'], properties: { door: { type: 'string' } } }, handle: () => ({ opened: true }) }),
    context.route({ method: 'GET', path: '/lists', permission: 'cabinets.read', flag: 'listing', summary: 'Lists', handle: () => ({ listed: true }) }),
  ],
  navigation: (context) => [{ title: 'Due within ' + context.settings.days + ' days', path: '/cabinets/due', permission: 'cabinets.read', section: 'assets' }],
  health: () => ({ status: 'degraded', detail: 'One door does not answer.', figures: { doors: 3 } }),
}
`

describe.each(testDatabases())('settings and flags of a plugin on $engine', (engine) => {
  let app: TestApp
  beforeAll(async () => { app = await startCabinets({ manifest, code }, engine) })
  afterAll(async () => app.stop())
  const values = async () => (await app.request('GET', '/api/cabinets/values')).json
  const set = (key: string, value: unknown) => app.request('PUT', `/api/settings/plugin.cabinets.${key}`, { value })

  test('have their defaults; flags are off unless they say otherwise', async () => {
    expect(await values()).toEqual({ settings: { days: 14 }, flags: { opening: false, listing: true } })
  })

  test('a changed value counts at once, and going back to the default too', async () => {
    expect((await set('days', 30)).json).toMatchObject({ value: 30, isDefault: false })
    expect(await values()).toMatchObject({ settings: { days: 30 } })
    await app.request('DELETE', '/api/settings/plugin.cabinets.days')
    expect(await values()).toMatchObject({ settings: { days: 14 } })
  })

  test('a value that the schema refuses is not stored', async () => {
    for (const value of [0, 91, 'many', 1.5, null]) expect((await set('days', value)).json, String(value)).toMatchObject({ status: 400, code: 'REQUEST_INVALID' })
    expect((await set('dayz', 5)).status).toBe(404)
    expect(await values()).toMatchObject({ settings: { days: 14 } })
  })

  test('a sensitive one is stored encrypted and never shown, only given to the plugin', async () => {
    const answer = await set('key', 'open-sesame')
    expect(answer.json).toMatchObject({ secret: true, value: null, isSet: true })
    const shown = [answer.text, (await app.request('GET', '/api/settings')).text, (await app.request('GET', '/api/auditlog')).text].join()
    expect(shown).not.toContain('open-sesame')
    expect(JSON.stringify(await app.app.platform.database.all('select settingvalue from settings'))).not.toContain('open-sesame')
    expect(await values()).toMatchObject({ settings: { key: 'open-sesame' } })
  })

  test('a route whose flag is off answers 403 before anything is read, in the format of the plugin', async () => {
    const refused = await app.request('POST', '/api/cabinets/open', { door: 7 })
    expect([refused.status, refused.json]).toMatchObject([403, { status: 'error', code: 'FEATURE_DISABLED', message: expect.stringContaining('switched off') }])
    const reader = await app.as(['cabinets.read'], 'reader')
    expect((await reader('POST', '/api/cabinets/open', { door: 'A' })).json).toMatchObject({ status: 'error', code: 'PERMISSION_MISSING' })
    expect((await set('flags.opening', 'yes')).status).toBe(400)
    expect((await set('flags.opening', true)).json).toMatchObject({ title: 'Open from the browser', value: true })
    expect((await app.request('POST', '/api/cabinets/open', { door: 7 })).status).toBe(400)
    expect((await app.request('POST', '/api/cabinets/open', { door: 'A' })).json).toEqual({ opened: true })
    expect((await app.request('GET', '/api/cabinets/lists')).json).toEqual({ listed: true })
    await set('flags.listing', false)
    expect((await app.request('GET', '/api/cabinets/lists')).status).toBe(403)
    expect(await values()).toMatchObject({ flags: { opening: true, listing: false } })
  })

  test('are still there when the plugin comes back; a value that its schema no longer takes counts as none', async () => {
    await set('days', 45)
    await app.request('POST', '/api/plugins/cabinets/disable', {})
    expect(itemsOf(await app.request('GET', '/api/settings?prefix=plugin.')).length).toBe(0)
    await app.app.platform.database.write((transaction) => transaction.run("update settings set settingvalue = '\"much\"' where settingkey = 'plugin.cabinets.days'"))
    await app.request('POST', '/api/plugins/cabinets/enable', {})
    expect(await values()).toMatchObject({ settings: { days: 14, key: 'open-sesame' }, flags: { opening: true } })
  })

  test('the hooks for navigation and health are asked with them', async () => {
    expect(itemsOf(await app.request('GET', '/api/navigation')).find(({ path }) => path === '/cabinets/due')).toMatchObject({ title: 'Due within 14 days', plugin: 'cabinets', section: 'assets' })
    const outsider = await app.as(['assets.read'], 'outsider')
    expect((await outsider('GET', '/api/navigation')).text).not.toContain('/cabinets/due')
    expect((await app.request('GET', '/api/health')).text).toContain('One door does not answer.')
  })
})
