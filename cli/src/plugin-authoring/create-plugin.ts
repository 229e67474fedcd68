import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pluginNamePattern, reservedPluginNames } from '@shopdb/contract/manifest'
import { CommandFailure, usageFailure } from '../failure.ts'
import { loadServerConfig } from '../server-config.ts'
import { assertSound, judgePlugin } from './read-plugin.ts'
import { scaffoldFiles } from './scaffold/scaffold-files.ts'
import type { Scaffold } from './scaffold/scaffold-options.ts'
import { writeShopdbFolder } from './shopdb-folder.ts'

export type CreatedPlugin = { folder: string; files: string[] }

/** Writes a new plugin that passes `plugin check` as it comes out. Nothing is written when anything is in its way. */
export async function createPlugin(scaffold: Scaffold, parent: string, overwrite: boolean): Promise<CreatedPlugin> {
  await assertFree(scaffold.name)
  const folder = join(parent, scaffold.name)
  assertEmpty(folder, overwrite)
  const files = scaffoldFiles(scaffold)
  // The generator would compare with them, and they belong to what is overwritten.
  if (overwrite) rmSync(join(folder, 'migrations'), { recursive: true, force: true })
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const { writePluginMigration } = await import('@shopdb/server/migration-chains')
  const subject = await judgePlugin(folder)
  assertSound(subject)
  const written = writePluginMigration(subject)
  await writeShopdbFolder(folder)
  return { folder, files: [...Object.keys(files), ...(written === null ? [] : [`migrations/${written.file}`])].toSorted() }
}

export function assertName(name: string): void {
  if (!new RegExp(pluginNamePattern).test(name)) {
    const proposal = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '').replace(/^\d+/, '').slice(0, 32)
    throw usageFailure(`"${name}" is no name of a plugin.`, `A name is 2 to 32 lower-case letters and digits, the first a letter${proposal.length > 1 ? `, such as "${proposal}"` : ''}.`)
  }
  if (reservedPluginNames.includes(name)) throw usageFailure(`"${name}" is a name of the platform itself.`, 'Choose another name.')
}

async function assertFree(name: string): Promise<void> {
  assertName(name)
  const { pluginFolders, readPlugins } = await import('@shopdb/server/migration-chains')
  const { coreTables } = await import('@shopdb/server/core-tables')
  if (coreTables().some((table) => table.name === name)) throw usageFailure(`"${name}" is a table of the platform itself.`, 'Choose another name.')
  const config = await loadServerConfig()
  const [bundled = ''] = pluginFolders(config).bundled
  const taken = readPlugins({ ...config, pluginDirs: [] }).find((plugin) => plugin.name === name && dirname(plugin.folder) === bundled)
  if (taken !== undefined) throw usageFailure(`"${name}" is a plugin that comes with ShopDB.`, 'Choose another name.')
}

function assertEmpty(folder: string, overwrite: boolean): void {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found === undefined || overwrite && found.isDirectory()) return
  if (!found.isDirectory() || readdirSync(folder).length > 0) {
    throw new CommandFailure('FILE_EXISTS', `${folder} exists already.`, existsSync(join(folder, 'manifest.json')) ? 'Choose another name or --dir, or add --overwrite: files that a new plugin has are written anew, your other files stay.' : 'Choose another name or --dir.')
  }
}
