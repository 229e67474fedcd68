import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { checkRules } from './check-rules.ts'
import { readPlugin } from './read-plugin.ts'
import { changeJson, createPlace, writeFiles, writeSoundPlugin } from './testing.ts'
import { findChromium, webRoot } from './ui/browser.ts'
import { checkUi } from './ui/check-ui.ts'

vi.setConfig({ testTimeout: 240_000 })

const { place, remove } = createPlace()
afterAll(remove)
const quiet = (): void => undefined
const canRun = findChromium() !== null && existsSync(join(webRoot, 'index.html'))

/** Panels that break one rule each. */
const broken: Record<string, [file: string, text: string]> = {
  'ui/console': ['ui/loud.vue', '<script setup>\nconsole.error("a loud panel")\n</script>\n<template><p>Loud</p></template>\n'],
  'ui/axe': ['ui/nameless.vue', '<template><img src="/mark.svg"></template>\n'],
  'ui/shown': ['ui/thrown.vue', '<script setup>\nthrow new Error("a panel that throws")\n</script>\n<template><p>Never</p></template>\n'],
}

if (canRun) {
  describe('the phase ui', () => {
    it('finds nothing wrong with what "plugin new --with ui" makes', async () => {
      expect(await checkUi(readPlugin(await writeSoundPlugin(place, 'gates', ['ui'])), quiet)).toEqual({ found: [] })
    })

    it('turns red for every rule, by a panel that breaks it, and names a file that does not compile', async () => {
      const folder = await writeSoundPlugin(place, 'fences', ['ui'])
      writeFiles(folder, { ...Object.fromEntries(Object.values(broken)), 'ui/typo.vue': '<template>\n  <b>{{ a b }}</b>\n</template>\n' })
      changeJson(folder, 'ui/schema.json', { slots: [...Object.values(broken).map(([file]) => file), 'ui/typo.vue'].map((module, index) => ({ slot: 'asset.panel/v1', id: `part${index}`, title: `Part ${index}`, module })) })
      const { found } = await checkUi(readPlugin(folder), quiet)
      expect(found).toContainEqual(expect.objectContaining({ id: 'ui/console', message: expect.stringContaining('a loud panel') }))
      expect(found).toContainEqual(expect.objectContaining({ id: 'ui/axe', message: expect.stringContaining('image-alt') }))
      expect(found).toContainEqual(expect.objectContaining({ id: 'ui/shown', message: expect.stringContaining('a panel that throws') }))
      expect(found).toContainEqual(expect.objectContaining({ id: 'ui/shown', file: 'ui/typo.vue', line: 2 }))
      expect(Object.keys(broken).toSorted()).toEqual(checkRules.filter(({ phase }) => phase === 'ui').map(({ id }) => id).toSorted())
    })
  })
}

it('the phase ui does not run without a browser', () => {
  expect(findChromium(['/there/is/none'])).toBeNull()
})
