import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contractVersion } from '@shopdb/contract/version'
import { checkRules } from './check-rules.ts'
import { currentRange } from './current-range.ts'
import { readPlugin } from './read-plugin.ts'
import { checkDocuments } from './static/check-documents.ts'
import { checkStatic } from './static/check-static.ts'
import { changeJson, createPlace, writeFiles, writeSoundPlugin } from './testing.ts'

const { place, remove } = createPlace()
let sound: string
beforeAll(async () => {
  sound = await writeSoundPlugin(place, 'gates')
})
afterAll(remove)

const manifest = (change: Record<string, unknown>) => (folder: string): void => changeJson(folder, 'manifest.json', change)
const type = (change: Record<string, unknown>) => (folder: string): void => changeJson(folder, 'asset-types/gate.json', change)
const code = (text: string) => (folder: string): void => writeFiles(folder, { 'plugin.ts': text })
const exported = (hooks: string): string => `export default { ${hooks} }\n`
const field = (declaration: object): Record<string, unknown> => ({ properties: { extra: { title: 'Extra', ...declaration } } })

/** A table of kind resource beside the sound type; the change is made to its file. */
const table = (change: Record<string, unknown>, fields: Record<string, unknown> = {}) => (folder: string): void => {
  manifest({ tables: [{ name: 'gates', kind: 'extension' }, { name: 'gatekeys', kind: 'resource', schema: 'tables/gatekeys.json' }] })(folder)
  const sound = { title: 'Key', type: 'object', 'x-shopdb': { titlePlural: 'Keys' }, properties: { holder: { type: 'string', maxLength: 60, title: 'Holder' }, ...fields } }
  writeFiles(folder, { 'tables/gatekeys.json': JSON.stringify({ ...sound, ...change }, null, 2) })
}
const head = (change: Record<string, unknown>) => (folder: string): void => table({ 'x-shopdb': { titlePlural: 'Keys', ...change } })(folder)

/** For each rule a way to break a sound plugin, and where the finding has to point (file, and the text of the line). */
const breakages: Record<string, [break_: (folder: string) => void, file?: string, line?: string]> = {
  'manifest/json': [(folder) => writeFiles(folder, { 'manifest.json': '{ "name": ' })],
  'manifest/schema': [manifest({ icon: 'NOT AN ICON' }), 'manifest.json', '"icon"'],
  'manifest/unknown-key': [manifest({ nmae: 'x' }), 'manifest.json', '"nmae"'],
  'names/folder': [manifest({ name: 'other' }), 'manifest.json', '"name"'],
  'names/reserved': [manifest({ name: 'plugins' })],
  'names/address': [manifest({ api_prefix: '/api/users' }), 'manifest.json', '"api_prefix"'],
  'names/address-taken': [(folder) => neighbour(folder, 'fences', { api_prefix: '/api/gates' })],
  'core-version/syntax': [manifest({ core_version: 'newest' }), 'manifest.json', '"core_version"'],
  'core-version/any': [manifest({ core_version: '*' })],
  'core-version/pin': [manifest({ core_version: contractVersion })],
  'core-version/no-upper-bound': [manifest({ core_version: `>=${contractVersion}` })],
  'core-version/outside': [manifest({ core_version: '>=9.0.0 <10.0.0' })],
  'ranges/version': [manifest({ version: 'two' })],
  'ranges/self': [manifest({ dependencies: { gates: '>=1.0.0 <2.0.0' } })],
  'ranges/syntax': [manifest({ dependencies: { fences: 'newest' } })],
  'requires/unknown': [manifest({ requires: ['teleport'] })],
  'permissions/prefix': [manifest({ permissions: [{ id: 'fences.open', title: 'Open' }] })],
  'permissions/twice': [manifest({ permissions: [{ id: 'gates.open', title: 'Open' }, { id: 'gates.open', title: 'Open' }] })],
  'asset-types/missing-file': [manifest({ asset_types: ['asset-types/none.json'] })],
  'asset-types/json': [(folder) => writeFiles(folder, { 'asset-types/gate.json': '{' }), 'asset-types/gate.json'],
  'asset-types/schema': [type(field({ type: 'blob' })), 'asset-types/gate.json', '"blob"'],
  'asset-types/id': [type({ $id: 'gates.door' }), 'asset-types/gate.json', '"$id"'],
  'asset-types/column-twice': [type({ properties: { width: { type: 'integer', title: 'A' }, wiDth: { type: 'integer', title: 'B' } } })],
  'asset-types/enum': [type(field({ type: 'integer', enum: ['one'] }))],
  'asset-types/required': [type({ required: ['nothing'] })],
  'tables/core': [manifest({ tables: [{ name: 'assets', kind: 'plain', schema: 'tables/assets.json' }] })],
  'tables/twice': [manifest({ tables: [{ name: 'gates', kind: 'extension' }, { name: 'gates', kind: 'extension' }] })],
  'tables/schema': [manifest({ tables: [{ name: 'gates', kind: 'extension' }, { name: 'gatelogs', kind: 'plain' }] })],
  'tables/missing-file': [manifest({ tables: [{ name: 'gates', kind: 'extension' }, { name: 'gatekeys', kind: 'resource', schema: 'tables/none.json' }] })],
  'tables/json': [(folder) => {
    table({})(folder)
    writeFiles(folder, { 'tables/gatekeys.json': '{' })
  }, 'tables/gatekeys.json'],
  'tables/schema-file': [table({ titel: 'Key' }), 'tables/gatekeys.json', '"titel"'],
  'tables/column-twice': [table({}, { hoLder: { type: 'integer', title: 'Twin' } })],
  'tables/enum': [table({}, { count: { type: 'integer', title: 'Count', enum: ['one'] } })],
  'tables/required': [table({ required: ['nothing'] })],
  'tables/reserved-field': [table({}, { version: { type: 'integer', title: 'Version' } }), 'tables/gatekeys.json', '"version"'],
  'tables/collected': [table({}, { count: { type: 'integer', title: 'Count', 'x-shopdb': { collected: true } } })],
  'tables/unknown-name': [head({ label: 'holdr' }), 'tables/gatekeys.json', '"label"'],
  'tables/owner': [head({ ownerField: 'holder' }), 'tables/gatekeys.json', '"ownerField"'],
  'tables/address': [(folder) => {
    table({})(folder)
    manifest({ tables: [{ name: 'gates', kind: 'extension' }, { name: 'gatekeys', kind: 'resource', schema: 'tables/gatekeys.json' }, { name: 'keys', kind: 'resource', schema: 'tables/keys.json' }] })(folder)
    writeFiles(folder, { 'tables/keys.json': JSON.stringify({ title: 'Key', type: 'object', 'x-shopdb': { titlePlural: 'Keys', collection: 'gatekeys' }, properties: { holder: { type: 'string', maxLength: 60 } } }) })
  }, 'tables/keys.json'],
  'tables/unlisted': [manifest({ tables: [] })],
  'tables/unused': [manifest({ tables: [{ name: 'gates', kind: 'extension' }, { name: 'gateparts', kind: 'collection' }] })],
  'tables/taken': [(folder) => neighbour(folder, 'fences', { tables: [{ name: 'gates', kind: 'plain', schema: 'tables/gates.json' }] })],
  'settings/default': [manifest({ settings: { type: 'object', properties: { rows: { type: 'integer', title: 'Rows', default: 'four' } } } })],
  'plugin/empty': [(folder) => {
    manifest({ asset_types: [], tables: [], permissions: [], navigation: [] })(folder)
    writeFiles(folder, { 'migrations/0001-create-gates.json': null })
  }],
  'host/other': [(folder) => writeFiles(folder, { 'ui/schema.json': '{ "slots": 7 }' })],
  'package/module': [(folder) => {
    code(exported(''))(folder)
    writeFiles(folder, { 'package.json': '{}' })
  }, 'package.json'],
  'package/install-script': [(folder) => writeFiles(folder, { 'package.json': '{ "type": "module",\n "scripts": { "postinstall": "x" } }' }), 'package.json', 'postinstall'],
  'code/syntax': [code('export default {\n init: ( => 1 }'), 'plugin.ts'],
  'code/erasable': [code(`enum Tone { ok }\n${exported('')}`), 'plugin.ts', 'enum'],
  'code/environment': [code(`const home = process.env.HOME\n${exported('init: () => { home }')}`), 'plugin.ts', 'process.env'],
  'code/process': [code(exported('init: () => { process.exit(1) }')), 'plugin.ts', 'process.exit'],
  'imports/runtime': [code(`import { errorCatalogue } from '@shopdb/contract/errors'\n${exported('init: () => { errorCatalogue }')}`), 'plugin.ts', '@shopdb/contract'],
  'imports/host': [code(`import type { App } from '@shopdb/server/app'\n${exported('')}`), 'plugin.ts', '@shopdb/server'],
  'imports/outside': [code(`import '../shared/words.ts'\n${exported('')}`), 'plugin.ts', '../shared'],
  'imports/other-plugin': [(folder) => {
    neighbour(folder, 'fences')
    code(`import { height } from '../fences/plugin.ts'\n${exported('init: () => { height }')}`)(folder)
  }, 'plugin.ts', '../fences'],
  'imports/missing': [code(`import './store'\n${exported('')}`), 'plugin.ts', './store'],
  'imports/package': [code(`import qr from 'qrcode'\n${exported('init: () => { qr }')}`), 'plugin.ts', 'qrcode'],
  'imports/event-bus': [code(exported("init: () => { process.emit('gates.opened') }")), 'plugin.ts', 'emit'],
  'capabilities/jobs': [code(exported("jobs: () => [{ name: 'sweep', title: 'Sweep', run: async () => 1 }]")), 'plugin.ts', 'jobs'],
  'capabilities/network': [code(exported("init: () => fetch('https://example.com')")), 'plugin.ts', 'fetch'],
  'capabilities/files': [code(`import { writeFileSync } from 'node:fs'\n${exported("init: () => writeFileSync('x', '')")}`), 'plugin.ts', 'node:fs'],
  'capabilities/programs': [code(`import { spawn } from 'node:child_process'\n${exported("init: () => { spawn('ls') }")}`), 'plugin.ts', 'child_process'],
  'capabilities/unused': [manifest({ capabilities: { redis: ['gates:*'] } })],
  'permissions/undeclared': [code(exported("routes: () => [{ method: 'GET', path: '/x', permission: 'gates.open', summary: 'X', handle: () => 1 }]")), 'plugin.ts', 'gates.open'],
  'permissions/unused': [manifest({ permissions: [{ id: 'gates.open', title: 'Open' }] }), 'manifest.json', '{'],
  'migrations/invalid': [(folder) => writeFiles(folder, { 'migrations/0002-run.json': '{ "operations": [{ "op": "runSql" }] }' })],
  'migrations/behind': [type(field({ type: 'string', maxLength: 20 }))],
  'migrations/foreign': [(folder) => writeFiles(folder, { 'migrations/0002-reach.json': '{ "operations": [{ "op": "dropTable", "table": "assets" }] }' })],
  'docs/readme': [(folder) => writeFiles(folder, { 'README.md': '# Gates\n' }), 'README.md'],
  'quality/unknown-rule': [manifest({ quality: { exempt: [{ rule: 'imports/host', reason: 'We know better.' }] } }), 'manifest.json', 'imports/host'],
}

const documentBreakages: Record<string, (folder: string) => void> = {
  'docs/complete': manifest({ settings: { type: 'object', properties: { openHours: { type: 'integer', title: 'Hours' } } } }),
  'docs/help': manifest({ settings: { type: 'object', properties: { rows: { type: 'integer' } } } }),
  'docs/languages': (folder) => writeFiles(folder, { 'ui/schema.json': '{ "messages": { "en": { "a": "A", "b": "B" }, "de": { "a": "A" } } }' }),
}

function neighbour(folder: string, name: string, more: Record<string, unknown> = {}): void {
  const other = join(folder, '..', name)
  mkdirSync(other, { recursive: true })
  writeFileSync(join(other, 'manifest.json'), JSON.stringify({ name, version: '1.0.0', description: 'Beside it.', core_version: currentRange(), ...more }))
  changeJson(folder, 'manifest.json', { dependencies: { [name]: '>=1.0.0 <2.0.0' } })
}

function broken(id: string, break_: (folder: string) => void) {
  const folder = join(place, id.replace('/', '-'), 'gates')
  cpSync(sound, folder, { recursive: true })
  break_(folder)
  return readPlugin(folder)
}

it('a plugin as it comes out of "plugin new" has no finding', () => {
  expect([...checkStatic(readPlugin(sound)), ...checkDocuments(readPlugin(sound))]).toEqual([])
})

it('every rule about files can turn red', () => {
  const wanted = checkRules.filter(({ phase }) => phase === 'static' || phase === 'documents').map(({ id }) => id)
  expect([...Object.keys(breakages), ...Object.keys(documentBreakages)].toSorted()).toEqual(wanted.toSorted())
})

it.each(Object.entries(breakages))('%s', (id, [break_, file, line]) => {
  const plugin = broken(id, break_)
  const found = checkStatic(plugin).filter((each) => each.id === id)
  expect(checkStatic(plugin).map((each) => each.id)).toContain(id)
  for (const each of found) expect(each.message, id).not.toBe('')
  if (file !== undefined) expect(found.map((each) => each.file)).toContain(file)
  if (line !== undefined) expect(found.map((each) => plugin.files.find(({ path }) => path === each.file)?.text.split('\n')[(each.line ?? 1) - 1]).join('\n')).toContain(line)
})

it.each(Object.entries(documentBreakages))('%s', (id, break_) => {
  expect(checkDocuments(broken(id, break_)).map((each) => each.id)).toContain(id)
})
