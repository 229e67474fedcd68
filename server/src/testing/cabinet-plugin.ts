import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadConfig } from '../config.ts'
import { readPlugins, writePluginMigration } from '../migration-chains.ts'

const assetType = {
  $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'cabinets.cabinet', title: 'Cabinet', description: 'A tool cabinet.', type: 'object',
  'x-shopdb': { collection: 'cabinets', titlePlural: 'Cabinets', identity: [['serialNumber']], filters: ['statusId'], sorts: ['assetNumber'], defaultSort: 'assetNumber' },
  properties: {
    color: { type: 'string', maxLength: 40, title: 'Color', 'x-shopdb': { searched: true, filter: true, collected: true } },
    drawers: { type: 'array', title: 'Drawers', items: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 60, title: 'Name', 'x-shopdb': { identifier: true } }, depth: { type: 'integer', title: 'Depth' } } }, 'x-shopdb': { table: 'cabinetdrawers', key: ['name'] } },
  },
}

const manifest = {
  manifest_version: 1, name: 'cabinets', title: 'Cabinets', version: '1.0.0', description: 'Tool cabinets and who opened them.', author: 'A test', license: 'MIT', core_version: '>=0.3.0 <0.4.0',
  asset_types: ['asset-types/cabinet.json'], permissions: [{ id: 'cabinets.open', title: 'Open cabinets' }],
  tables: [{ name: 'cabinets', kind: 'extension' }, { name: 'cabinetdrawers', kind: 'collection' }, { name: 'cabinetopenings', kind: 'plain', schema: 'tables/cabinetopenings.json' }],
  settings: { type: 'object', properties: { color: { type: 'string', default: 'grey' }, pin: { type: 'string', 'x-shopdb': { sensitive: true } } } },
  navigation: [{ title: 'Cabinets', path: '/cabinets' }],
}

const code = `export default {
  routes: ({ route, database, settings }) => [
    route({ method: 'POST', path: '/opened', permission: 'cabinets.open', summary: 'Note an opening', handle: async () => database.write((transaction) => transaction.insertRows('cabinetopenings', [{ openedat: 1700000000000 }])) }),
    route({ method: 'GET', path: '/color', permission: 'cabinets.open', summary: 'The color that is set', handle: () => ({ color: settings.color }) }),
  ],
}
`

export type PluginFiles = Record<string, string | object>

export function writeFiles(folder: string, files: PluginFiles): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
}

/** Writes a complete external plugin: an asset type with a collection, a table of its own, settings, permissions, code. Its migration is generated. */
export function writeCabinets(parent: string, files: PluginFiles = {}): string {
  const folder = join(parent, 'cabinets')
  writeFiles(folder, { 'manifest.json': manifest, 'package.json': { type: 'module' }, 'asset-types/cabinet.json': assetType, 'tables/cabinetopenings.json': { columns: { id: 'serial', openedat: 'timestamp' } }, 'plugin.ts': code, ...files })
  const subject = readPlugins(loadConfig({ SHOPDB_ENV: 'test', SHOPDB_PLUGIN_DIRS: parent, SHOPDB_DATA_DIR: parent })).find(({ name }) => name === 'cabinets')
  if (!subject) throw new Error('The plugin was not found.')
  writePluginMigration(subject)
  return folder
}

export const cabinetManifest = manifest
