import { describe, expect, it } from 'vitest'
import { hasBrowser } from './browser.ts'
import { useWorkplace } from './workplace.ts'

describe.skipIf(!hasBrowser)('working with records', () => {
  const place = useWorkplace(40)

  it('keeps filter, sort and place in the address, over reload and back', async () => {
    const { page } = place.visit
    await page.goto('/computers')
    await page.getByRole('searchbox', { name: 'Filter' }).fill('Inspection')
    await page.waitForURL(/\/computers\?q=Inspection$/)
    await page.getByRole('columnheader', { name: 'Asset number' }).getByRole('button').click()
    await page.waitForURL(/sort=-assetNumber/)
    const first = page.getByRole('row').nth(1)
    await first.getByText('PC-10037').waitFor()
    await page.reload()
    await first.getByText('PC-10037').waitFor()
    await first.getByRole('link').click()
    await page.waitForURL(/\/computers\/\d+$/)
    await page.goBack()
    await first.getByText('PC-10037').waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('Inspection')
  })

  it('names the filter that found nothing and clears it in one click', async () => {
    const { page } = place.visit
    await page.goto('/computers?q=nothinglikethis')
    await page.getByRole('heading', { name: 'Nothing matches the filter' }).waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.locator('.empty-state').getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('row').nth(1).waitFor()
    await page.waitForURL((url) => url.search === '')
  })

  it('moves, selects and opens by keyboard and comes back to the same row', async () => {
    const { page } = place.visit
    await page.goto('/computers')
    const grid = page.getByRole('grid', { name: 'Computers' })
    await grid.focus()
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByText('2 selected').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByText('2 selected').waitFor({ state: 'detached' })
    const active = await grid.getAttribute('aria-activedescendant')
    expect(active).toMatch(/-row-2$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /PC-10002/ }).waitFor()
    await page.goBack()
    await grid.waitFor()
    expect(await grid.getAttribute('aria-activedescendant')).toMatch(/-row-2$/)
    expect(await grid.getAttribute('aria-rowcount')).toBe('41')
  })

  it('edits a field in place: Enter saves, Escape keeps what was', async () => {
    const { page } = place.visit
    await page.goto(`/computers/${place.plant.computers[4]}`)
    const row = page.locator('.editable-field', { hasText: 'Name' }).first()
    await row.getByRole('button', { name: 'Edit Name' }).click()
    await page.keyboard.type('Not this')
    await page.keyboard.press('Escape')
    await row.getByText('Inspection PC 3004').waitFor()
    await row.getByRole('button', { name: 'Edit Name' }).press('Enter')
    await page.keyboard.type('Gauge room PC')
    await page.keyboard.press('Enter')
    await row.getByText('Gauge room PC').waitFor()
    const stored = await place.plant.send('GET', `/api/computers/${place.plant.computers[4]}`)
    await expect.poll(async () => (await place.plant.send('GET', `/api/computers/${place.plant.computers[4]}`))['name']).toBe('Gauge room PC')
    expect(stored['id']).toBe(place.plant.computers[4])
    await page.getByRole('tab', { name: 'History' }).click()
    await page.locator('del', { hasText: 'Inspection PC 3004' }).waitFor()
    await page.getByText('Gauge room PC').first().waitFor()
  })

  it('shows both values when somebody else saved first, and overwrites nothing unasked', async () => {
    const { page } = place.visit
    const id = place.plant.computers[5]
    await page.goto(`/computers/${id}`)
    const row = page.locator('.editable-field', { hasText: 'Name' }).first()
    await row.getByText('Engineering workstation 3005').waitFor()
    await row.getByRole('button', { name: 'Edit Name' }).click()
    await page.keyboard.type('Mine')
    await place.plant.send('PATCH', `/api/computers/${id}`, { name: 'Theirs' }, Number((await place.plant.send('GET', `/api/computers/${id}`))['version']))
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Two people changed this' })
    await dialog.getByText('Theirs', { exact: true }).waitFor()
    await dialog.getByText('Mine', { exact: true }).waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    expect((await place.plant.send('GET', `/api/computers/${id}`))['name']).toBe('Theirs')
    await dialog.getByRole('button', { name: 'Save my choice' }).click()
    await expect.poll(async () => (await place.plant.send('GET', `/api/computers/${id}`))['name']).toBe('Mine')
  })

  it('saves over the change of another field without asking', async () => {
    const { page } = place.visit
    const id = place.plant.computers[6]
    await page.goto(`/computers/${id}`)
    const row = page.locator('.editable-field', { hasText: 'Name' }).first()
    await row.getByText('Control PC 3006').waitFor()
    await place.plant.send('PATCH', `/api/computers/${id}`, { notes: 'From elsewhere' }, Number((await place.plant.send('GET', `/api/computers/${id}`))['version']))
    await row.getByRole('button', { name: 'Edit Name' }).click()
    await page.keyboard.type('Both kept')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await place.plant.send('GET', `/api/computers/${id}`))['name']).toBe('Both kept')
    expect((await place.plant.send('GET', `/api/computers/${id}`))['notes']).toBe('From elsewhere')
  })

  it('deletes at once and takes it back with Undo', async () => {
    const { page } = place.visit
    await page.goto(`/computers/${place.plant.computers[7]}`)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText('Deleted PC-10007', { exact: true }).waitFor()
    await page.waitForURL('**/computers')
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Restored', { exact: true }).waitFor()
    await page.getByRole('row').getByText('PC-10007').waitFor()
  })

  it('puts an error at its field, moves the focus there, and creates what is right', async () => {
    const { page } = place.visit
    await page.goto('/computers/new')
    await page.getByRole('button', { name: 'Add computer' }).click()
    await page.getByText('Please fill this in.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('assetNumber')
    await page.keyboard.type('pc-10001')
    await page.keyboard.press('Enter')
    await page.locator('.has-error', { hasText: 'Asset number' }).waitFor()
    await page.getByRole('textbox', { name: 'Asset number' }).fill('PC-20000')
    await page.getByRole('combobox', { name: 'Vendor' }).click()
    await page.keyboard.type('Len')
    await page.getByRole('option', { name: 'Lenovo' }).click()
    await page.getByRole('button', { name: 'Add computer' }).click()
    await page.getByRole('heading', { level: 1, name: /PC-20000/ }).waitFor()
    await page.getByRole('link', { name: 'Lenovo' }).waitFor()
  })

  it('links two assets and unlinks them with Undo', async () => {
    const { page } = place.visit
    await page.goto(`/computers/${place.plant.computers[9]}`)
    const panel = page.locator('.asset-relationships')
    await panel.getByRole('link', { name: /CNC-3009/ }).waitFor()
    await panel.getByRole('button', { name: 'Unlink CNC-3009' }).click()
    await panel.getByText('No relationships yet').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await panel.getByRole('link', { name: /CNC-3009/ }).waitFor()
    await panel.getByRole('button', { name: 'Add relationship' }).click()
    await page.getByRole('button', { name: /This asset/ }).click()
    await page.getByRole('option', { name: 'is part of' }).click()
    await page.getByRole('combobox', { name: 'Other asset' }).fill('CNC-3011')
    await page.getByRole('option', { name: /CNC-3011/ }).click()
    await page.getByRole('button', { name: 'Link', exact: true }).click()
    await panel.getByText('is part of').waitFor()
    await panel.getByRole('link', { name: /CNC-3011/ }).waitFor()
    expect(await panel.getByRole('link', { name: /CNC-30/ }).count()).toBe(2)
  })

  it('has raised no error, broken no policy and asked nobody else', () => {
    expect(place.visit.complaints).toEqual([])
  })
})
