import { describe, expect, it } from 'vitest'
import { hasBrowser } from './browser.ts'
import { useWorkplace } from './workplace.ts'

describe.skipIf(!hasBrowser)('what others change', () => {
  const place = useWorkplace(10)

  it('shows in the row where it stands; new rows wait behind a chip', async () => {
    const { page } = place.visit
    const { send } = place.plant
    await page.goto('/computers?sort=assetNumber')
    const row = page.getByRole('row').nth(1)
    await row.getByRole('link').waitFor()
    const id = Number(/\d+$/.exec((await row.getByRole('link').getAttribute('href')) ?? '')?.[0])
    const { version } = Object(await (await page.request.get(`/api/computers/${id}`)).json())
    await send('PATCH', `/api/computers/${id}`, { name: 'Renamed by a colleague' }, Number(version))
    await row.getByText('Renamed by a colleague').waitFor()

    await send('POST', '/api/computers', { assetNumber: 'AAA-FIRST' })
    const chip = page.getByRole('button', { name: /changes? · show/ })
    await chip.waitFor()
    expect(await row.getByText('AAA-FIRST').count()).toBe(0)
    expect(await place.visit.accessibility()).toEqual([])
    await chip.click()
    await row.getByText('AAA-FIRST').waitFor()
    await chip.waitFor({ state: 'detached' })
  })

  it('shows in the open record', async () => {
    const { page } = place.visit
    const { send } = place.plant
    const made = await send('POST', '/api/computers', { assetNumber: 'LIVE-1' })
    await page.goto(`/computers/${String(made['id'])}`)
    await page.getByRole('heading', { level: 1, name: /LIVE-1/ }).waitFor()
    await send('PATCH', `/api/computers/${String(made['id'])}`, { notes: 'Told by a colleague' }, 1)
    await page.getByText('Told by a colleague').first().waitFor()
    expect(new URL(page.url()).pathname).toBe(`/computers/${String(made['id'])}`)
  })
})
