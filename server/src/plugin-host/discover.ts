import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { readLock, versionFolder, type AddedLock } from './packages/added-lock.ts'

/** A folder that says it is a plugin. Nothing in it has been judged yet. */
export type PluginSource = { name: string; folder: string; bundled: boolean; manifestText: string }

export type Discovery = { sources: PluginSource[]; findings: PluginFinding[] }

export type PluginFolders = {
  /** Folders whose sub-folders are the plugins that ship with the product. */
  bundled: readonly string[]
  /** SHOPDB_PLUGIN_DIRS: each a folder of plugins, or a plugin itself. */
  external: readonly string[]
  /** Plugins unpacked by `plugin add`; may not exist. */
  added: readonly string[]
}

/** Lists every plugin folder. Of two with one name the first counts, bundled before external. */
export function discoverPlugins(folders: PluginFolders): Discovery {
  const discovery: Discovery = { sources: [], findings: [] }
  for (const folder of folders.bundled) addFolder(discovery, folder, true)
  for (const folder of folders.external) {
    if (isFolder(folder)) addFolder(discovery, folder, false)
    else discovery.findings.push({ id: 'discover/missing-folder', severity: 'error', plugin: basename(folder), file: folder, path: '', message: `The plugin folder ${folder} does not exist.`, fix: 'Correct SHOPDB_PLUGIN_DIRS, or create the folder.' })
  }
  for (const folder of folders.added) addPackages(discovery, folder)
  return discovery
}

function addFolder(discovery: Discovery, folder: string, bundled: boolean): void {
  if (!isFolder(folder)) return
  const children = readdirSync(folder).toSorted().map((child) => join(folder, child))
  const pluginFolders = existsSync(join(folder, 'manifest.json')) ? [folder] : children.filter((child) => isFolder(child) && existsSync(join(child, 'manifest.json')))
  for (const pluginFolder of pluginFolders) addPlugin(discovery, pluginFolder, bundled)
}

/** Of each plugin the version that its lock file names. */
function addPackages(discovery: Discovery, folder: string): void {
  for (const [name, { version }] of Object.entries(lockedPlugins(discovery, folder))) {
    const pluginFolder = versionFolder(folder, name, version)
    if (existsSync(join(pluginFolder, 'manifest.json'))) addPlugin(discovery, pluginFolder, false, name)
    else discovery.findings.push({ id: 'discover/missing-version', severity: 'error', plugin: name, file: pluginFolder, path: '', message: `Version ${version} of ${name} was added, but its files are gone.`, fix: 'Add its package again: shopdb plugin add <file>' })
  }
}

/** A damaged lock file takes the added plugins out, not the server. */
function lockedPlugins(discovery: Discovery, folder: string): AddedLock['plugins'] {
  try {
    return readLock(folder).plugins
  } catch (error) {
    discovery.findings.push({ id: 'discover/lock', severity: 'error', plugin: '', file: folder, path: '', message: `The lock file of the added plugins cannot be read: ${error instanceof Error ? error.message : String(error)}`, fix: 'Put it back from a backup, or delete it and add the packages again.' })
    return {}
  }
}

function addPlugin(discovery: Discovery, folder: string, bundled: boolean, name = basename(folder)): void {
  const first = discovery.sources.find((source) => source.name === name)
  if (!first) discovery.sources.push({ name, folder, bundled, manifestText: readFileSync(join(folder, 'manifest.json'), 'utf8') })
  else if (first.folder !== folder) {
    discovery.findings.push({ id: 'discover/duplicate', severity: 'error', plugin: name, file: join(folder, 'manifest.json'), path: '', message: `Two plugins are called "${name}"; the one in ${first.folder} counts.`, fix: 'Rename or remove one of them.' })
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
