import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, openVisit } from '../browser.ts'
import { useWorkplace } from '../workplace.ts'

const day = 86_400_000
const dayFromNow = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10)

describe.skipIf(!hasBrowser)('who looks after the PCs', () => {
  const place = useWorkplace(3)

  beforeAll(async () => {
    const { send } = place.plant
    await send('POST', '/api/collector/computers', [['SF-201', '8.2.1'], ['SF-202', '8.10.0'], ['SF-203', '8.9.4']].map(([hostname, version]) => ({ hostname, lastUser: `SHOPFLOOR\\${String(hostname)}`, software: [{ name: 'DNC Client', version }] })))
    await send('POST', '/api/computers', { assetNumber: 'PC-OLD', hostname: 'pc-old', purchaseDate: dayFromNow(-6 * 366), warrantyUntil: dayFromNow(-400) })
    await send('POST', '/api/computers', { assetNumber: 'PC-SOON', hostname: 'pc-soon', purchaseDate: dayFromNow(-700), warrantyUntil: dayFromNow(20) })
  })

  it('asks which of them have software older than a version, and takes the list along', async () => {
    const { page } = place.visit
    await page.goto('/reports')
    await page.getByRole('link', { name: /PCs with older software/ }).click()
    await page.getByLabel('Application').fill('DNC Client')
    await page.getByLabel('Older than').fill('8.10')
    await page.getByRole('button', { name: 'Run' }).click()
    const rows = page.locator('.result-panel tbody tr')
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringMatching(/SF-201[\s\S]*8\.2\.1/), expect.stringMatching(/SF-203[\s\S]*8\.9\.4/)])
    expect(await place.visit.accessibility()).toEqual([])
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'CSV' }).click()
    const lines = readFileSync(await (await downloading).path(), 'utf8').trim().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(/SF-201.*8\.2\.1/)
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('sees how old they are and whose warranty ends', async () => {
    const { page } = place.visit
    await page.goto('/reports/computers/age')
    const rows = page.locator('.result-panel tbody tr')
    await rows.filter({ hasText: 'PC-OLD' }).filter({ hasText: 'ended' }).waitFor()
    await page.locator('.chart-panel figure').waitFor()
    await page.goto('/reports/computers/age?warranty=ending')
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('PC-SOON')])
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('goes from a PC to the machine it controls, and back', async () => {
    const { page } = place.visit
    await page.goto(`/computers/${place.plant.computers[1]}`)
    await page.getByRole('region', { name: 'Machines it drives' }).getByRole('link', { name: 'CNC-3001' }).click()
    await page.getByRole('heading', { level: 1, name: /CNC-3001|Milling centre 3001/ }).waitFor()
    await page.getByRole('region', { name: 'Driven by' }).getByRole('link', { name: 'PC-10001' }).click()
    await page.waitForURL((url) => url.pathname.endsWith(`/${place.plant.computers[1]}`))
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('reads the same in German, titles, columns and words', async () => {
    const opened = await openVisit(place.browser, place.server.base, { locale: 'de-DE' })
    const { page } = opened
    await page.goto('/sign-in?next=/reports/computers/age')
    await page.getByLabel('Benutzername').fill(place.server.username)
    await page.getByLabel('Passwort').fill(place.server.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Alter und Garantie' }).waitFor()
    await page.getByText('Wie alt PCs sind und bis wann ihre Garantie reicht.').waitFor()
    await page.getByRole('columnheader', { name: 'Garantie bis' }).waitFor()
    await page.locator('.result-panel tbody tr').filter({ hasText: 'PC-SOON' }).filter({ hasText: 'endet bald' }).waitFor()
    expect(opened.complaints).toEqual([])
    await opened.context.close()
  }, 60_000)
})
