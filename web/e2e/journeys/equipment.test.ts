import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, openVisit } from '../browser.ts'
import { useWorkplace } from '../workplace.ts'

describe.skipIf(!hasBrowser)('the maintenance technician', () => {
  const place = useWorkplace(3)
  let machine = 0
  const notices = async (): Promise<unknown[]> => (await place.plant.send('GET', `/api/notices?open=true&plugin=equipment&assetId=${machine}`))['items'] as unknown[] // a list

  beforeAll(async () => {
    const { send } = place.plant
    machine = Number((await send('POST', '/api/equipment', { assetNumber: 'TN-0613', name: 'Turning centre', operatingHours: 2050 }))['id'])
    await send('POST', `/api/equipment/maintenance/${machine}/plans`, { title: 'Spindle inspection', task: 'Run-out, temperature, drawbar force.', basis: 'hours', everyAmount: 2000, startReading: 0, responsible: 'Keller' })
  })

  it('finds what is due, does it with the meter reading, and the next date moves on', async () => {
    const { page } = place.visit
    expect(await notices()).toHaveLength(1)
    await page.goto('/pages/equipment/maintenance')
    await page.getByText('Spindle inspection').waitFor()
    await page.goto(`/equipment/${machine}`)
    const panel = page.getByRole('region', { name: 'Maintenance', exact: true })
    await panel.getByText('Overdue', { exact: true }).waitFor()
    await panel.getByRole('button', { name: 'Done: Spindle inspection' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Run-out, temperature, drawbar force.').waitFor()
    await dialog.getByLabel('Hour meter').fill('2100')
    await dialog.getByLabel('Minutes it took').fill('45')
    await dialog.getByLabel('Notes').fill('Drawbar force 18 kN.')
    expect(await place.visit.accessibility()).toEqual([])
    await dialog.getByRole('button', { name: 'Done', exact: true }).click()
    await page.getByText('Noted: Spindle inspection is done.').first().waitFor()
    await panel.getByText('due at 4100 h, now 2100').waitFor()
    await panel.getByText('In order', { exact: true }).waitFor()
    await panel.getByText('Drawbar force 18 kN.').waitFor()
    expect(await notices()).toEqual([])
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('notes that a machine is down and why; the dashboard shows it until it runs again', async () => {
    const { page } = place.visit
    await page.goto(`/equipment/${machine}`)
    const panel = page.getByRole('region', { name: 'Maintenance', exact: true })
    await panel.getByRole('button', { name: 'Machine is down' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('.select-input').click()
    await page.getByRole('option', { name: 'tooling' }).click()
    await dialog.getByLabel('Notes').fill('Waiting for inserts.')
    await dialog.getByRole('button', { name: 'Note it' }).click()
    await panel.getByText('Waiting for inserts.').waitFor()
    await page.goto('/')
    await page.getByRole('region', { name: 'Machines down' }).getByRole('link', { name: 'TN-0613' }).click()
    await panel.getByRole('button', { name: 'Runs again' }).click()
    await panel.getByText('Waiting for inserts.').waitFor({ state: 'detached' })
    await page.goto('/reports/equipment/downtime')
    await page.locator('.result-panel tbody tr').filter({ hasText: 'TN-0613' }).filter({ hasText: 'tooling' }).waitFor()
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('sees what stops when the PC dies, as a list and as a graph', async () => {
    const { page } = place.visit
    await page.goto(`/computers/${place.plant.computers[0]}`)
    const panel = page.getByRole('region', { name: 'What stops if this dies' })
    await panel.getByRole('listitem').filter({ hasText: 'CNC-3000' }).getByText('stops', { exact: true }).waitFor()
    await expect.poll(() => panel.getByRole('group', { name: 'Graph of the surroundings' }).locator('rect').count()).toBe(2)
    expect(await place.visit.accessibility()).toEqual([])
    await panel.getByRole('group', { name: 'Graph of the surroundings' }).locator('a').filter({ hasText: 'CNC-3000' }).click()
    await page.waitForURL((url) => url.pathname.endsWith(`/${place.plant.machines[0]}`))
    await page.getByRole('region', { name: 'What stops if this dies' }).getByText('Nothing else stops.').waitFor()
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('reads the same in German', async () => {
    const opened = await openVisit(place.browser, place.server.base, { locale: 'de-DE' })
    const { page } = opened
    await page.goto('/sign-in?next=/reports/equipment/downtime')
    await page.getByLabel('Benutzername').fill(place.server.username)
    await page.getByLabel('Passwort').fill(place.server.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Stillstand je Maschine' }).waitFor()
    await page.getByRole('columnheader', { name: 'Häufigster Grund' }).waitFor()
    await page.locator('.result-panel tbody tr').filter({ hasText: 'TN-0613' }).filter({ hasText: 'Werkzeug' }).waitFor()
    expect(opened.complaints).toEqual([])
    await opened.context.close()
  }, 60_000)
})
