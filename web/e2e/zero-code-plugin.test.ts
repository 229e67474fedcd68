import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, openVisit, signIn } from './browser.ts'
import { startServer, type TestServer } from './start-server.ts'

const example = fileURLToPath(new URL('../../examples/fireextinguishers', import.meta.url))

describe.skipIf(!hasBrowser)('a plugin without code, from a folder outside', () => {
  let browser: Browser
  let server: TestServer
  let outside: string
  beforeAll(async () => {
    outside = await mkdtemp(join(tmpdir(), 'shopdb-plugins-'))
    await cp(example, join(outside, 'fireextinguishers'), { recursive: true, filter: (path) => !path.includes('.shopdb') });
    [browser, server] = await Promise.all([launchBrowser(), startServer({ env: { SHOPDB_PLUGIN_DIRS: outside } })])
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()])
    await rm(outside, { recursive: true, force: true })
  })

  it('has its place in the navigation, a form, a list, a filter and a page', async () => {
    const visit = await openVisit(browser, server.base)
    await signIn(visit, server)
    const { page } = visit
    await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Fire extinguishers' }).click()
    await page.getByRole('heading', { level: 1, name: 'Fire extinguishers' }).waitFor()
    await page.goto('/fireextinguishers/new')
    await page.getByLabel('Asset number').fill('FX-12')
    await page.getByLabel('Capacity').fill('6.5')
    await page.getByLabel('Fire classes').fill('AB')
    expect(await visit.accessibility()).toEqual([])
    await page.getByRole('button', { name: /^(Create|Save|Add)/ }).first().click()
    await page.waitForURL(/\/fireextinguishers\/\d+$/)
    await page.getByText('6.5').first().waitFor()
    await page.goto('/fireextinguishers?q=FX-12')
    await page.getByRole('row').nth(1).getByText('FX-12').waitFor()
    await page.goto('/')
    await page.getByText('Inspections overdue').first().waitFor()
    expect(visit.complaints).toEqual([])
  })
})
