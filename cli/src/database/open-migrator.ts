import type { Database } from '@shopdb/server/platform/database/database'
import type { MigrationChain, Migrator } from '@shopdb/server/platform/migrations/migrator'
import { loadServerConfig } from '../server-config.ts'

export type OpenedMigrator = { database: Database; migrator: Migrator; chains: readonly MigrationChain[] }

/** Opens the database of this installation without the application around it: a schema that is behind stops nothing here. */
export async function withMigrator<T>(work: (opened: OpenedMigrator) => Promise<T>): Promise<T> {
  const config = await loadServerConfig()
  const { openDatabase } = await import('@shopdb/server/platform/database/open-database')
  const { createMigrator } = await import('@shopdb/server/platform/migrations/migrator')
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir })
  try {
    const chains = await readChains(config)
    return await work({ database, migrator: createMigrator({ database, log: silent, archiveFolder: `${config.dataDir}/archive` }), chains })
  } finally {
    await database.close()
  }
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The chains of core and of every plugin that is installed here. */
async function readChains(config: unknown): Promise<readonly MigrationChain[]> {
  const module: string = '@shopdb/server/migration-chains'
  const { migrationChains } = await import(module) as { migrationChains: (config: unknown) => Promise<MigrationChain[]> } // the list of the composition root
  return migrationChains(config)
}
