import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { hasBrowser, launchBrowser, openVisit, signIn, type Visit } from './browser.ts'
import { startServer, type TestServer } from './start-server.ts'

const manifest = { manifest_version: 1, name: 'bells', version: '1.0.0', description: 'Rings.', core_version: '>=0.3.0 <0.4.0', permissions: [{ id: 'bells.read', title: 'Hear bells' }] }
const code = `export default { routes: (context) => [context.route({ method: 'GET', path: '/next.ics', permission: 'bells.read', feed: true, summary: 'Next bells', handle: () => context.answer(200, 'BEGIN:VCALENDAR', { 'content-type': 'text/calendar' }) })] }`

describe.skipIf(!hasBrowser)('a calendar that looks into the plant', () => {
  let browser: Browser
  let server: TestServer
  let visit: Visit
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shopdb-bells-'))
    mkdirSync(join(folder, 'bells'))
    for (const [file, text] of [['manifest.json', JSON.stringify(manifest)], ['package.json', '{ "type": "module" }'], ['plugin.ts', code]] as const) writeFileSync(join(folder, 'bells', file), text)
    ;[browser, server] = await Promise.all([launchBrowser(), startServer({ env: { SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGINS: 'none' } })])
    visit = await openVisit(browser, server.base)
    await signIn(visit, server)
  }, 120_000)
  afterAll(async () => { await Promise.all([browser?.close(), server?.stop()]) })

  it('gets an address in the profile, and loses it when it is revoked', async () => {
    const { page } = visit
    await page.goto('/profile')
    const panel = page.locator('.feed-list')
    await panel.locator('.select-input').click()
    await page.getByRole('option', { name: 'Next bells' }).click()
    await panel.getByRole('button', { name: 'Make an address' }).click()
    const address = /http\S+feed=[\w-]+/.exec(await panel.locator('.made').innerText())?.[0] ?? ''
    expect(await visit.accessibility()).toEqual([])
    expect(await (await fetch(address)).text()).toBe('BEGIN:VCALENDAR')
    await panel.getByRole('button', { name: 'Revoke' }).click()
    await expect.poll(async () => (await fetch(address)).status).toBe(401)
    await page.reload()
    expect(await panel.getByText('feed=').count()).toBe(0)
  })
})
