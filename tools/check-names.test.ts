import { describe, expect, test } from 'vitest'
import { fileNamesRule } from './check-file-names.ts'
import { identifiersRule } from './check-identifiers.ts'
import { tableNamesRule } from './check-table-names.ts'
import { findingsOf, placesOf } from './testing.ts'

describe('files', () => {
  test.each(['server/src/assetStore.ts', 'server/src/utils.ts', 'server/src/asset-helpers.ts', 'server/src/common/a.ts', 'web/src/shell/list.vue', 'plugins/my-plugin/manifest.json', 'docs/Guide.md'])('%s is refused', async (path) => {
    expect(await findingsOf(fileNamesRule, { [path]: '{}' })).not.toEqual([])
  })

  test.each(['README.md', '.editorconfig', 'server/src/asset-store.test.ts', 'web/src/shell/asset-list.vue', 'server/src/platform/database/database.ts', 'plugins/usb/manifest.json', '.githooks/pre-commit', 'cli/src/fixtures/sw_vers.txt'])('%s is fine', async (path) => {
    expect(await findingsOf(fileNamesRule, { [path]: '{}' })).toEqual([])
  })
})

describe('declared names', () => {
  test.each(['const data = 1', 'type AssetDto = {}', 'class StoreImpl {}', 'type IStore = {}', 'function helper() {}', 'const f = (info: string) => info'])('%s is refused', async (text) => {
    expect(await placesOf(identifiersRule, { 'server/src/a.ts': text })).toEqual(['server/src/a.ts:1'])
  })

  test.each(['const { data } = useQuery()', 'log.info(1)', 'type Ip = string', 'type Item = {}', 'const database = 1'])('%s is fine', async (text) => {
    expect(await placesOf(identifiersRule, { 'server/src/a.ts': text })).toEqual([])
  })

  test('a component carries the name of its file', async () => {
    expect(await placesOf(identifiersRule, { 'web/src/a.ts': "import AssetList from './asset-list.vue'\nimport List from './asset-list.vue'" })).toEqual(['web/src/a.ts:2'])
  })
})

describe('addresses and JSON', () => {
  test.each(['/api/business-units', '/api/businessUnits', '/api/vendor', '/api/asset_types/:id'])('%s is refused', async (path) => {
    expect(await placesOf(identifiersRule, { 'server/src/a.ts': `http.get('${path}')` })).toEqual(['server/src/a.ts:1'])
  })

  test.each(['/api/businessunits/:id', '/api/auth/login', '/api/openapi.json', '/api/equipment', '/api/*'])('%s is fine', async (path) => {
    expect(await placesOf(identifiersRule, { 'server/src/a.ts': `http.get('${path}')` })).toEqual([])
  })

  test('JSON properties are camelCase; the manifest alone has snake_case keys', async () => {
    const text = "const schema = { properties: { asset_number: {}, name: {}, 'x-shopdb': {} } }"
    expect(await placesOf(identifiersRule, { 'server/src/a.ts': text, 'contract/src/manifest-schema.ts': text })).toEqual(['server/src/a.ts:1'])
  })

  test('headers keep the notation of HTTP', async () => {
    const text = "const versionHeader = { properties: { 'if-match': {} } } as const\nconst a = { headers: { properties: { 'if-match': {} } } }"
    expect(await placesOf(identifiersRule, { 'server/src/a.ts': text })).toEqual([])
  })
})

describe('tables', () => {
  test('tables are plural, columns run together', async () => {
    const text = "defineTable({ name: 'asset', columns: { id: 'id', asset_number: 'text', mapX: 'real', mapy: 'real' } })\ndefineTable({ name: 'assets', columns: { id: 'id' } })"
    expect((await findingsOf(tableNamesRule, { 'server/src/features/assets/tables.ts': text })).map(({ message }) => message.split(':')[0])).toEqual(['Table "asset" is singular', 'Column "asset_number"', 'Column "mapX"'])
  })

  test('migrations and asset types are read as well', async () => {
    expect(await findingsOf(tableNamesRule, {
      'plugins/usb/migrations/0001-create.json': '{ "operations": [{ "createTable": { "table": "usb_devices", "columns": { "assetId": "id" } } }] }',
      'plugins/usb/asset-types/usbdevice.json': '{ "x-shopdb": { "collection": "usbdevices" } }',
    })).toHaveLength(2)
  })
})
