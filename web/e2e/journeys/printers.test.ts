import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser } from '../browser.ts'
import { useWorkplace } from '../workplace.ts'

describe.skipIf(!hasBrowser)('the technician who looks after the printers', () => {
  const place = useWorkplace(3)
  let low = 0

  beforeAll(async () => {
    const { send, planId } = place.plant
    const toner = (level: number, name = 'Black Cartridge HP CF400X'): object => ({ slot: 1, name, kind: 'toner', colour: 'black', level, capacity: 100 })
    const { results } = await send('POST', '/api/collector/printers', [
      { hostname: 'prn-low', vendor: 'HP', model: 'M252dw', pageCount: 4711, supplies: [toner(4), { slot: 2, name: 'Drum Unit', level: -3, capacity: -2 }] }, { hostname: 'prn-full', supplies: [toner(90)] }, { hostname: 'prn-empty', supplies: [toner(0, 'Ribbon LX-9')] },
    ]) as { results: { assetId: number }[] } // the answer of a collector
    low = results[0]?.assetId ?? 0
    const hall = ((await send('GET', '/api/locations?limit=100'))['items'] as { id: number; floorPlanId: number | null }[]).find(({ floorPlanId }) => floorPlanId === planId)?.id // the list of locations
    for (const [index, { assetId }] of results.entries()) await send('PATCH', `/api/printers/${assetId}`, { locationId: hall, mapX: 0.2 + index * 0.3, mapY: 0.5 - index * 0.1, queueName: `Q-${index}`, queueServer: 'print01', installerUrl: 'https://print01.example.com/install.exe' }, Number((await send('GET', `/api/printers/${assetId}`))['version']))
    await send('POST', '/api/printers/spares', { partNumber: 'CF400X', title: 'HP 201X black', kind: 'toner', colour: 'black', minimumStock: 1, storedAt: 'Cabinet 2' })
  })

  it('sees what is in a printer, why there is no date yet, and how people install it', async () => {
    const { page } = place.visit
    await page.goto(`/printers/${low}`)
    const supplies = page.getByRole('region', { name: 'Levels and forecast', exact: true })
    await supplies.getByText('4 %').waitFor()
    await supplies.getByText('Not enough readings to say when it runs empty (1 so far).').waitFor()
    await supplies.getByText('some is left').waitFor()
    await supplies.getByText('CF400X: none in stock').waitFor()
    const install = page.getByRole('region', { name: 'Install this printer' })
    await install.getByText('\\\\print01\\Q-0').waitFor()
    expect(await install.getByRole('link', { name: 'Open' }).getAttribute('href')).toBe('https://print01.example.com/install.exe')
    expect(await place.visit.accessibility()).toEqual([])
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('books a delivery, and takes one for the printer from its page', async () => {
    const { page } = place.visit
    await page.goto('/pages/printers/stock')
    const row = page.getByRole('row', { name: /CF400X/ })
    await row.getByText('order 2').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'Ribbon LX-9' }).waitFor()
    await row.getByRole('button', { name: 'Book' }).click()
    const dialog = page.getByRole('dialog', { name: 'CF400X' })
    await dialog.getByLabel('How many').fill('3')
    expect(await place.visit.accessibility()).toEqual([])
    await dialog.getByRole('button', { name: 'Book' }).click()
    await page.getByText('CF400X is booked.').first().waitFor()
    await expect.poll(() => row.getByText('order 2').count()).toBe(0)
    await page.goto(`/printers/${low}`)
    const supplies = page.getByRole('region', { name: 'Levels and forecast', exact: true })
    await supplies.getByRole('button', { name: 'Take one' }).click()
    await supplies.getByText('CF400X: 2 in stock, Cabinet 2').waitFor()
    await supplies.getByText('Last changes').waitFor()
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('goes the round: what to carry, and the printers in their order on the plan', async () => {
    const { page } = place.visit
    await page.goto('/pages/printers/round')
    await page.getByText('1 ×').waitFor()
    await page.getByRole('img', { name: 'Hall 1: the way to 2 printers' }).waitFor()
    expect(await page.locator('.stop .mono').allTextContents()).toEqual(['prn-low', 'prn-empty'])
    await page.getByText('No spare supply is known for it').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.locator('.stop').getByRole('link', { name: /prn-empty/ }).click()
    await page.getByRole('heading', { level: 1, name: /prn-empty/ }).waitFor()
    expect(place.visit.complaints).toEqual([])
  }, 60_000)
})
