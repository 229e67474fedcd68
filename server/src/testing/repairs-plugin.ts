import { join } from 'node:path'
import { loadConfig } from '../config.ts'
import { readPlugins, writePluginMigration } from '../migration-chains.ts'
import { writeFiles, type PluginFiles } from './cabinet-plugin.ts'

/** A shop with shelves, repairs of assets with parts from them, and a plain log: a table of each sort that a plugin may declare. */
export const repairsManifest = {
  manifest_version: 1, name: 'repairshop', title: 'Repair shop', version: '1.0.0', description: 'Repairs of assets.', author: 'A test', license: 'MIT', core_version: '>=0.3.0 <0.4.0',
  asset_types: ['asset-types/tool.json'], permissions: [{ id: 'repairshop.close', title: 'Close repairs', roles: ['technician'] }],
  tables: [
    { name: 'repairtools', kind: 'extension' },
    { name: 'repairshelves', kind: 'resource', schema: 'tables/repairshelves.json' }, { name: 'repairs', kind: 'resource', schema: 'tables/repairs.json' },
    { name: 'repairnotes', kind: 'resource', schema: 'tables/repairnotes.json' }, { name: 'repairlog', kind: 'plain', schema: 'tables/repairlog.json' },
  ],
}

export const repairTables = {
  'asset-types/tool.json': { $id: 'repairshop.tool', title: 'Tool', type: 'object', 'x-shopdb': { collection: 'repairtools', titlePlural: 'Tools' }, properties: { color: { type: 'string', maxLength: 20, title: 'Colour' } } },
  'tables/repairshelves.json': {
    title: 'Shelf', type: 'object', required: ['name'], 'x-shopdb': { titlePlural: 'Shelves', collection: 'shelves', icon: 'library', permissions: { write: 'repairshop.close' } },
    properties: { name: { type: 'string', maxLength: 60, title: 'Name', 'x-shopdb': { unique: true, identifier: true, searched: true, sort: true, list: 1 } }, room: { type: 'string', maxLength: 120, title: 'Room', 'x-shopdb': { searched: true } } },
  },
  'tables/repairs.json': {
    title: 'Repair', type: 'object', required: ['assetId', 'fault', 'state'], 'x-shopdb': { titlePlural: 'Repairs', label: 'fault', ownerField: 'assetId', defaultSort: '-reportedOn' },
    properties: {
      assetId: { type: 'integer', title: 'Asset', 'x-shopdb': { reference: 'assets', filter: true, list: 1 } },
      fault: { type: 'string', maxLength: 200, title: 'Fault', 'x-shopdb': { sort: true, list: 2 } },
      state: { type: 'string', enum: ['open', 'done'], default: 'open', title: 'State', 'x-shopdb': { filter: true, list: 3 } },
      shelfId: { type: 'integer', title: 'Shelf', 'x-shopdb': { reference: 'repairshelves', filter: true } },
      reportedOn: { type: 'string', format: 'date', title: 'Reported', 'x-shopdb': { sort: true } },
      cost: { type: 'number', multipleOf: 0.01, minimum: 0, title: 'Cost' },
      hours: { type: 'integer', title: 'Hours', 'x-shopdb': { readOnly: true, unit: 'h' } },
    },
  },
  'tables/repairnotes.json': {
    title: 'Repair note', type: 'object', required: ['text'], 'x-shopdb': { titlePlural: 'Repair notes', collection: 'notes', readOnly: true },
    properties: { text: { type: 'string', maxLength: 200, title: 'Text', 'x-shopdb': { list: 1, identifier: true } }, assetId: { type: 'integer', title: 'Asset', 'x-shopdb': { reference: 'assets' } } },
  },
  'tables/repairlog.json': { columns: { id: 'serial', takenat: 'timestamp', level: 'integer?' }, indexes: [{ columns: ['takenat', 'id'] }] },
} as const

const code = `export default {
  routes: ({ route, records, assets, upsert, database }) => [
    route({ method: 'POST', path: '/close/:id', permission: 'repairshop.close', summary: 'Close a repair', params: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
      handle: async ({ params, caller }) => { await records.create('repairnotes', { text: 'closed' }); return records.update('repairs', params.id, { state: 'done', hours: 3 }, caller) } }),
    route({ method: 'POST', path: '/many', permission: 'repairshop.close', summary: 'Save many repairs', handle: async ({ body, caller }) => ({ ids: await records.saveMany('repairs', body.repairs, caller) }) }),
    route({ method: 'POST', path: '/names', permission: 'repairshop.close', summary: 'Names of assets', handle: async ({ body }) => ({ names: await assets.names(body.ids) }) }),
    route({ method: 'POST', path: '/levels', permission: 'repairshop.close', summary: 'Note a level', handle: async () => {
      await upsert('repairlog', ['id'], [{ id: 1, takenat: 1700000000000, level: 4 }])
      await upsert('repairlog', ['id'], [{ id: 1, takenat: 1700000000000, level: 5 }])
      return { rows: await database.all('select level from repairlog') }
    } }),
  ],
}
`

const screens = { panels: [{ id: 'repairs', title: 'Repairs', kind: 'table', list: { type: 'repairs', by: 'assetId' }, columns: ['fault', 'state'] }] }

/** Writes the plugin `repairshop`; its migrations follow from its tables. */
export function writeRepairs(parent: string, files: PluginFiles = {}): string {
  const folder = join(parent, 'repairshop')
  writeFiles(folder, { 'manifest.json': repairsManifest, 'package.json': { type: 'module' }, ...repairTables, 'ui/schema.json': screens, 'plugin.ts': code, ...files })
  const subject = readPlugins(loadConfig({ SHOPDB_ENV: 'test', SHOPDB_PLUGIN_DIRS: parent, SHOPDB_DATA_DIR: parent })).find(({ name }) => name === 'repairshop')
  if (!subject) throw new Error('The plugin was not found.')
  writePluginMigration(subject)
  return folder
}
