import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasBrowser, openVisit, signIn, type Visit } from '../browser.ts'
import { useWorkplace } from '../workplace.ts'

describe.skipIf(!hasBrowser)('what the people of a plant should know', () => {
  const place = useWorkplace(4)
  const banner = (page: Page) => page.getByRole('complementary', { name: 'Important notification' })
  let technician: Visit

  it('is announced for a bay and stands above every page of everybody', async () => {
    const { page } = place.visit
    await place.plant.send('POST', '/api/users', { username: 'tess', displayName: 'Tess', email: 'tess@example.com', password: 'correct-horse-battery', roles: ['technician'] })
    technician = await openVisit(place.browser, place.server.base)
    await signIn(technician, { ...place.server, username: 'tess' })
    await technician.page.goto('/computers')
    await technician.page.getByRole('link', { name: 'PC-10000' }).first().waitFor()
    expect(await banner(technician.page).count()).toBe(0)
    await page.goto('/pages/notifications/board')
    await page.getByText('Nothing to report').waitFor()
    await page.getByRole('button', { name: 'Announce' }).click()
    await page.getByLabel('Title').fill('Crane in bay A1 is blocked')
    await page.getByLabel('Text').fill('Keep clear until the brake is checked.')
    await page.getByRole('button', { name: 'Severity' }).click()
    await page.getByRole('option', { name: 'Critical' }).click()
    await page.getByRole('combobox', { name: 'Location' }).click()
    await page.getByRole('combobox', { name: 'Location' }).fill('Bay A1')
    await page.getByRole('option', { name: /Bay A1/ }).click()
    await page.getByRole('switch', { name: 'Is to be acknowledged' }).click()
    await page.getByText('It is shown', { exact: true }).waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('button', { name: 'Announce' }).click()
    await page.getByText('Nobody yet.').waitFor()
    await banner(technician.page).getByText('Crane in bay A1 is blocked').waitFor()
    await technician.page.getByRole('navigation', { name: 'Main navigation' }).locator('.side-badge').getByText('1', { exact: true }).waitFor()
  })

  it('is acknowledged by a technician, and whoever announced it sees that at once', async () => {
    expect(await technician.accessibility()).toEqual([])
    await banner(technician.page).getByRole('button', { name: 'Acknowledge' }).click()
    await expect.poll(() => banner(technician.page).count()).toBe(0)
    await place.visit.page.getByText(/acknowledged it on/).waitFor()
    await banner(place.visit.page).waitFor()
    await place.visit.page.getByRole('button', { name: 'End it' }).click()
    await expect.poll(() => banner(place.visit.page).count()).toBe(0)
    expect([...technician.complaints, ...place.visit.complaints]).toEqual([])
  })

  it('repeats by a schedule that shows when it comes', async () => {
    const { page } = place.visit
    await page.goto('/pages/notifications/edit')
    await page.getByLabel('Title').fill('Safety walk')
    await page.getByLabel('Begins').fill('2099-03-23T06:00')
    await page.getByLabel('Ends').fill('2099-03-23T06:30')
    await page.getByRole('button', { name: 'Repeats' }).click()
    await page.getByRole('option', { name: 'Every week' }).click()
    await page.getByRole('button', { name: 'Mon', exact: true }).click()
    await page.getByRole('button', { name: 'Thu', exact: true }).click()
    await expect.poll(() => page.locator('.preview li').allTextContents()).toEqual(expect.arrayContaining([expect.stringMatching(/Thu, Mar 26, 2099, 6:00/), expect.stringMatching(/Mon, Mar 30, 2099, 6:00/)]))
    await page.getByRole('button', { name: 'Announce' }).click()
    await page.getByRole('heading', { name: 'Safety walk' }).waitFor()
    await page.goto('/pages/notifications/board')
    await page.getByRole('tab', { name: 'Coming' }).click()
    await page.getByRole('article').getByText('Safety walk').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
  })

  it('stands with the machine it is about, and on the wall in letters that are read from six metres', async () => {
    const { page } = place.visit
    const [machine] = place.plant.machines
    await place.plant.send('POST', '/api/notifications', { title: 'Spindle bearing is being replaced', text: 'Back at 14:00.', severity: 'warning', assetId: machine })
    await page.goto(`/equipment/${machine}`)
    await page.getByRole('region', { name: 'Notifications' }).getByText('Spindle bearing is being replaced').waitFor()
    const feed = await place.plant.send('POST', '/api/feeds', { name: 'Hall 1', path: '/api/notifications/wall?seconds=4' })
    const screen = await openVisit(place.browser, place.server.base, { width: 1920, height: 1080 })
    await screen.page.goto(String(feed['url']))
    await screen.page.getByRole('heading', { name: 'Spindle bearing is being replaced' }).waitFor()
    const sizes = await screen.page.locator('h1, main p, header, footer, .mark').evaluateAll((elements) => elements.map((element) => Number.parseFloat(getComputedStyle(element).fontSize)))
    // 22 mm on a television of 55 inches.
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1920 * 0.026)
    await place.plant.send('POST', '/api/notifications', { title: 'Fire drill at ten', severity: 'critical', banner: false })
    await screen.page.getByRole('heading', { name: 'Fire drill at ten' }).waitFor()
    await screen.page.getByRole('heading', { name: 'Spindle bearing is being replaced' }).waitFor()
    expect(await screen.accessibility()).toEqual([])
    expect([...screen.complaints, ...place.visit.complaints]).toEqual([])
  })

  it('comes by mail to who subscribes', async () => {
    const { page } = technician
    await page.goto('/pages/notifications/subscriptions')
    await page.getByText('Nobody is told by mail').waitFor()
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByRole('dialog').getByRole('switch', { name: 'Gather into one message a day' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Subscribe' }).click()
    await page.getByText(/daily at 07:00/).waitFor()
    expect(await technician.accessibility()).toEqual([])
    await page.getByRole('button', { name: 'End', exact: true }).click()
    await page.getByText('Nobody is told by mail').waitFor()
    expect(technician.complaints).toEqual([])
  })
})
