import { describe, expect, it } from 'vitest'
import { hasBrowser } from './browser.ts'
import { useWorkplace } from './workplace.ts'

type Position = { x: number; y: number; source: string; viaAssetId?: number }

describe.skipIf(!hasBrowser)('finding things', () => {
  const place = useWorkplace(30)

  async function positionOf(id: number | undefined): Promise<Position | null> {
    return (await place.plant.send('GET', `/api/assets/${id}`))['position'] as Position | null // fixed by the API
  }

  it('opens the palette with Ctrl-K, finds the exact number first and opens it, by keyboard alone', async () => {
    const { page } = place.visit
    await page.goto('/')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search' }).waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.keyboard.type('pc-10003')
    await page.getByRole('group', { name: 'Exact match' }).getByRole('option', { name: /PC-10003/, selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /PC-10003/ }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('group', { name: 'Recent' }).getByRole('option', { name: /PC-10003/ }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('shows the assets of the plan beside it and opens one from the list', async () => {
    const { page } = place.visit
    await page.goto('/map')
    await page.getByText('60 in view').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.getByRole('button', { name: /CNC-3004/ }).click()
    await page.waitForURL(/asset=/)
    await page.getByRole('link', { name: 'Open CNC-3004' }).click()
    await page.getByRole('heading', { level: 1, name: /CNC-3004/ }).waitFor()
  })

  it('moves a marker with the arrow keys and back with Undo', async () => {
    const { page } = place.visit
    const id = place.plant.machines[4]
    const before = await positionOf(id)
    await page.goto(`/map?asset=${id}`)
    await page.getByRole('button', { name: 'Move CNC-3004 with the arrow keys' }).click()
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('Moved CNC-3004', { exact: true }).waitFor()
    const after = await positionOf(id)
    expect(after?.x).toBeCloseTo((before?.x ?? 0) + 0.05, 3)
    expect(after?.y).toBeCloseTo((before?.y ?? 0) + 0.005, 3)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await positionOf(id))?.x).toBeCloseTo(before?.x ?? 0, 3)
  })

  it('moves a marker with the mouse only when positions are unlocked', async () => {
    const { page } = place.visit
    const id = place.plant.machines[1]
    const before = await positionOf(id)
    await page.goto(`/map?asset=${id}`)
    await page.getByRole('button', { name: 'Positions locked' }).waitFor()
    await page.locator('.marker-list .is-selected').waitFor()
    await dragSelected(0.02)
    expect((await positionOf(id))?.x).toBe(before?.x)
    await page.reload()
    await page.locator('.marker-list .is-selected').waitFor()
    await page.getByRole('button', { name: 'Positions locked' }).click()
    await dragSelected(0.08)
    await page.getByText('Moved CNC-3001', { exact: true }).waitFor()
    expect((await positionOf(id))?.x).toBeGreaterThan((before?.x ?? 0) + 0.02)

    /** The plan is fitted into the stage with its own proportions, so the marker's place follows from them. */
    async function dragSelected(share: number): Promise<void> {
      await page.waitForTimeout(400)
      const plan = await page.locator('.leaflet-image-layer').boundingBox()
      if (!plan || !before) throw new Error('The plan is not shown')
      const [x, y] = [plan.x + before.x * plan.width, plan.y + before.y * plan.height]
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x + plan.width * share, y, { steps: 5 })
      await page.mouse.up()
    }
  })

  it('says where a position comes from', async () => {
    const { page } = place.visit
    await page.goto(`/computers/${place.plant.computers[3]}`)
    await page.locator('.position-panel').getByText('From CNC-3003').waitFor()
    await page.goto(`/equipment/${place.plant.machines[5]}`)
    await page.locator('.position-panel').getByText('From its location').waitFor()
    expect(await page.locator('.position-panel').getByText('From CNC-3003').count()).toBe(0)
  })

  it('has raised no error, broken no policy and asked nobody else', () => {
    expect(place.visit.complaints).toEqual([])
  })
})
