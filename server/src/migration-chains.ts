import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { contractVersion } from '@shopdb/contract/version'
import type { Config } from './config.ts'
import { coreTables } from './core-tables.ts'
import { buildTypesOf } from './features/assets/index.ts'
import type { MigrationChain } from './platform/migrations/migrator.ts'
import { writeMigration, type WrittenMigration } from './platform/migrations/write-migration.ts'
import { checkManifests, discoverPlugins, type PluginFolders, type PluginSubject } from './plugin-host/index.ts'

export const coreMigrations = join(import.meta.dirname, '..', 'migrations')

export function coreChain(): MigrationChain {
  return { name: 'core', folder: coreMigrations, ownedTables: coreTables().map((table) => table.name) }
}

export function pluginFolders(config: Pick<Config, 'dataDir' | 'pluginDirs'>): PluginFolders {
  return { bundled: [join(import.meta.dirname, '..', '..', 'plugins')], external: config.pluginDirs, added: [join(config.dataDir, 'plugins')] }
}

export function readPlugins(config: Pick<Config, 'dataDir' | 'pluginDirs'>): PluginSubject[] {
  return checkManifests(discoverPlugins(pluginFolders(config)).sources, { contractVersion, features: [], coreTables: coreTables().map((table) => table.name) })
}

/** Core's chain, then those of the plugins that can be read. */
export async function migrationChains(config: Pick<Config, 'dataDir' | 'pluginDirs'>): Promise<MigrationChain[]> {
  const plugins = readPlugins(config).filter((subject) => subject.manifest && existsSync(join(subject.folder, 'migrations')))
  return [coreChain(), ...plugins.map((subject) => ({ name: subject.name, folder: join(subject.folder, 'migrations'), ownedTables: (subject.manifest?.tables ?? []).map(({ name }) => name) }))]
}

/** Writes the next file of core's chain from what features declare; null when nothing changed. */
export function writeCoreMigration(title?: string): WrittenMigration | null {
  return writeMigration(coreMigrations, coreTables(), title === undefined ? {} : { title })
}

/** Writes the next file of a plugin's chain from its asset types. */
export function writePluginMigration(subject: PluginSubject, title?: string): WrittenMigration | null {
  const tables = buildTypesOf(subject).flatMap(({ type, children }) => [...type.tables, ...children.flatMap((child) => child.tables)])
  return writeMigration(join(subject.folder, 'migrations'), tables, title === undefined ? {} : { title })
}
