import { existsSync, readdirSync } from 'node:fs'
import type { Database } from '../platform/database/database.ts'
import { createPlatformTables, readLedger } from '../platform/migrations/ledger.ts'
import type { Migrator } from '../platform/migrations/migrator.ts'
import type { PluginChain, PluginMigrations } from './activate-plugin.ts'

/** Tables of the platform that migrations of plugins may look values up in, and those that foreign keys may lead to. */
export type OpenTables = { readableTables: readonly string[]; referableTables: readonly string[] }

/** The migrator as the plugin host needs it. */
export function createPluginMigrations(database: Database, migrator: Migrator, openTables: OpenTables): PluginMigrations {
  return {
    upgrade: async (chain) => (existsSync(chain.folder) ? migrator.upgrade([{ ...chain, ...openTables }]) : assertNoTables(chain)),
    downgradeTo: async (plugin, folder) => {
      const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')).toSorted() : []
      const applied = (await readLedger(database)).filter((entry) => entry.chain === plugin).map(({ file }) => file)
      return migrator.downgrade(plugin, files.filter((file) => applied.includes(file)).at(-1) ?? null)
    },
    isAhead: async ({ name, folder }) => {
      // Names alone: whether the files are right is the business of the upgrade.
      const files = existsSync(folder) ? readdirSync(folder) : []
      await createPlatformTables(database)
      return (await readLedger(database)).some((entry) => entry.chain === name && !files.includes(entry.file))
    },
  }
}

function assertNoTables({ name, ownedTables }: PluginChain): void {
  if (ownedTables.length > 0) throw new Error(`The manifest lists tables, but the plugin has no folder "migrations". Generate it with: npx shopdb db migrate ${name}`)
}
