import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { hasBrowser } from './browser.ts'
import { useWorkplace } from './workplace.ts'

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64')

describe.skipIf(!hasBrowser)('what a technician leaves with an asset', () => {
  const place = useWorkplace(3)

  it('is a picture and a report, seen and taken along, and deleted with a way back', async () => {
    const { page } = place.visit
    await page.goto('/computers')
    await page.getByRole('link', { name: 'PC-10000' }).first().click()
    const panel = page.locator('.attachment-panel')
    await panel.getByText('No files yet.').waitFor()
    await panel.locator('input[type=file]').setInputFiles([{ name: 'nameplate.png', mimeType: 'image/png', buffer: picture }, { name: 'report.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') }])
    await panel.getByRole('link', { name: 'report.csv' }).waitFor()
    await expect.poll(() => panel.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1)
    expect(await place.visit.accessibility()).toEqual([])
    const [download] = await Promise.all([page.waitForEvent('download'), panel.getByRole('link', { name: 'report.csv' }).click()])
    expect([download.suggestedFilename(), await readFile(await download.path(), 'utf8')]).toEqual(['report.csv', 'a,b\n1,2\n'])
    await panel.getByRole('button', { name: 'Delete report.csv' }).click()
    await expect.poll(() => panel.getByRole('link', { name: 'report.csv' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await panel.getByRole('link', { name: 'report.csv' }).waitFor()
  })

  it('is a comment, changed afterwards and seen by others', async () => {
    const { page } = place.visit
    const panel = page.locator('.comment-panel')
    await panel.getByLabel('New comment').fill('Fan is loud.\nOrdered a new one.')
    await panel.getByRole('button', { name: 'Comment', exact: true }).click()
    await panel.getByText('Ordered a new one.').waitFor()
    expect(await panel.getByLabel('New comment').inputValue()).toBe('')
    await panel.getByRole('button', { name: 'Edit comment' }).click()
    await panel.getByLabel('Edit comment').last().fill('Fan is replaced.')
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByText('Fan is replaced.').waitFor()
    await panel.getByText('edited').waitFor()
    expect(await place.visit.accessibility()).toEqual([])
    await page.reload()
    await page.locator('.comment-panel').getByText('Fan is replaced.').waitFor()
    expect(place.visit.complaints).toEqual([])
  })
})
