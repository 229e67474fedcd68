import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { checkManifests } from './check-manifest.ts'
import { discoverPlugins } from './discover.ts'
import { satisfies } from './manifest-checks/check-ranges.ts'
import { writePlugin } from './testing.ts'

let folder: string

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'shopdbplugins')) })
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const facts = { contractVersion: '0.3.0', features: ['realtime'], coreTables: ['assets'] }

function check(): PluginFinding[] {
  return checkManifests(discoverPlugins({ bundled: [folder], external: [], added: [] }).sources, facts).flatMap(({ findings }) => findings)
}

const lockerType = (changes: Record<string, unknown> = {}) => JSON.stringify({ $id: 'good.locker', title: 'Locker', type: 'object', 'x-shopdb': { collection: 'lockers', titlePlural: 'Lockers' }, properties: { door: { type: 'string', maxLength: 20 } }, ...changes })
const withType = { asset_types: ['asset-types/locker.json'], tables: [{ name: 'lockers', kind: 'extension' }] }

describe('a manifest', () => {
  it('that is right has no findings', () => {
    writePlugin(folder, 'good', { ...withType, 'x-ours': 1 }, { 'asset-types/locker.json': lockerType() })
    expect(check()).toEqual([])
  })

  const wrong: [id: string, path: string, manifest: Record<string, unknown>][] = [
    ['manifest/schema', '', { description: undefined }],
    ['manifest/schema', '/version', { version: 3 }],
    ['manifest/unknown-key', '/permisions', { permisions: [] }],
    ['manifest/unknown-key', '/capabilities/job', { capabilities: { job: true } }],
    ['names/folder', '/name', { name: 'other' }],
    ['names/address', '/api_prefix', { api_prefix: '/api/assets' }],
    ['names/address', '/api_aliases/0', { api_aliases: ['/api/users'] }],
    ['names/address', '/api_aliases/0', { api_aliases: [{ address: '/api/users', path: '/known' }] }],
    ['ranges/version', '/version', { version: 'one' }],
    ['core-version/syntax', '/core_version', { core_version: 'new' }],
    ['core-version/any', '/core_version', { core_version: '*' }],
    ['core-version/any', '/core_version', { core_version: '>=0.0.0 || *' }],
    ['core-version/outside', '/core_version', { core_version: '>=0.4.0 <0.5.0' }],
    ['ranges/syntax', '/dependencies/usb', { dependencies: { usb: 'latest' } }],
    ['ranges/self', '/dependencies/good', { dependencies: { good: '^1.0.0' } }],
    ['requires/unknown', '/requires/0', { requires: ['real-time'] }],
    ['permissions/prefix', '/permissions/0/id', { permissions: [{ id: 'users.write', title: 'Take over' }] }],
    ['tables/core', '/tables/0', { tables: [{ name: 'assets', kind: 'plain', schema: 'tables/a.json' }] }],
    ['tables/schema', '/tables/0', { tables: [{ name: 'readings', kind: 'plain' }] }],
    ['tables/unused', '/tables', { tables: [{ name: 'lockers', kind: 'extension' }] }],
    ['asset-types/missing-file', '', { asset_types: ['asset-types/locker.json'] }],
    ['settings/default', '/settings/properties/rows', { settings: { type: 'object', properties: { rows: { type: 'integer', default: 'four' } } } }],
  ]

  it.each(wrong)('with a fault is refused with the rule %s at "%s"', (id, path, manifest) => {
    writePlugin(folder, 'good', manifest)
    expect(check()).toContainEqual(expect.objectContaining({ id, path, severity: 'error', plugin: 'good' }))
    for (const finding of check()) expect(finding.fix).toMatch(/\.$|\?$/)
  })

  it('is told the nearest key', () => {
    writePlugin(folder, 'good', { permisions: [] })
    expect(check()).toMatchObject([{ message: '"permisions" is not known here.', fix: expect.stringContaining('Did you mean "permissions"?') }])
  })

  it('made for a later contract too may have keys this host does not know', () => {
    writePlugin(folder, 'good', { core_version: '>=0.3.0 <0.5.0', hologram: true })
    expect(check()).toMatchObject([{ id: 'manifest/unknown-key', severity: 'warning' }])
  })

  it.each([['core-version/no-upper-bound', '>=0.3.0'], ['core-version/pin', '0.3.0']])('is warned: %s', (id, range) => {
    writePlugin(folder, 'good', { core_version: range })
    expect(check()).toMatchObject([{ id, severity: 'warning' }])
  })

  it('that is no JSON, and a reserved name, are findings like all others', () => {
    writePlugin(folder, 'good', {}, { 'manifest.json': '{ "name": ' })
    writePlugin(folder, 'users')
    expect(check().map(({ id }) => id)).toEqual(['manifest/json', 'names/reserved', 'names/address'])
  })

  it('reports every fault at once', () => {
    writePlugin(folder, 'good', { version: 'one', core_version: '*', api_prefix: 7, requires: ['magic'] })
    expect(check().map(({ id }) => id)).toEqual(['manifest/schema', 'ranges/version', 'core-version/any', 'requires/unknown'])
  })
})

describe('an asset type', () => {
  const wrong: [id: string, path: string, file: string][] = [
    ['asset-types/json', '', '{'],
    ['asset-types/id', '/$id', lockerType({ $id: 'other.locker' })],
    ['asset-types/schema', '/properties/door/lenght', lockerType({ properties: { door: { type: 'string', lenght: 3 } } })],
    ['asset-types/schema', '/properties/door/x-shopdb/serched', lockerType({ properties: { door: { type: 'string', 'x-shopdb': { serched: true } } } })],
    ['asset-types/column-twice', '/properties/DOOR', lockerType({ properties: { dooR: { type: 'string' }, doOR: { type: 'string' } } }).replace('doOR', 'DOOR')],
    ['asset-types/required', '/required', lockerType({ required: ['key'] })],
  ]

  it.each(wrong.filter(([, path]) => path !== '/properties/DOOR'))('with a fault is refused with the rule %s at "%s"', (id, path, file) => {
    writePlugin(folder, 'good', withType, { 'asset-types/locker.json': file })
    expect(check()).toContainEqual(expect.objectContaining({ id, path, severity: 'error', file: 'asset-types/locker.json' }))
  })

  it('cannot have two fields that share a column', () => {
    writePlugin(folder, 'good', withType, { 'asset-types/locker.json': lockerType({ properties: { doorKey: { type: 'string' }, doorkey: { type: 'string' } } }) })
    expect(check()).toMatchObject([{ id: 'asset-types/column-twice', path: '/properties/doorkey' }])
  })

  it('must have its tables listed', () => {
    writePlugin(folder, 'good', { asset_types: withType.asset_types }, { 'asset-types/locker.json': lockerType() })
    expect(check()).toMatchObject([{ id: 'tables/unlisted', fix: 'Add { "name": "lockers", "kind": "extension" } to "tables".' }])
  })
})

describe('several plugins', () => {
  it('cannot share an address or a table', () => {
    for (const name of ['one', 'two']) writePlugin(folder, name, { api_prefix: '/api/shared', tables: [{ name: 'readings', kind: 'plain', schema: 'tables/readings.json' }] })
    expect(check()).toMatchObject([{ plugin: 'two', id: 'names/address-taken' }, { plugin: 'two', id: 'tables/taken' }])
  })

  it('of one name are told apart: bundled before external, and the folder that is missing is named', () => {
    const found = discoverPlugins({ bundled: [writePlugin(folder, 'one')], external: [writePlugin(join(folder, 'x'), 'one'), join(folder, 'gone')], added: [] })
    expect(found.sources).toMatchObject([{ name: 'one', bundled: true }])
    expect(found.findings.map(({ id }) => id)).toEqual(['discover/duplicate', 'discover/missing-folder'])
  })
})

it('a range is npm syntax, a comma means "and", and a pre-release is judged as its release', () => {
  expect(satisfies('0.3.4', '>=0.3.0, <0.4.0')).toBe(true)
  expect(satisfies('0.4.0-rc.1', '>=0.3.0 <0.4.0')).toBe(false)
  expect(satisfies('0.3.0-rc.1', '>=0.3.0 <0.4.0')).toBe(true)
  expect(satisfies('1.0.0-rc.1', '>=0.2.0 <1.0.0')).toBe(false)
})
