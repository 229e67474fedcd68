import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, openVisit, signIn } from './browser.ts'
import { makePlant, signInByApi, type Plant } from './plant.ts'
import { startServer, type TestServer } from './start-server.ts'

const sizes = [{ width: 1440, height: 900 }, { width: 820, height: 1180 }, { width: 390, height: 844 }]

describe.skipIf(!hasBrowser)('every screen', () => {
  let browser: Browser
  let server: TestServer
  let plant: Plant

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startServer()])
    plant = await makePlant(server.base, await signInByApi(server.base, server.username, server.password), 30)
  })
  afterAll(async () => { await Promise.all([browser?.close(), server?.stop()]) })

  function screens(): string[] {
    const computer = `/computers/${plant.computers[0]}`
    return ['/', '/assets', '/computers', '/equipment', '/locations', '/vendors', computer, `${computer}?tab=relationships`, `${computer}?tab=history`, `${computer}/edit`, '/computers/new', '/locations/1', `/floorplans/${plant.planId}`, '/map', '/plugins', '/plugins/computers', '/reports', '/reports/core/warranty', '/imports', '/quarantine', '/jobs', '/auditlog', '/settings', '/roles', '/users', '/tokens', '/profile', '/nothinghere', '/computers/999999']
  }

  for (const dark of [false, true]) {
    for (const size of dark ? sizes.slice(0, 1) : sizes) {
      it(`is accessible, still and quiet at ${size.width} px in ${dark ? 'dark' : 'light'}`, async () => {
        const visit = await openVisit(browser, server.base, { ...size, dark })
        await signIn(visit, server)
        const found: string[] = []
        for (const address of screens()) {
          await visit.page.goto(address)
          await visit.page.waitForLoadState('networkidle')
          await visit.page.waitForTimeout(150)
          found.push(...(await visit.accessibility()).map((violation) => `${address} ${violation}`))
          const shift = await visit.layoutShift()
          if (shift.value > 0.02) found.push(`${address} moved by ${shift.value.toFixed(3)}:${shift.moved}`)
          const wider = await visit.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
          if (wider > 0) found.push(`${address} is ${wider} px wider than the screen`)
        }
        expect(found).toEqual([])
        expect(visit.complaints).toEqual([])
        await visit.context.close()
      }, 180_000)
    }
  }

  it('speaks German when the browser does', async () => {
    const visit = await openVisit(browser, server.base, { locale: 'de-DE' })
    await visit.page.goto('/sign-in')
    await visit.page.getByRole('heading', { name: 'Anmelden' }).waitFor()
    expect(await visit.page.getAttribute('html', 'lang')).toBe('de')
    await visit.context.close()
  })

  it('tells a person without the permission what it takes', async () => {
    await plant.send('POST', '/api/users', { username: 'looker', password: 'a long enough sentence', roles: ['viewer'] })
    const visit = await openVisit(browser, server.base)
    await signIn(visit, { ...server, username: 'looker', password: 'a long enough sentence' })
    await visit.page.goto('/users')
    await visit.page.getByRole('heading', { name: 'You may not see this' }).waitFor()
    await visit.page.goto(`/computers/${plant.computers[0]}`)
    await visit.page.getByRole('heading', { level: 1, name: /PC-10000/ }).waitFor()
    expect(await visit.page.getByRole('button', { name: /^Edit/ }).count()).toBe(0)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  })
})
