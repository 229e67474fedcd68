import type { Platform } from '../../platform/platform.ts'
import type { PluginHolding } from '../../platform/plugin-holding.ts'
import { Problem } from '../../platform/problem.ts'
import type { AssetTypes } from './asset-types.ts'
import { findAssetsInTheWay, findHeldAssets, findTypesInTheWay, insertAll, insertRelationships, typesOfPlugin } from './holding-store.ts'

/**
 * The asset types of a plugin, its assets, and everything that belongs to one of them, in whatever table it stands. When
 * the plugin goes, its assets go: without their type nobody could say what they are. Policy keep leaves them.
 */
export function assetHoldings({ resources }: Pick<Platform, 'resources'>, types: AssetTypes, forgetLists: () => void): PluginHolding[] {
  return [
    {
      title: 'asset types', madeByInstallation: true, tables: ['assettypes'],
      rows: async (_reader, { name }) => [typesOfPlugin(name)],
      assertRestorable: async (reader, _table, rows) => refuse(await findTypesInTheWay(reader, rows), 'asset types'),
      registered: (plugin) => resources.all().filter((model) => model.plugin === plugin).map((model) => `resource ${model.name}`),
      changed: () => types.load(),
    },
    {
      title: 'assets', tables: ['assets'],
      rows: async (reader, plugin) => {
        const { assets } = await findHeldAssets(reader, plugin)
        return assets ? [assets] : []
      },
      assertRestorable: async (reader, _table, rows) => refuse(await findAssetsInTheWay(reader, rows), 'assets'),
      changed: forgetLists,
    },
    {
      title: 'records that belong to its assets', tables: ['relationships'],
      rows: async (reader, plugin) => (await findHeldAssets(reader, plugin)).belonging,
      restoreRows: (transaction, table, rows) => (table === 'relationships' ? insertRelationships(transaction, rows) : insertAll(transaction, table, rows)),
    },
  ]
}

function refuse(found: readonly string[], what: string): void {
  if (found.length > 0) throw new Problem('STATE_CONFLICT', { detail: `The archive would meet ${what} that are here: ${found.join(', ')}. Rename or delete them, or restore the archive in the database it was written for.` })
}
