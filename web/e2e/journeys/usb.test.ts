import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser } from '../browser.ts'
import { useWorkplace } from '../workplace.ts'

describe.skipIf(!hasBrowser)('the technician at the media drawer', () => {
  const place = useWorkplace(3)
  let stick = 0

  beforeAll(async () => {
    const { send } = place.plant
    stick = Number((await send('POST', '/api/usb', { assetNumber: 'USB-0042', name: 'DataTraveler', label: 'BLUE 7', purpose: 'NC programs', usbVendorId: '0951', usbProductId: '1666', deviceSerial: '0014780DA1B2' }))['id'])
  })

  it('scans a label, notes the scan, gives the medium out with a receipt and takes it back infected', async () => {
    const { page } = place.visit
    await page.goto('/pages/usb/counter')
    const code = page.getByLabel('Number, label or serial number')
    await expect.poll(() => code.evaluate((element) => element === document.activeElement), { timeout: 20_000 }).toBe(true)
    await page.keyboard.type('blue 7\n')
    const card = page.getByRole('region', { name: 'USB-0042' })
    await card.getByText('It was not scanned since it came back.').waitFor()
    await card.getByLabel('Scanner').fill('ClamAV 1.4.2')
    await card.getByRole('button', { name: 'clean', exact: true }).click()
    const person = card.getByLabel('Person')
    await person.waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await expect.poll(() => person.evaluate((element) => element === document.activeElement), { timeout: 20_000 }).toBe(true)
    await page.keyboard.type('J. Miller')
    await card.getByRole('combobox', { name: 'Used at' }).fill('CNC-3001')
    await page.getByRole('option', { name: /CNC-3001/ }).click()
    await card.getByLabel('I have read this and agree').check()
    await card.getByRole('button', { name: 'Check out' }).click()
    await page.getByText('USB-0042 is with J. Miller.').first().waitFor()
    await expect.poll(() => code.evaluate((element) => element === document.activeElement), { timeout: 20_000 }).toBe(true)
    // Two actions bring it back: the label, and the result.
    await page.keyboard.type('USB-0042\n')
    await card.getByRole('button', { name: 'Back, infected' }).click()
    await page.getByText('USB-0042: blocked').waitFor()
    expect(place.visit.complaints).toEqual([])
  }, 120_000)

  it('sees the chain on the page of the medium, and prints it', async () => {
    const { page } = place.visit
    await page.goto(`/usbmedia/${stick}`)
    const panel = page.getByRole('region', { name: 'Custody', exact: true })
    await panel.getByText('infected', { exact: true }).first().waitFor()
    await panel.getByRole('link', { name: /Whole chain, 5 entries/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Custody chain' }).waitFor()
    await page.getByText('5 entries, all fit together').waitFor()
    await page.getByText('name typed at the counter').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('navigation', { name: 'Main navigation' }).isVisible()).toBe(false)
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
    await page.emulateMedia({ media: null })
    expect(place.visit.complaints).toEqual([])
  }, 120_000)

  it('decides about media that computers saw: blocks one that is in use, adopts a stranger', async () => {
    const { page } = place.visit
    const { send } = place.plant
    await send('POST', '/api/usb/sightings', { computer: { assetNumber: 'PC-10001' }, user: 'SHOP\\setup', devices: [{ vendorId: '0951', productId: '1666', serialNumber: '0014780DA1B2', name: 'DataTraveler', isStorage: true }, { vendorId: '0781', productId: '5567', serialNumber: '20060775320F52E1', name: 'Cruzer Blade', isStorage: true }] })
    await page.goto('/pages/usb/findings')
    await page.getByText('Blocked medium in use').waitFor()
    const stranger = page.getByRole('listitem').filter({ hasText: 'Cruzer Blade' })
    await stranger.getByText('PC-10001').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await stranger.getByRole('button', { name: 'Adopt' }).click()
    await page.getByLabel('Label').fill('GREEN 1')
    await page.getByRole('dialog').getByRole('button', { name: 'Adopt' }).click()
    await page.getByText('Cruzer Blade is the medium USB-0043 now.').first().waitFor()
    await stranger.waitFor({ state: 'detached' })
    const blocked = page.getByRole('listitem').filter({ hasText: 'USB-0042' })
    await blocked.getByRole('button', { name: 'Ignore' }).click()
    await page.getByLabel('Reason').fill('Seen during the scan')
    await page.getByRole('dialog').getByRole('button', { name: 'Ignore' }).click()
    await page.getByText('Nothing to decide').waitFor()
    expect(place.visit.complaints).toEqual([])
  }, 120_000)
})
