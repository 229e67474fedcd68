import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cyclesRule } from './check-cycles.ts'
import { layersRule } from './check-layers.ts'
import { printedLayers } from './print-layers.ts'
import { findingsOf, placesOf } from './testing.ts'

const store = 'server/src/features/assets/store.ts'

describe('directions', () => {
  test('a lower layer that imports a higher one is named with what it may import', async () => {
    const [finding] = await findingsOf(layersRule, { 'server/src/platform/http/serve.ts': "\nimport { app } from '../../app.ts'\n" })
    expect(finding).toMatchObject({ file: 'server/src/platform/http/serve.ts', line: 2 })
    expect(finding?.message).toContain('server platform may not import server app')
    expect(finding?.message).toContain('Allowed: contract')
  })

  test.each([
    ['a type import', "import type { A } from '../app.ts'"],
    ['an inline type', "export type A = import('../app.ts').A"],
    ['a re-export', "export { a } from '../app.ts'"],
    ['a dynamic import', "const a = await import('../app.ts')"],
    ['the package name', "import { a } from '@shopdb/server/app'"],
  ])('%s counts like any other', async (_name, text) => {
    expect(await placesOf(layersRule, { 'server/src/platform/a.ts': text })).toHaveLength(1)
  })

  test('the contract knows nobody, everybody knows the contract', async () => {
    expect(await placesOf(layersRule, {
      'contract/src/errors.ts': "import '@shopdb/plugin-api'",
      [store]: "import { errorCatalogue } from '@shopdb/contract/errors'",
      'web/src/ui/button-base.vue': "<script setup lang=\"ts\">\nimport type { A } from '@shopdb/contract/errors'\n</script>",
    })).toEqual(['contract/src/errors.ts:1'])
  })

  test('packages of the registry and words in comments are not judged', async () => {
    expect(await placesOf(layersRule, { 'contract/src/a.ts': "// import '../../server/src/app.ts'\nimport { z } from 'ajv'" })).toEqual([])
  })

  test('the script of a Vue file is judged, with its own line', async () => {
    expect(await placesOf(layersRule, { 'web/src/ui/a-b.vue': "<template><p/></template>\n<script setup lang=\"ts\">\nimport { x } from '../shell/x.ts'\n</script>" })).toEqual(['web/src/ui/a-b.vue:3'])
  })
})

test('a file outside every layer is a finding', async () => {
  expect(await placesOf(layersRule, { 'extras/a.ts': '', 'vitest.config.ts': '' })).toEqual(['extras/a.ts:1'])
})

describe('doors', () => {
  test('a feature meets another only through its index.ts', async () => {
    expect(await placesOf(layersRule, { [store]: "import { a } from '../locations/index.ts'\nimport { b } from '../locations/store.ts'\nimport { c } from './routes.ts'" })).toEqual([`${store}:2`])
  })

  test('app meets features through index.ts too', async () => {
    expect(await placesOf(layersRule, { 'server/src/app.ts': "import { a } from './features/assets/index.ts'\nimport { b } from './features/assets/store.ts'" })).toEqual(['server/src/app.ts:2'])
  })

  test('the shell loads pages one by one, and nothing else past the door', async () => {
    expect(await placesOf(layersRule, { 'web/src/shell/router.ts': "const a = () => import('../features/assets/asset-list.vue')\nimport { b } from '../features/assets/columns.ts'\nimport { c } from '@shopdb/ui'" })).toEqual(['web/src/shell/router.ts:2'])
  })

  test('a test may look inside', async () => {
    expect(await placesOf(layersRule, { 'server/src/platform/a.test.ts': "import { b } from '../features/assets/store.ts'" })).toEqual([])
  })
})

describe('plugins', () => {
  const manifest = { 'plugins/printers/manifest.json': '{ "dependencies": { "computers": "*" } }' }

  test('nothing imports a plugin, not even a test', async () => {
    const text = "import plugin from '../../plugins/printers/plugin.ts'"
    expect(await placesOf(layersRule, { 'server/src/app.ts': text, 'server/src/app.test.ts': text })).toHaveLength(2)
  })

  test('a plugin takes types from plugin-api and contract, and no code', async () => {
    expect(await placesOf(layersRule, { 'plugins/printers/plugin.ts': "import type { Plugin } from '@shopdb/plugin-api'\nimport { errors } from '@shopdb/contract/errors'\nimport { a } from '@shopdb/server'" })).toEqual(['plugins/printers/plugin.ts:2', 'plugins/printers/plugin.ts:3'])
  })

  test('a plugin meets another as types, when its manifest says so', async () => {
    expect(await placesOf(layersRule, { ...manifest, 'plugins/printers/plugin.ts': "import type { A } from '../computers/plugin.ts'\nimport type { B } from '../usb/plugin.ts'\nimport { C } from '../computers/plugin.ts'" })).toEqual(['plugins/printers/plugin.ts:2', 'plugins/printers/plugin.ts:3'])
  })
})

describe('cycles', () => {
  test('two files that import each other are named with the way round', async () => {
    const [finding, ...rest] = await findingsOf(cyclesRule, { 'server/src/platform/a.ts': "import './b.ts'", 'server/src/platform/b.ts': "\nimport './a.ts'" })
    expect(rest).toEqual([])
    expect(finding?.message).toContain('server/src/platform/a.ts -> server/src/platform/b.ts -> server/src/platform/a.ts')
  })

  test('a cycle of types counts', async () => {
    expect(await placesOf(cyclesRule, { 'server/src/platform/a.ts': "import type { B } from './b.ts'", 'server/src/platform/b.ts': "import type { A } from './a.ts'" })).toHaveLength(1)
  })

  test('two ways to the same file are no cycle', async () => {
    expect(await placesOf(cyclesRule, { 'server/src/platform/a.ts': "import './b.ts'\nimport './c.ts'", 'server/src/platform/b.ts': "import './c.ts'", 'server/src/platform/c.ts': '' })).toEqual([])
  })
})

test('ARCHITECTURE.md prints the rows that are enforced', () => {
  expect(readFileSync(join(import.meta.dirname, '../ARCHITECTURE.md'), 'utf8')).toContain(printedLayers())
})

test('the table of layers stays a table', () => {
  expect(readFileSync(join(import.meta.dirname, 'layers.ts'), 'utf8').split('\n').length).toBeLessThan(100)
})
