import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, openVisit, signIn } from './browser.ts'
import { startServer, type TestServer } from './start-server.ts'

describe.skipIf(!hasBrowser)('signing in', () => {
  let browser: Browser
  let server: TestServer
  beforeAll(async () => { [browser, server] = await Promise.all([launchBrowser(), startServer()]) })
  afterAll(async () => { await Promise.all([browser?.close(), server?.stop()]) })

  it('leads a stranger to the sign-in page and then to where they wanted to go', async () => {
    const visit = await openVisit(browser, server.base)
    await visit.page.goto('/vendors?sort=-name')
    await visit.page.waitForURL(/\/sign-in\?next=\/vendors/)
    expect(await visit.accessibility()).toEqual([])
    await visit.page.getByLabel('User name').fill(server.username)
    await visit.page.getByLabel('Password').fill('wrong password')
    await visit.page.keyboard.press('Enter')
    await visit.page.getByRole('alert').getByText('User name or password is wrong.').waitFor()
    expect(await visit.page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('password')
    await visit.page.keyboard.type(server.password)
    await visit.page.keyboard.press('Enter')
    await visit.page.waitForURL(/\/vendors\?sort=-name$/)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  })

  it('comes back by itself when the access cookie has run out', async () => {
    const visit = await openVisit(browser, server.base)
    await signIn(visit, server)
    const access = (await visit.context.cookies()).filter((cookie) => cookie.name !== 'shopdb_csrf' && !/refresh/.test(cookie.name))
    for (const cookie of access) await visit.context.clearCookies({ name: cookie.name })
    await visit.page.goto('/vendors')
    await visit.page.getByRole('heading', { level: 1, name: 'Vendors' }).waitFor()
    expect(new URL(visit.page.url()).pathname).toBe('/vendors')
    await visit.context.close()
  })

  it('signs out from the account menu, by keyboard alone', async () => {
    const visit = await openVisit(browser, server.base)
    await signIn(visit, server)
    await visit.page.getByRole('button', { name: /Account of/ }).focus()
    await visit.page.keyboard.press('Enter')
    await visit.page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    expect(await visit.accessibility()).toEqual([])
    await visit.page.keyboard.press('End')
    await visit.page.keyboard.press('Enter')
    await visit.page.waitForURL('**/sign-in')
    await visit.page.goto('/')
    await visit.page.waitForURL('**/sign-in')
    await visit.context.close()
  })
})

describe.skipIf(!hasBrowser)('the first start', () => {
  it('creates the first administrator with the code of the one-time link', async () => {
    const [browser, server] = await Promise.all([launchBrowser(), startServer({ setup: true })])
    try {
      const visit = await openVisit(browser, server.base)
      await visit.page.goto(`/setup#${server.setupCode ?? ''}`)
      await visit.page.getByLabel('Password', { exact: true }).fill('short')
      await visit.page.keyboard.press('Enter')
      await visit.page.getByText('Use at least 12 characters.').waitFor()
      expect(await visit.accessibility()).toEqual([])
      await visit.page.getByLabel('Password', { exact: true }).fill('a long enough sentence')
      await visit.page.getByLabel('Password again').fill('a long enough sentence')
      await visit.page.getByRole('button', { name: 'Create administrator' }).click()
      await visit.page.getByRole('heading', { name: 'Overview' }).waitFor()
      expect(visit.complaints).toEqual([])
    } finally {
      await Promise.all([browser.close(), server.stop()])
    }
  })
})
