import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { contractVersion } from '@shopdb/contract/version'
import type { Config } from './config.ts'
import { coreTables } from './core-tables.ts'
import { buildTypesOf } from './features/assets/index.ts'
import { buildResourceTablesOf } from './features/records/index.ts'
import type { TableSpec } from './platform/database/table-model.ts'
import type { MigrationChain } from './platform/migrations/migrator.ts'
import { findUndeclaredChanges, writeMigration, type WrittenMigration } from './platform/migrations/write-migration.ts'
import { checkManifests, discoverPlugins, readPlainTables, type OpenTables, type PluginFolders, type PluginSubject } from './plugin-host/index.ts'

export const coreMigrations = join(import.meta.dirname, '..', 'migrations')

/** What migrations of plugins may look up, and what their tables may refer to. */
export const openTables: OpenTables = {
  readableTables: ['assettypes', 'statuses', 'businessunits', 'vendors', 'models', 'locations', 'operatingsystems', 'applications', 'applicationversions', 'communicationtypes', 'relationshiptypes', 'tags'],
  referableTables: ['assets'],
}

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
  return [coreChain(), ...plugins.map((subject) => ({ name: subject.name, folder: join(subject.folder, 'migrations'), ownedTables: (subject.manifest?.tables ?? []).map(({ name }) => name), ...openTables }))]
}

/** Writes the next file of core's chain from what features declare; null when nothing changed. */
export function writeCoreMigration(title?: string): WrittenMigration | null {
  return writeMigration(coreMigrations, coreTables(), title === undefined ? {} : { title })
}

/** The tables a plugin's files declare. */
export function declaredTables(subject: PluginSubject): TableSpec[] {
  return [...buildTypesOf(subject).flatMap(({ type, children }) => [...type.tables, ...children.flatMap((child) => child.tables)]), ...buildResourceTablesOf(subject).flatMap((model) => model.tables), ...readPlainTables(subject)]
}

/** What stands between a plugin's migrations and its declared tables. A table that nothing declares is what its migration says. */
export function undeclaredChanges(subject: PluginSubject): string[] {
  const declared = declaredTables(subject)
  const own = new Set([...(subject.manifest?.tables ?? []).filter(({ kind }) => kind === 'extension' || kind === 'collection').map(({ name }) => name), ...declared.map(({ name }) => name)])
  return findUndeclaredChanges(join(subject.folder, 'migrations'), declared).filter((text) => own.has(String(/"table":"([^"]+)"/.exec(text)?.[1])))
}

/** Writes the next file of a plugin's chain from its asset types and further tables. */
export function writePluginMigration(subject: PluginSubject, title?: string): WrittenMigration | null {
  return writeMigration(join(subject.folder, 'migrations'), declaredTables(subject), title === undefined ? {} : { title })
}
