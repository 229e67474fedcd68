import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findingsOf } from './check-contract.ts'
import { shapeOf } from './cli-shapes.ts'
import { lowestVersion } from './contract-change.ts'
import { currentContract } from './current-contract.ts'
import { judgeContract, type Contract, type Verdict } from './judge-contract.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const root = resolve(import.meta.dirname, '../..')
const place = mkdtempSync(join(tmpdir(), 'shopdb-gate-'))
let released: Contract
beforeAll(async () => {
  const cli = { 'plugin list': shapeOf({ items: [{ name: 'gates', state: 'active' }], total: 1 }) }
  const current = await currentContract(root)
  released = { ...current, version: '0.3.0', snapshot: { ...current.snapshot, cli } }
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

let copies = 0

/** The contract with one text replaced in its declarations. */
function withTypes(file: string, from: string | RegExp, to: string): Contract {
  const types = join(place, String((copies += 1)))
  cpSync(released.types, types, { recursive: true })
  const path = join(types, file)
  const text = readFileSync(path, 'utf8')
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`${file} has no ${String(from)}; the breakage has to be written anew.`)
  writeFileSync(path, changed)
  return { ...released, types }
}

/** The contract with its data changed. The text of the data is what is replaced, so that nobody can forget a copy. */
function withData(from: string | RegExp, to: string): Contract {
  const text = JSON.stringify(released.snapshot)
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`The data has no ${String(from)}; the breakage has to be written anew.`)
  return { ...released, snapshot: JSON.parse(changed) as Contract['snapshot'] } // the same data, one text changed
}

const context = 'plugin-api/src/context.d.ts'
const breakages: Record<string, () => Contract> = {
  'a member of the context is removed': () => withTypes(context, /readonly codec: Codec;/, ''),
  'a parameter of the context is narrowed': () => withTypes(context, '(assetId: number) => Promise<AssetPosition', '(assetId: 7) => Promise<AssetPosition'),
  'a result of the context is widened': () => withTypes(context, 'Promise<AssetPosition | null>', 'Promise<AssetPosition | null | undefined>'),
  'a further parameter has to be given': () => withTypes(context, '(assetId: number) => Promise<AssetPosition', '(assetId: number, floor: number) => Promise<AssetPosition'),
  'a widget has to say more': () => withTypes('plugin-api/src/hooks.d.ts', /(export type Widget[^{]*\{)/, '$1 readonly icon: string;'),
  'a kind of widget is refused': () => withData('"enum":["counter","table","chart"]', '"enum":["counter","table"]'),
  'a hook has to be there': () => withTypes('plugin-api/src/plugin.d.ts', 'readonly init?:', 'readonly init:'),
  'a hook is given something else': () => withTypes('plugin-api/src/plugin.d.ts', /policy: UninstallPolicy\)/, "policy: 'forget')"),
  'a type is not exported any more': () => withTypes('plugin-api/src/index.d.ts', 'AssetRecord, ', ''),
  'an error code is renamed': () => withData('"IN_USE":', '"STILL_IN_USE":'),
  'an error has another status': () => withData('"IN_USE":{"status":409', '"IN_USE":{"status":423'),
  'a key of the manifest is renamed': () => withData('"api_prefix":{', '"prefix":{'),
  'a key of the manifest has to be there': () => withData('"required":["name","version","description","core_version"]', '"required":["name","version","description","core_version","license"]'),
  'the schema of the manifest is stricter': () => withData(/("description":\{"type":"string","minLength":1,"maxLength":)500/, '$1100'),
  'a prop of a slot is removed': () => withData(/"assetId":\{"type":"integer"[^}]*\},/, ''),
  'a prop of a slot can be something else': () => withData('"assetId":{"type":"integer"', '"assetId":{"type":["integer","null"]'),
  'a slot is removed': () => withData('"palette.command/v1"', '"palette.command/v2"'),
  'a key of the JSON of a command is removed': () => withData(/"state":\{"type":"string"\}/, '"condition":{"type":"string"}'),
  'a key of the JSON of a command can be missing': () => withData('"required":["name","state"]', '"required":["name"]'),
  'a default is another': () => ({ ...released, snapshot: { ...released.snapshot, slots: { ...released.snapshot.slots, 'page/v1': { ...Object(released.snapshot.slots['page/v1']), default: {} } } } }),
  'a lifecycle hook is not called any more': () => withData('"lifecycleHooks":["onInstall",', '"lifecycleHooks":['),
  'what hooks answer is checked more strictly': () => withData(/("health":\{"type":"object".{0,200}?"maxLength":)500/, '$15'),
}

describe('a broken contract', () => {
  it.each(Object.entries(breakages))('is refused as 0.3.1 when %s', async (_what, break_) => {
    const verdict = await judgeContract(root, released, { ...break_(), version: '0.3.1' })
    expect(verdict).toMatchObject({ kind: 'major', lowest: '0.4.0', isAllowed: false })
    expect(findingsOf(verdict, '0.3.0', true, 1)).toMatchObject([{ rule: 'contract', severity: 'error', message: expect.stringContaining('Raise "contractVersion" to 0.4.0') }])
  })

  it('is allowed as the next minor below 1.0, and never as 1.0.0 itself', async () => {
    const broken = withData('"IN_USE":', '"STILL_IN_USE":')
    expect(await judgeContract(root, released, { ...broken, version: '0.4.0' })).toMatchObject({ isAllowed: true })
    expect(await judgeContract(root, released, { ...broken, version: '1.0.0' })).toMatchObject({ isAllowed: false })
    expect(await judgeContract(root, { ...released, version: '1.4.2' }, { ...broken, version: '1.5.0' })).toMatchObject({ lowest: '2.0.0', isAllowed: false })
  })
})

describe('a contract that keeps its word', () => {
  const judged = async (contract: Contract): Promise<Verdict> => judgeContract(root, released, { ...contract, version: '0.3.1' })

  it('needs no new version when nothing changed', async () => {
    expect(await judgeContract(root, released, released)).toEqual({ kind: null, lowest: '0.3.0', isAllowed: true, changes: [] })
  })

  it.each<[string, () => Contract]>([
    ['an error is worded better', () => withData('"message":"Other records still refer to this one."', '"message":"Other records refer to it."')],
    ['a key is described better', () => withData('"description":"SPDX identifier."', '"description":"Licence by its SPDX identifier."')],
  ])('is a patch when %s', async (_what, change) => {
    expect(await judged(change())).toMatchObject({ kind: 'patch', isAllowed: true })
  })

  it.each<[string, () => Contract]>([
    ['the context offers more', () => withTypes(context, 'readonly codec: Codec;', 'readonly codec: Codec; readonly compass: () => number;')],
    ['the context may offer more', () => withTypes(context, 'readonly codec: Codec;', 'readonly codec: Codec; readonly compass?: () => number;')],
    ['a widget may say more', () => withTypes('plugin-api/src/hooks.d.ts', /(export type Widget[^{]*\{)/, '$1 readonly icon?: string;')],
    ['the manifest may say more', () => withData('"license":{', '"homepage":{"type":"string"},"license":{')],
    ['there is a further error', () => withData('"IN_USE":{', '"OUT_OF_USE":{"status":409,"message":"a","fix":"b"},"IN_USE":{')],
    ['a slot hands over more', () => withData('"assetId":{"type":"integer"', '"assetNumber":{"type":"string"},"assetId":{"type":"integer"')],
    ['a limit is wider', () => withData(/("description":\{"type":"string","minLength":1,"maxLength":)500/, '$1900')],
  ])('is a minor when %s', async (_what, change) => {
    expect(await judged(change())).toMatchObject({ kind: 'minor', lowest: '0.4.0', isAllowed: false })
  })
})

it('knows the lowest version that a change allows', () => {
  expect([lowestVersion('0.3.4', null), lowestVersion('0.3.4', 'patch'), lowestVersion('0.3.4', 'minor'), lowestVersion('0.3.4', 'major'), lowestVersion('1.2.3', 'minor'), lowestVersion('1.2.3', 'major')]).toEqual(['0.3.4', '0.3.5', '0.4.0', '0.4.0', '1.3.0', '2.0.0'])
})

it('describes what a command printed', () => {
  expect(shapeOf({ items: [{ a: 1, b: 'x' }, { a: null }] })).toEqual({
    type: 'object', required: ['items'],
    properties: { items: { type: 'array', items: { type: 'object', required: ['a'], properties: { a: { type: ['null', 'number'] }, b: { type: 'string' } } } } },
  })
})
