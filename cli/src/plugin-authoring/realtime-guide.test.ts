import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectFolder } from '../environment.ts'
import { createDataFolder, runShopdb } from '../testing.ts'

/** docs/guides/realtime-plugins.md: its blocks with a file name are one plugin. */
const guide = readFileSync(join(projectFolder, 'docs', 'guides', 'realtime-plugins.md'), 'utf8')
const files = [...guide.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', text = '']) => ({ name, text }))

let site: ReturnType<typeof createDataFolder>
let folder: string
beforeAll(() => {
  site = createDataFolder()
  folder = join(site.dataFolder, 'sirens')
  for (const { name, text } of [...files, { name: 'package.json', text: '{ "type": "module" }' }]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
})
afterAll(() => site.remove())

it('the plugin of the guide is sound and its types hold', async () => {
  expect(await runShopdb(['plugin', 'check', folder, '--phase', 'types'], site)).toMatchObject({ status: 0 })
}, 120_000)

it('its tests pass', async () => {
  const ending = await runShopdb(['plugin', 'test', folder], site)
  expect(ending).toMatchObject({ status: 0 })
  expect(ending.output + ending.errors).toContain('3 passed, 0 failed')
}, 180_000)
