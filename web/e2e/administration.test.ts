import { readFile } from 'node:fs/promises'
import { writePackage } from '@shopdb/server/plugin-host/index'
import { describe, expect, it } from 'vitest'
import { hasBrowser } from './browser.ts'
import { useWorkplace } from './workplace.ts'

describe.skipIf(!hasBrowser)('running a site', () => {
  const place = useWorkplace(30)

  it('shows figures on the dashboard, and each person arranges it', async () => {
    const { page } = place.visit
    await page.goto('/')
    const tiles = page.locator('.tiles > li')
    await page.getByRole('region', { name: 'Assets', exact: true }).getByText(/60$/).waitFor()
    await page.getByRole('region', { name: 'Assets by type' }).getByRole('link', { name: 'Computer' }).waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    const before = await tiles.first().getAttribute('data-tile')
    await page.getByRole('button', { name: 'Arrange' }).click()
    await page.getByRole('button', { name: 'Move Assets later' }).press('Enter')
    await expect.poll(() => tiles.nth(1).getAttribute('data-tile')).toBe(before)
    await page.getByRole('button', { name: 'Hide Recent changes' }).click()
    await page.getByRole('button', { name: 'Show Recent changes' }).waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('button', { name: 'Done' }).click()
    await page.reload()
    await expect.poll(() => tiles.nth(1).getAttribute('data-tile')).toBe(before)
    expect(await page.getByRole('region', { name: 'Recent changes' }).count()).toBe(0)
  })

  it('runs a report whose parameters stand in the address, and takes it along as CSV', async () => {
    const { page } = place.visit
    await page.goto('/reports')
    await page.getByRole('link', { name: /Warranties that end/ }).click()
    await page.getByLabel('Days').fill('3000')
    await page.keyboard.press('Enter')
    await page.waitForURL(/days=3000/)
    await page.getByText('30 rows').waitFor()
    await page.getByRole('button', { name: 'Asset number' }).click()
    await page.getByRole('cell', { name: 'PC-10000' }).waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()])
    const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/)
    expect(lines).toHaveLength(31)
    await page.getByLabel('Days').fill('0')
    await page.keyboard.press('Enter')
    await page.locator('.has-error', { hasText: 'Days' }).waitFor()
  })

  it('rehearses a CSV file, writes it when told to, and takes it back', async () => {
    const { page } = place.visit
    const id = place.plant.computers[3]
    await page.goto('/imports?type=computers')
    const file = ['Asset number,Name,Vendor,Memory,Colour', 'PC-70001,Made by a file,Dell,8589934592,red', 'PC-70002,Not right,Nobody Inc,lots,blue', 'PC-10003,Renamed by a file,,,'].join('\n')
    await page.locator('input[type=file]').setInputFiles({ name: 'new computers.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
    await page.getByRole('button', { name: 'Rehearse' }).click()
    await page.getByText('New: 1. Changed: 1. Unchanged: 0. With errors: 1.').waitFor({ timeout: 60_000 })
    await page.getByText('There is no vendor "Nobody Inc".').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('tab', { name: /Would change/ }).click()
    await page.locator('ins', { hasText: 'Renamed by a file' }).waitFor()
    expect((await place.plant.send('GET', `/api/computers/${id}`))['name']).not.toBe('Renamed by a file')
    await page.getByRole('checkbox', { name: 'Leave the line with errors out' }).check()
    await page.getByRole('button', { name: 'Import 2 lines' }).click()
    await page.getByRole('button', { name: 'Undo this import' }).waitFor({ timeout: 60_000 })
    expect((await place.plant.send('GET', `/api/computers/${id}`))['name']).toBe('Renamed by a file')
    const [failed] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the lines with errors' }).click()])
    expect(await readFile(await failed.path(), 'utf8')).toContain('PC-70002,Not right')
    await page.getByRole('button', { name: 'Undo this import' }).click()
    await page.getByText('Undone', { exact: true }).waitFor({ timeout: 60_000 })
    expect((await place.plant.send('GET', `/api/computers/${id}`))['name']).not.toBe('Renamed by a file')
  })

  it('changes all that match after the number was typed, and everything comes back with Undo', async () => {
    const { page } = place.visit
    for (let index = 0; index < 25; index++) await place.plant.send('POST', '/api/vendors', { name: `Supplier ${index}` })
    for (let index = 0; index < 35; index++) await place.plant.send('POST', '/api/vendors', { name: `Maker ${index}` })
    await page.goto('/vendors')
    await page.getByRole('checkbox', { name: 'Select the rows in sight' }).click()
    await page.getByRole('button', { name: /^Select all 6\d matching/ }).click()
    await page.getByText(/^All 6\d matching selected/).waitFor()
    await page.locator('.bulk-bar').getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog')
    expect(await place.visit.accessibility()).toEqual([])
    expect(await dialog.getByRole('button', { name: /^Delete 6\d/ }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await page.goto('/vendors?q=Supplier')
    await page.getByRole('checkbox', { name: 'Select the rows in sight' }).click()
    await page.getByRole('button', { name: 'Select all 25 matching' }).click()
    await page.locator('.bulk-bar').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Deleted 25 Vendors', { exact: true }).waitFor({ timeout: 60_000 })
    expect((await place.plant.send('GET', '/api/vendors?q=Supplier&count=exact'))['total']).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Everything is as it was.', { exact: true }).waitFor({ timeout: 60_000 })
    expect((await place.plant.send('GET', '/api/vendors?q=Supplier&count=exact'))['total']).toBe(25)
  })

  it('mends what an asset holds where it stands: tags and rows of its tables', async () => {
    const { page } = place.visit
    const id = place.plant.computers[8]
    await page.goto(`/computers/${id}`)
    await page.getByRole('button', { name: 'Add tag' }).click()
    await page.keyboard.type('leased')
    await page.getByRole('option', { name: /leased/ }).click()
    await page.getByRole('list', { name: 'Tags' }).getByText('leased').waitFor()
    const panel = page.locator('.collection-panel', { hasText: 'Communications' })
    await panel.getByRole('button', { name: 'Add communication' }).click()
    await panel.getByLabel('MAC address').fill('not a mac')
    await panel.getByRole('button', { name: 'Add communication' }).click()
    await panel.locator('.has-error', { hasText: 'MAC address' }).waitFor()
    await panel.getByLabel('MAC address').fill('00:11:22:33:44:55')
    await panel.getByRole('button', { name: 'Add communication' }).click()
    await panel.getByText('00:11:22:33:44:55').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await panel.getByRole('button', { name: /^Delete/ }).click()
    await panel.getByText('00:11:22:33:44:55').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await panel.getByText('00:11:22:33:44:55').waitFor()
    expect((await place.plant.send('GET', `/api/computers/${id}`))['tags']).toEqual(['leased'])
  })

  it('mends a refused record of a collector and tries it again', async () => {
    const { page } = place.visit
    await place.plant.send('POST', '/api/collector/computers', { cpu: 'A record without any identifier' })
    await page.goto('/quarantine')
    await page.getByRole('button', { name: 'Mend' }).click()
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByLabel('The record as it was sent').fill('{ "hostname": ')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText(/This is not JSON/).waitFor()
    await page.getByLabel('The record as it was sent').fill('{ "hostname": "mended-pc", "serialNumber": "MND12345" }')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Nothing waits here' }).waitFor()
    expect((await place.plant.send('GET', '/api/computers?q=mended-pc&count=exact'))['total']).toBe(1)
  })

  it('makes a role, gives it one more permission and takes that back', async () => {
    const { page } = place.visit
    await page.goto('/roles')
    await page.getByRole('button', { name: 'Add role' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('gauge keeper')
    await page.keyboard.press('Enter')
    const cell = page.getByRole('checkbox', { name: 'gauge keeper: Create and change vendors' })
    await cell.waitFor()
    expect(await cell.isChecked()).toBe(false)
    await cell.click()
    await page.getByText('gauge keeper now has vendors.write', { exact: true }).waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => cell.isChecked()).toBe(false)
  })

  it('tells who changed what, and shows before and after', async () => {
    const { page } = place.visit
    const id = Number(place.plant.computers[10])
    const { version } = await place.plant.send('GET', `/api/computers/${id}`)
    await place.plant.send('PATCH', `/api/computers/${id}`, { name: 'Named for the log' }, Number(version))
    await page.goto('/auditlog')
    await page.getByRole('button', { name: 'What changed in PC-10010' }).first().click()
    await page.locator('ins', { hasText: 'Named for the log' }).waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('searchbox').fill('nobody at all')
    await page.getByRole('heading', { name: 'Nothing matches the filter' }).waitFor()
  })

  it('adds a plugin from a packed file, and says what is wrong with one that is not', async () => {
    const { page } = place.visit
    const manifest = { manifest_version: 1, name: 'tally', version: '1.0.0', description: 'Counts.', core_version: '>=0.3.0 <0.4.0' }
    const files = new Map([['manifest.json', Buffer.from(JSON.stringify(manifest))]])
    const packed = await writePackage({ name: 'tally', version: '1.0.0', coreVersion: manifest.core_version, contractVersions: ['0.3.0'], tier: 'bronze', files }, () => null)
    await page.goto('/plugins')
    const choose = page.locator('.package-upload input')
    await choose.setInputFiles({ name: 'broken.tar.gz', mimeType: 'application/gzip', buffer: Buffer.from('not a package') })
    await page.locator('.ui-toast').filter({ hasText: /package/i }).first().waitFor()
    await choose.setInputFiles({ name: 'tally-1.0.0.tar.gz', mimeType: 'application/gzip', buffer: Buffer.from(packed) })
    await page.getByText('tally 1.0.0 is here: Not installed').first().waitFor()
    await page.locator('.plugin', { hasText: 'Counts.' }).getByRole('button', { name: /^Install/ }).waitFor()
    expect(await place.visit.accessibility()).toEqual([])
  })

  it('shows what uninstalling a plugin would take away before it does, and brings it back', async () => {
    const { page } = place.visit
    await page.goto('/plugins')
    await page.locator('.plugin').getByRole('link', { name: 'Equipment' }).click()
    await page.getByRole('heading', { level: 1, name: 'Equipment' }).waitFor()
    await page.getByRole('tab', { name: /Tables/ }).click()
    await page.getByRole('cell', { name: 'equipment', exact: true }).first().waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('button', { name: 'More for Equipment' }).click()
    await page.getByRole('menuitem', { name: 'Uninstall' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('cell', { name: 'Archived' }).first().waitFor()
    await dialog.getByRole('radio', { name: /Delete them for good/ }).check()
    expect(await dialog.getByRole('button', { name: 'Uninstall' }).isDisabled()).toBe(true)
    expect(await place.visit.accessibility()).toEqual([])
    await dialog.getByRole('radio', { name: /Archive them/ }).check()
    await dialog.getByRole('cell', { name: 'Archived' }).first().waitFor()
    await dialog.getByRole('button', { name: 'Uninstall' }).click()
    await page.getByText(/its records are archived/).first().waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText(/restored \d+ rows/).first().waitFor({ timeout: 60_000 })
    expect((await place.plant.send('GET', '/api/equipment?count=exact'))['total']).toBe(30)
  }, 240_000)

  it('has raised no error, broken no policy and asked nobody else', () => {
    expect(place.visit.complaints).toEqual([])
  })
})
