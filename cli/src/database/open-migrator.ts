import { join } from 'node:path'
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
    const migrator = createMigrator({ database, log: silent, archiveFolder: join(config.dataDir, 'archive') })
    const { migrationChains } = await import('@shopdb/server/migration-chains')
    const chains = await migrationChains(config)
    return await work({ database, migrator, chains: await withoutStrangers(migrator, chains) })
  } finally {
    await database.close()
  }
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A plugin that was never installed has no tables here; its migrations run when it is. */
async function withoutStrangers(migrator: Migrator, chains: readonly MigrationChain[]): Promise<MigrationChain[]> {
  const known = new Set((await migrator.status(chains)).filter(({ applied }) => applied.length > 0).map(({ name }) => name))
  return chains.filter(({ name }) => name === 'core' || known.has(name))
}
