import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildPluginUi, findingsOf, type BuiltUi } from './build-plugin-ui.ts'
import { createSourceCompiler, type SourceCompiler } from './source-compiler.ts'

let cache: string
let folder: string
let compiler: SourceCompiler

beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'shopdbuicache'))
  compiler = createSourceCompiler(cache)
})
afterAll(async () => {
  await compiler.close()
  rmSync(cache, { recursive: true, force: true })
})
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'shopdbui')) })
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

function build(...modules: string[]): Promise<BuiltUi> {
  return buildPluginUi('cribs', folder, { slots: modules.map((module, index) => ({ slot: 'asset.panel/v1', id: `part-${index}`, title: 'Part', module })) }, compiler.compile)
}

const textAt = (built: BuiltUi, address: string | null | undefined): string => built.files.get(address ?? '')?.body.toString('utf8') ?? ''

const doors = `<script setup lang="ts">
import { ref } from 'vue'
import { UiButton, type SelectOption } from '@shopdb/ui'
import type { Shape } from './shapes.ts'
import { double } from './double.ts'
const props = defineProps<{ assetId: number; type: string }>()
const count = ref<number>(double(props.assetId) as number)
</script>

<template>
  <p class="doors" style="color: inherit"><img src="./door.svg" alt=""><UiButton @click="count++">{{ (count as number) + 1 }}</UiButton></p>
</template>

<style scoped>
.doors { color: var(--text); }
</style>
`
const plain = { 'ui/double.ts': 'export const double = (value: number): number => value * 2\n', 'ui/door.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' }

describe('a source', () => {
  it('becomes a module whose relative imports are hashed addresses, with a sheet in the layer of plugins', async () => {
    write({ 'ui/doors.vue': doors, ...plain })
    const built = await build('ui/doors.vue')
    const [entry] = built.entries
    expect(entry?.problem).toBeNull()
    expect(entry?.module).toMatch(/^\/api\/plugins\/ui\/cribs\/[0-9a-f]{16}\/doors\.vue\.js$/)
    const code = textAt(built, entry?.module)
    expect(code).toMatch(/from ["']vue["']/)
    expect(code).toContain("from '@shopdb/ui'")
    expect(code).not.toMatch(/SelectOption|Shape|: number/)
    const addresses = [...code.matchAll(/from "(\/api[^"]+)"/g)].map(([, address]) => address)
    expect(addresses).toHaveLength(2)
    for (const address of addresses) expect(built.files.has(address ?? '')).toBe(true)
    expect(textAt(built, addresses.find((address) => address?.endsWith('door.svg.js')))).toMatch(/^export default "\/api\/plugins\/ui\/cribs\/[0-9a-f]{16}\/door\.svg"/)
    const [style] = entry?.styles ?? []
    expect(style).toMatch(/\/[0-9a-f]{16}\/doors\.vue\.css$/)
    expect(textAt(built, style)).toMatch(/^@layer plugins \{\n\n?\.doors\[data-v-[0-9a-f]{8}\]/)
    expect(code).toMatch(/__scopeId = "data-v-[0-9a-f]{8}"/)
  })

  it('keeps its address until it changes, or something it imports', async () => {
    write({ 'ui/doors.vue': doors, 'ui/other.vue': '<template><b>1</b></template>', ...plain })
    const before = await build('ui/doors.vue', 'ui/other.vue')
    expect((await build('ui/doors.vue', 'ui/other.vue')).entries).toEqual(before.entries)
    write({ 'ui/double.ts': 'export const double = (value: number): number => value * 3\n' })
    const after = await build('ui/doors.vue', 'ui/other.vue')
    expect(after.entries[0]?.module).not.toBe(before.entries[0]?.module)
    expect(after.entries[0]?.styles).toEqual(before.entries[0]?.styles)
    expect(after.entries[1]?.module).toBe(before.entries[1]?.module)
  })

  it('may import in a circle', async () => {
    write({ 'ui/one.ts': 'import { two } from \'./two.ts\'\nexport const one = 1\nexport default () => two\n', 'ui/two.ts': 'import { one } from \'./one.ts\'\nexport const two = (): number => one + 1\n' })
    const built = await build('ui/one.ts')
    const two = /from "([^"]+)"/.exec(textAt(built, built.entries[0]?.module))?.[1]
    expect(/from "([^"]+)"/.exec(textAt(built, two))?.[1]).toBe(built.entries[0]?.module)
  })

  it('may be a template alone, a component with a plain script, or plain JavaScript', async () => {
    write({
      'ui/bare.vue': '<template>\n<b>{{ 1 + 1 }}</b>\n</template>',
      'ui/plain.vue': '<script lang="ts">\nimport { defineComponent } from \'vue\'\nexport default defineComponent({ props: { assetId: { type: Number, required: true } } })\n</script>\n<template><b class="a">{{ assetId as number }}</b></template>\n<style scoped>.a { top: 0; }</style>',
      'ui/run.js': 'export default ({ query }) => query\n',
    })
    const { entries, ...built } = await build('ui/bare.vue', 'ui/plain.vue', 'ui/run.js')
    expect(entries.map(({ problem }) => problem)).toEqual([null, null, null])
    expect(textAt({ entries, ...built }, entries[1]?.module)).toMatch(/_component\.render = _render/)
    expect(textAt({ entries, ...built }, entries[2]?.module)).toBe('export default ({ query }) => query\n')
  })

  const wrong: [what: string, file: string, text: string, line: number | null, message: RegExp][] = [
    ['a package', 'ui/part.ts', 'import a from \'vue\'\nimport b from \'lodash\'\nexport default [a, b]\n', 2, /"lodash" cannot be imported/],
    ['a part of a shared module', 'ui/part.ts', 'export { a } from \'@shopdb/ui/button\'\n', 1, /cannot be imported/],
    ['types of the contract as values', 'ui/part.ts', 'import { type SlotProps } from \'@shopdb/plugin-api\'\nexport default 1\n', 1, /cannot be imported/],
    ['a file outside of ui', 'ui/part.ts', 'import { a } from \'../store.ts\'\nexport default a\n', 1, /leads out of the folder "ui"/],
    ['another site', 'ui/part.ts', 'export default () => import(\'https://example.com/a.js\')\n', 1, /cannot be imported/],
    ['a computed address', 'ui/part.ts', 'export default (name: string) => import(name)\n', 1, /computed address/],
    ['an address without extension', 'ui/part.ts', 'import { double } from \'./double\'\nexport default double\n', 1, /no file extension/],
    ['a file that is not there', 'ui/part.vue', '<script setup>\n\nimport a from \'./missing.vue\'\n</script>\n<template><a /></template>', 3, /does not exist/],
    ['an enum', 'ui/part.ts', 'export default 1\nenum Door { Open }\n', 2, /An enum/],
    ['a syntax error in a script', 'ui/part.vue', '<template><b /></template>\n<script setup lang="ts">\nconst a: = 3\n</script>', 3, /Unexpected token/],
    ['a syntax error in TypeScript', 'ui/part.ts', 'export default {\n  a: ,\n}\n', 2, /Unexpected token/],
    ['a syntax error in an expression', 'ui/part.vue', '<template>\n  <b>{{ a b }}</b>\n</template>', 2, /Unexpected token/],
    ['an element that is not closed', 'ui/part.vue', '<template>\n  <div>\n    <b>x\n  </div>\n</template>', 3, /end tag/],
    ['props by a type of another file', 'ui/part.vue', '<script setup lang="ts">\nimport type { SlotProps } from \'@shopdb/plugin-api\'\ndefineProps<SlotProps[\'asset.panel/v1\']>()\n</script>\n<template><b /></template>', 3, /./],
    ['a style for the whole site', 'ui/part.vue', '<template><b /></template>\n<style>\nbody { display: none; }\n</style>', 2, /without scoped/],
    ['another style language', 'ui/part.vue', '<template><b /></template>\n<style scoped lang="scss">\n$a: 1;\n</style>', 2, /lang="scss"/],
    ['another sheet', 'ui/part.vue', '<template><b /></template>\n<style scoped>\n@import "https://example.com/a.css";\n</style>', 3, /@import/],
    ['a picture in a style', 'ui/part.vue', '<template><b /></template>\n<style scoped>\nb { background: url(./door.svg); }\n</style>', 3, /loads a file/],
    ['a template language', 'ui/part.vue', '<template lang="pug">b</template>', 1, /lang="pug"/],
  ]

  it.each(wrong)('is refused with %s, at its line, with what to do', async (_what, file, text, line, message) => {
    write({ [file]: text, ...plain })
    const built = await build(file)
    const [entry] = built.entries
    expect(entry).toMatchObject({ module: null, styles: [], problem: { file, line, message: expect.stringMatching(message), fix: expect.stringMatching(/[.)]$/) } })
    expect(findingsOf('cribs', built, 'error')).toMatchObject([{ id: 'ui/module', plugin: 'cribs', file: line === null ? file : `${file}:${line}`, severity: 'error' }])
  })

  it('with a fault takes no other with it', async () => {
    write({ 'ui/doors.vue': doors, ...plain, 'ui/broken.vue': '<template><b></template>', 'ui/user.vue': '<script setup>\nimport Broken from \'./broken.vue\'\n</script>\n<template><Broken /></template>' })
    const { entries } = await build('ui/doors.vue', 'ui/broken.vue', 'ui/user.vue', 'ui/gone.vue')
    expect(entries.map(({ problem }) => problem?.file ?? null)).toEqual([null, 'ui/broken.vue', 'ui/broken.vue', 'ui/gone.vue'])
  })

  if (process.platform !== 'win32') it('that is a link to a file elsewhere is not served', async () => {
    write({ 'secret.ts': 'export default 1' })
    mkdirSync(join(folder, 'ui'))
    symlinkSync(join(folder, 'secret.ts'), join(folder, 'ui', 'part.ts'))
    expect((await build('ui/part.ts')).entries).toMatchObject([{ module: null, problem: { message: 'The file lies outside of the folder "ui".' } }])
  })

  it('is compiled once for each content, also after a restart', async () => {
    write({ 'ui/once.ts': 'export default 1\n' })
    const own = mkdtempSync(join(tmpdir(), 'shopdbuicache'))
    const run = async (): Promise<BuiltUi> => {
      const started = createSourceCompiler(own)
      const built = await buildPluginUi('cribs', folder, { slots: [{ slot: 'asset.panel/v1', id: 'a', title: 'A', module: 'ui/once.ts' }] }, started.compile)
      await started.close()
      return built
    }
    await run()
    const [kept = ''] = readdirSync(join(own, 'cribs'))
    writeFileSync(join(own, 'cribs', kept), JSON.stringify({ code: 'export default 2', css: null, sites: [], problems: [] }))
    const second = await run()
    expect(textAt(second, second.entries[0]?.module)).toBe('export default 2')
    writeFileSync(join(own, 'cribs', kept), '{ half')
    const third = await run()
    expect(textAt(third, third.entries[0]?.module)).toBe('export default 1\n')
    rmSync(own, { recursive: true, force: true })
  })
})

describe('a build of the author\'s own', () => {
  const dist = { 'ui/dist/board.js': 'import { h } from \'vue\'\nimport { label } from \'./chunk-a.js\'\nexport default { render: () => h(\'b\', label) }\n', 'ui/dist/chunk-a.js': 'export const label = \'x\'\n', 'ui/dist/board.css': '.board{top:0}', 'ui/dist/board.js.map': '{}' }

  it('is served as it is, all files at one hash', async () => {
    write(dist)
    const built = await build('ui/dist/board.js')
    const [entry] = built.entries
    const base = /^\/api\/plugins\/ui\/cribs\/[0-9a-f]{16}\/dist\//.exec(entry?.module ?? '')?.[0] ?? ''
    expect(entry).toMatchObject({ module: `${base}board.js`, styles: [`${base}board.css`], problem: null })
    expect([...built.files.keys()].toSorted()).toEqual([`${base}board.css`, `${base}board.js`, `${base}chunk-a.js`])
    expect(textAt(built, entry?.module)).toBe(dist['ui/dist/board.js'])
    expect(textAt(built, entry?.styles[0])).toBe('@layer plugins {\n.board{top:0}\n}\n')
  })

  it('that brings packages from elsewhere is refused', async () => {
    write({ ...dist, 'ui/dist/chunk-a.js': '\nimport "lodash"\nexport const label = 1' })
    expect((await build('ui/dist/board.js')).entries).toMatchObject([{ module: null, problem: { file: 'ui/dist/chunk-a.js', line: 2, fix: expect.stringContaining('ui/dist') } }])
  })
})

it('keeps nothing of a plugin that went while it was compiled', async () => {
  const own = createSourceCompiler(join(folder, 'cache'), (plugin) => plugin === 'stays')
  await Promise.all(['stays', 'went'].map((plugin) => own.compile({ plugin, file: 'ui/doors.vue', text: doors })))
  await own.close()
  expect(readdirSync(join(folder, 'cache'))).toEqual(['stays'])
})
