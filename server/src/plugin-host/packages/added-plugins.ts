import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { randomBytes } from 'node:crypto'
import semver from 'semver'
import { Problem } from '../../platform/problem.ts'
import { readLock, versionFolder, writeLock, type AddedPlugin, type AddedVersion } from './added-lock.ts'
import { refusePackage, type PluginPackage } from './package-contents.ts'
import { sha256Of } from './read-package.ts'

const incoming = '.incoming-'
/** The one that counts and those to go back to. */
const keptVersions = 3

export type Placed = { name: string; version: string; previousVersion: string | null; signedBy: string | null; /** It was there already, with the same contents. */ isKnown: boolean }

/** The versions of plugins in the data folder. Everything here is whole or not there, whenever it is interrupted. */
export function createAddedPlugins(folder: string, now: () => number) {
  /** Puts a proven package beside its older versions, without letting it count yet. `judge` throws when the host would refuse it. */
  function place(plugin: PluginPackage, signedBy: string | null, judge: (name: string, pluginFolder: string) => void): Placed {
    const { name, version } = plugin.contents
    const lock = readLock(folder)
    const known = lock.plugins[name]
    const sha256 = sha256Of(plugin.contentsBytes)
    const isKnown = known?.versions[version]?.sha256 === sha256
    if (known?.versions[version] !== undefined && !isKnown) throw new Problem('STATE_CONFLICT', { detail: `Version ${version} of ${name} was added before, with other contents.`, fields: [{ path: 'version', message: 'A changed plugin has a higher version.' }] })
    if (!isKnown || !existsSync(versionFolder(folder, name, version))) unpackInto(folder, plugin, judge)
    const added: AddedVersion = { sha256, addedAt: new Date(now()).toISOString(), signedBy, contractVersions: plugin.contents.contractVersions, tier: plugin.contents.tier }
    lock.plugins[name] = { version: known?.version ?? version, versions: { ...known?.versions, [version]: isKnown ? known?.versions[version] ?? added : added } }
    writeLock(folder, lock)
    return { name, version, previousVersion: known?.version ?? null, signedBy, isKnown }
  }

  function entryOf(name: string): AddedPlugin {
    const entry = readLock(folder).plugins[name]
    if (entry === undefined) throw new Problem('PLUGIN_NOT_FOUND', { detail: `The plugin ${name} was not added from a package.`, extra: { plugin: name } })
    return entry
  }

  return {
    place, entryOf,
    folderOf: (name: string, version: string) => versionFolder(folder, name, version),
    /** From now on this version counts; the oldest of too many goes. */
    choose(name: string, version: string): void {
      const lock = readLock(folder)
      const { versions } = entryOf(name)
      if (versions[version] === undefined) throw new Problem('NOT_FOUND', { detail: `There is no version ${version} of ${name}; there are: ${sorted(versions).join(', ')}.` })
      const kept = new Set([version, ...sorted(versions).filter((each) => each !== version).slice(0, keptVersions - 1)])
      lock.plugins[name] = { version, versions: Object.fromEntries(Object.entries(versions).filter(([each]) => kept.has(each))) }
      writeLock(folder, lock)
      for (const each of Object.keys(versions)) if (!kept.has(each)) rmSync(versionFolder(folder, name, each), { recursive: true, force: true })
    },
    /** Takes one version away, or the plugin with every version. */
    remove(name: string, version?: string): void {
      const lock = readLock(folder)
      const { [version ?? '']: _gone, ...left } = entryOf(name).versions
      const isLast = version === undefined || Object.keys(left).length === 0
      if (isLast) delete lock.plugins[name]
      else lock.plugins[name] = { version: lock.plugins[name]?.version === version ? sorted(left)[0] ?? '' : lock.plugins[name]?.version ?? '', versions: left }
      writeLock(folder, lock)
      rmSync(isLast ? join(folder, name) : versionFolder(folder, name, version), { recursive: true, force: true })
    },
  }
}

export type AddedPlugins = ReturnType<typeof createAddedPlugins>

/** Newest first. */
function sorted(versions: Readonly<Record<string, AddedVersion>>): string[] {
  return Object.keys(versions).toSorted((left, right) => semver.rcompare(left, right))
}

function unpackInto(folder: string, { contents, files }: PluginPackage, judge: (name: string, pluginFolder: string) => void): void {
  mkdirSync(folder, { recursive: true })
  removeLeftovers(folder)
  const temporary = join(folder, `${incoming}${randomBytes(6).toString('hex')}`)
  const target = versionFolder(folder, contents.name, contents.version)
  try {
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(temporary, path)), { recursive: true })
      writeFileSync(join(temporary, path), bytes, { flag: 'wx', mode: 0o644 })
    }
    judge(contents.name, temporary)
    rmSync(target, { recursive: true, force: true })
    mkdirSync(dirname(target), { recursive: true })
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw error instanceof Problem ? error : refusePackage('It could not be unpacked.', error)
  }
}

/** Of additions that were interrupted; they take one at a time, so none is under way. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) if (name.startsWith(incoming)) rmSync(join(folder, name), { recursive: true, force: true })
}
