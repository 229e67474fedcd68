import { existsSync, readdirSync } from 'node:fs'
import type { Database } from '../platform/database/database.ts'
import { createPlatformTables, readLedger } from '../platform/migrations/ledger.ts'
import type { Migrator } from '../platform/migrations/migrator.ts'
import type { PluginChain, PluginMigrations } from './activate-plugin.ts'

/** The migrator as the plugin host needs it. `readableTables` are look-up tables of the platform whose values migrations may read. */
export function createPluginMigrations(database: Database, migrator: Migrator, readableTables: readonly string[] = []): PluginMigrations {
  return {
    upgrade: async (chain) => (existsSync(chain.folder) ? migrator.upgrade([{ ...chain, readableTables }]) : assertNoTables(chain)),
    isAhead: async ({ name, folder }) => {
      // Names alone: whether the files are right is the business of the upgrade.
      const files = existsSync(folder) ? readdirSync(folder) : []
      await createPlatformTables(database)
      return (await readLedger(database)).some((entry) => entry.chain === name && !files.includes(entry.file))
    },
    purge: (plugin) => migrator.downgrade(plugin, null),
  }
}

function assertNoTables({ name, ownedTables }: PluginChain): void {
  if (ownedTables.length > 0) throw new Error(`The manifest lists tables, but the plugin has no folder "migrations". Generate it with: shopdb db migrate ${name}`)
}
