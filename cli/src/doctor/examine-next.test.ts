import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { contractTypesFolder } from '../plugin-authoring/contract-types.ts'
import { createPlace, writeFiles, writeSoundPlugin } from '../plugin-checks/testing.ts'
import { readPlugin } from '../plugin-checks/read-plugin.ts'
import { examineNext, examinePlugin } from './examine-next.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const { place, remove } = createPlace()
const plugins = join(place, 'plugins')
const next = join(place, 'next')
beforeAll(async () => {
  mkdirSync(plugins)
  const folder = await writeSoundPlugin(plugins, 'gates')
  writeFiles(folder, { 'plugin.ts': "import type { PluginOf } from '@shopdb/plugin-api'\n\nexport default {\n  init: ({ codec }) => void codec.naturalKey('x'),\n} satisfies PluginOf\n" })
  await writeSoundPlugin(plugins, 'fences')
  cpSync(await contractTypesFolder() ?? '', join(next, 'contract/released/0.3.9/types'), { recursive: true })
  writeFileSync(join(next, 'contract/package.json'), '{ "contractVersion": "0.3.9" }')
})
afterAll(remove)

const ask = async () => Object.fromEntries((await examineNext({ dataDir: join(place, 'data'), pluginDirs: [plugins] }, next)).map(({ part, state, detail }) => [part, `${state} ${detail}`]))

it('tells nothing bad about a next version that keeps its word', async () => {
  expect(await ask()).toMatchObject({ 'next version': 'ok contract 0.3.9', 'plugin gates': 'ok 0.1.0 runs with contract 0.3.9', 'plugin fences': 'ok 0.1.0 runs with contract 0.3.9' })
})

it('names the plugin whose code uses what the next version does not have', async () => {
  writeFileSync(join(next, 'contract/released/0.3.9/types/plugin-api/src/context.d.ts'), "export type PluginContext<M = unknown, Services = unknown> = { readonly plugin: { readonly name: string } }\nexport type PluginServices = Readonly<Record<string, unknown>>\nexport type SettingsOf<M> = unknown\nexport type FlagsOf<M> = unknown\n")
  const told = await ask()
  expect(told['plugin gates']).toMatch(/^failed Its code does not fit the next contract: plugin.ts:4 .*'codec'/)
  expect(told['plugin fences']).toMatch(/^ok/)
})

it('names plugins whose range ends before, whose manifest is refused, and who use what is gone', async () => {
  const { subject } = readPlugin(join(plugins, 'gates'))
  const version = { version: '0.3.9', types: null, manifestSchema: null, gone: {} }
  expect(await examinePlugin(subject, { ...version, version: '0.4.0' })).toMatchObject({ state: 'failed', detail: expect.stringContaining('It will not load') })
  expect(await examinePlugin(subject, { ...version, manifestSchema: { type: 'object', required: ['homepage'] } })).toMatchObject({ state: 'failed', detail: expect.stringContaining('homepage') })
  expect(await examinePlugin(subject, { ...version, gone: { 'context.codec': { since: '0.3.0', removedIn: '0.3.9', replacement: 'context.values' } } })).toMatchObject({ state: 'failed', fix: 'Instead: context.values' })
  expect(await examinePlugin(subject, version)).toMatchObject({ state: 'warning' })
})

it('says what it needs when it is given something else', async () => {
  await expect(examineNext({ dataDir: place, pluginDirs: [] }, join(place, 'nothing'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(examineNext({ dataDir: place, pluginDirs: [] }, plugins)).rejects.toThrow('no version of ShopDB')
})
