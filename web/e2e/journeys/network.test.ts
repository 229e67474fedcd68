import { beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser } from '../browser.ts'
import { useWorkplace } from '../workplace.ts'

const switchFile = `manufacturer: Hirschmann\nmodel: RSP20\nslug: hirschmann-rsp20\ninterfaces:\n${Array.from({ length: 8 }, (_, index) => `  - name: 1/${index + 1}\n    type: 100base-tx`).join('\n')}\n`
const mac = '00:1b:44:11:3a:b7'

describe.skipIf(!hasBrowser)('what a technician does on the network', () => {
  const place = useWorkplace(3)
  let subnetId: number
  let device: number

  beforeAll(async () => {
    const { send, computers } = place.plant
    const post = async (path: string, body: object): Promise<number> => Number((await send('POST', path, body))['id'])
    await post('/api/network/plan/subnets', { prefix: '10.20.0.0/16', name: 'Plant' })
    subnetId = await post('/api/network/plan/subnets', { prefix: '10.20.4.0/24', name: 'Hall 1 PCs', gateway: '10.20.4.1', dhcpFrom: '10.20.4.100', dhcpTo: '10.20.4.150' })
    const deviceTypeId = await post('/api/network/devicetypes/import', { document: switchFile })
    device = await post('/api/network', { assetNumber: 'SW-0001', name: 'Switch bay A1', hostname: 'sw-0001', kind: 'switch', deviceTypeId })
    await post('/api/communications', { assetId: computers[0], name: 'eth0', macAddress: mac, ipAddress: '10.20.4.7' })
    await send('POST', '/api/jobs/network/compareall', {})
  }, 120_000)

  it('makes the ports of a switch and plugs a PC in', async () => {
    const { page } = place.visit
    page.setDefaultTimeout(30_000)
    await page.goto(`/networkdevices/${device}`)
    const panel = page.getByRole('region', { name: 'Faceplate' })
    await panel.getByRole('button', { name: 'Make the ports of its type' }).click()
    await panel.getByRole('button', { name: /^1\/3,/ }).click()
    await panel.getByRole('button', { name: 'Plug in', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Plug into 1/3' })
    await dialog.getByRole('combobox', { name: 'Asset' }).fill('PC-10000')
    await page.getByRole('option', { name: /PC-10000/ }).click()
    await dialog.getByLabel('Label of the cable').fill('W-0103')
    await dialog.getByRole('button', { name: 'Plug in' }).click()
    await page.getByText('PC-10000 is plugged into 1/3.').first().waitFor()
    await panel.getByText('0 of 8 ports up, 7 free.').waitFor()
    await panel.getByText('W-0103').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await panel.getByRole('link', { name: 'PC-10000' }).click()
    const network = page.getByRole('region', { name: 'On the network' })
    await network.getByRole('link', { name: 'SW-0001' }).waitFor()
    await network.getByText('10.20.4.7').waitFor()
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('sees which addresses are in use, plans what was found, and takes the next free one', async () => {
    const { page } = place.visit
    await expect.poll(async () => (await place.plant.send('GET', `/api/network/plan/subnets/${subnetId}/addresses`))['items'], { timeout: 30_000 }).toHaveLength(2)
    await page.goto('/pages/network/subnets')
    await page.getByRole('link', { name: '10.20.4.0/24' }).click()
    await page.getByRole('heading', { name: '10.20.4.0/24 Hall 1 PCs' }).waitFor()
    await page.getByText('5 free addresses').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('button', { name: 'Plan it: 10.20.4.7' }).click()
    const dialog = page.getByRole('dialog', { name: 'Assign address' })
    await dialog.getByRole('button', { name: 'Assign address' }).click()
    await page.getByText('10.20.4.7 is assigned.').first().waitFor()
    await page.getByRole('row', { name: /10\.20\.4\.7 as planned PC-10000/ }).waitFor()
    await page.getByRole('button', { name: 'Assign next free address' }).click()
    await expect.poll(() => dialog.getByLabel('Address', { exact: true }).inputValue()).toBe('10.20.4.2')
    await dialog.getByLabel('Address', { exact: true }).fill('10.20.4.120')
    await dialog.getByText('DHCP hands out 10.20.4.120').waitFor()
    await dialog.getByLabel('Address', { exact: true }).fill('10.20.4.7')
    await dialog.getByText('10.20.4.7 is planned for PC-10000 already.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Assign address' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Address', { exact: true }).fill('10.20.4.2')
    await dialog.getByLabel('Host name').fill('label-printer')
    await dialog.getByRole('button', { name: 'Assign address' }).click()
    await page.getByRole('row', { name: /10\.20\.4\.2 silent label-printer/ }).waitFor()
    expect(place.visit.complaints).toEqual([])
  }, 60_000)

  it('types a part of a MAC address and learns where it is plugged in', async () => {
    const { page } = place.visit
    await place.plant.send('POST', '/api/network/facts', { system: { hostname: 'sw-0001' }, ports: [{ name: '1/3', index: 3, status: 'up', speedMbps: 100, vlan: 20 }], macTable: [{ macAddress: mac, port: '1/3', vlan: 20 }] })
    await page.goto('/pages/network/where')
    await page.getByRole('searchbox', { name: 'Part of a MAC address, an IP address or an asset' }).fill('4411.3ab')
    await page.getByText('plugged in here').waitFor()
    const answer = page.locator('.where')
    for (const words of ['SW-0001', '1/3', 'VLAN 20', 'PC-10000']) await answer.getByText(words).first().waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    expect(place.visit.complaints).toEqual([])
  }, 60_000)
})
