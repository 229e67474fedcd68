import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser } from '../browser.ts'
import { useWorkplace } from '../workplace.ts'

const certificate = fileURLToPath(new URL('../../../plugins/measuringtools/fixtures/outside-micrometer.xml', import.meta.url))
const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

describe.skipIf(!hasBrowser)('the gauge room', () => {
  const place = useWorkplace(3)
  let caliper = 0
  let micrometer = 0

  beforeAll(async () => {
    const { send, machines } = place.plant
    const make = async (values: object): Promise<number> => Number((await send('POST', '/api/measuringtools', values))['id'])
    caliper = await make({ assetNumber: 'CA-0007', name: 'Caliper 150', gaugeType: 'caliper', measuringUnit: 'mm', permissibleError: 0.03 })
    micrometer = await make({ assetNumber: 'MI-0001', name: 'Outside micrometer', gaugeType: 'micrometer', measuringUnit: 'mm', serialNumber: 'OM-4711' })
    const point = { nominal: '25', lower: '-0.03', upper: '0.03', unit: 'mm' }
    const plan = await send('POST', `/api/measuringtools/${caliper}/plans`, { title: 'Full calibration', intervalCount: 12, intervalUnit: 'months', startsOn: dayFromNow(-300), points: [point] })
    await send('POST', `/api/measuringtools/${caliper}/calibrations`, { planId: plan['id'], doneOn: dayFromNow(-200), results: [{ ...point, asFound: '25.00' }] })
    await send('POST', `/api/measuringtools/${caliper}/uses`, { usedOnId: machines[0], person: 'Miller', workOrder: 'WO-77', usedAt: `${dayFromNow(-50)}T08:00:00Z` })
  })

  it('calibrates a gauge that is out of tolerance: it is locked out, and what it measured is named', async () => {
    const { page } = place.visit
    await page.goto(`/measuringtools/${caliper}`)
    const panel = page.getByRole('region', { name: 'Calibration', exact: true })
    await panel.getByRole('button', { name: 'Record calibration' }).click()
    await page.getByRole('heading', { level: 1, name: 'Record a calibration' }).waitFor()
    await expect.poll(() => page.getByLabel('Nominal').inputValue()).toBe('25')
    await page.getByLabel('As found').fill('25.07')
    await page.getByLabel('Certificate', { exact: true }).setInputFiles({ name: 'certificate.txt', mimeType: 'text/plain', buffer: Buffer.from('K-1') })
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('button', { name: 'Record', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Out of tolerance' }).waitFor()
    const concerned = page.getByRole('listitem').filter({ hasText: 'CNC-3000' })
    await concerned.getByText('WO-77', { exact: false }).waitFor()
    await page.getByLabel('What follows').fill('Ten parts measured again, all good.')
    await page.getByRole('button', { name: 'Keep assessment' }).click()
    await page.getByText('The assessment is kept.').first().waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('button', { name: 'Show the tool' }).click()
    await panel.getByText('Locked out: it failed its last calibration.').waitFor()
    expect(await panel.getByRole('button', { name: 'Check out' }).isDisabled()).toBe(true)
    await panel.getByRole('link', { name: 'Certificate', exact: true }).waitFor()
    expect((await place.plant.send('GET', '/api/notices?open=true&plugin=measuringtools'))['items']).toMatchObject([{ severity: 'critical', assetId: caliper }])
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('takes in the digital certificate of the laboratory, with its file', async () => {
    const { page } = place.visit
    await page.goto(`/measuringtools/${micrometer}`)
    const panel = page.getByRole('region', { name: 'Calibration', exact: true })
    await panel.getByRole('button', { name: 'Import certificate' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('XML file of the laboratory').setInputFiles(certificate)
    await dialog.getByText('Example Calibration Ltd').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await dialog.getByRole('button', { name: 'Record', exact: true }).click()
    const link = panel.getByRole('link', { name: 'K-2026-118' })
    await link.waitFor()
    const downloading = page.waitForEvent('download')
    await link.click()
    expect(readFileSync(await (await downloading).path(), 'utf8')).toBe(readFileSync(certificate, 'utf8'))
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('gives the calendar an address that works without a sign-in', async () => {
    const { page } = place.visit
    await page.goto('/pages/measuringtools/due')
    await page.getByRole('button', { name: 'Make an address for calendars' }).click()
    const address = /http\S+feed=[\w-]+/.exec(await page.locator('.calendar').innerText())?.[0] ?? ''
    const calendar = await (await fetch(address)).text()
    expect(calendar).toMatch(/^BEGIN:VCALENDAR[\s\S]*Calibrate CA-0007 Caliper 150: Full calibration/)
    expect(await place.visit.accessibility()).toEqual([])
    expect(place.visit.complaints).toEqual([])
  }, 60_000)
})
