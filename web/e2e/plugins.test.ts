import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, openVisit, signIn } from './browser.ts'
import { startServer, type TestServer } from './start-server.ts'

describe.skipIf(!hasBrowser)('plugins in the browser', () => {
  let browser: Browser
  let server: TestServer
  beforeAll(async () => { [browser, server] = await Promise.all([launchBrowser(), startServer()]) })
  afterAll(async () => { await Promise.all([browser?.close(), server?.stop()]) })

  it('take their screens with them when they are disabled, and bring them back, without a reload', async () => {
    const visit = await openVisit(browser, server.base)
    await signIn(visit, server)
    const { page } = visit
    const navigation = page.getByRole('navigation', { name: 'Main navigation' })
    await navigation.getByRole('link', { name: 'Equipment' }).waitFor()
    await page.goto('/plugins')
    const plugin = page.locator('.plugin', { hasText: 'Equipment' })
    await plugin.getByRole('button', { name: 'Disable' }).click()
    await plugin.getByText('Disabled').waitFor()
    await navigation.getByRole('link', { name: 'Equipment' }).waitFor({ state: 'detached' })
    await page.goto('/equipment')
    await page.getByRole('heading', { name: 'There are no equipment here' }).waitFor()
    expect(await visit.accessibility()).toEqual([])
    await page.getByRole('link', { name: 'See the plugins' }).click()
    await plugin.getByRole('button', { name: 'Enable' }).click()
    await navigation.getByRole('link', { name: 'Equipment' }).click()
    await page.getByRole('heading', { level: 1, name: 'Equipment' }).waitFor()
    expect(visit.complaints).toEqual([])
  })

  it('may import Vue and the kit at addresses that never change, as the same instances', async () => {
    const visit = await openVisit(browser, server.base)
    await signIn(visit, server)
    // As text: the test runner would rewrite the imports of a function.
    const shared: unknown = await visit.page.evaluate(`Promise.all([import('vue'), import('@shopdb/ui')])
      .then(([vue, kit]) => ({ vue: typeof vue.ref, button: typeof kit.UiButton, reactive: vue.isReactive(kit.preferences) }))`)
    expect(shared).toEqual({ vue: 'function', button: 'object', reactive: true })
    expect(visit.complaints).toEqual([])
  })
})
