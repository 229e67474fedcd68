import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the data folder holds of plugins added from packages: versions, and which of them counts. Upgrades of ShopDB leave it alone. */
export type AddedLock = { lockVersion: 1; plugins: Record<string, AddedPlugin> }
export type AddedPlugin = { /** The one that counts. */ version: string; versions: Record<string, AddedVersion> }
export type AddedVersion = { /** Of the list of contents, which holds the hash of each file. */ sha256: string; addedAt: string; signedBy: string | null; contractVersions: string[]; tier: string | null }

const lockName = 'plugins.lock.json'

/** Throws when the file is damaged: going on without it would lose every added plugin. */
export function readLock(folder: string): AddedLock {
  const path = join(folder, lockName)
  if (!existsSync(path)) return { lockVersion: 1, plugins: {} }
  const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<AddedLock> // written below; checked in the next line
  if (value.lockVersion !== 1 || typeof value.plugins !== 'object') throw new Error(`${path} is not a lock file of this version.`)
  return { lockVersion: 1, plugins: value.plugins }
}

/** Whole or not at all, whenever the computer stops. */
export function writeLock(folder: string, lock: AddedLock): void {
  mkdirSync(folder, { recursive: true })
  const temporary = join(folder, `${lockName}.${process.pid}`)
  writeFileSync(temporary, `${JSON.stringify(lock, null, 2)}\n`, { flush: true })
  renameSync(temporary, join(folder, lockName))
}

export function versionFolder(folder: string, name: string, version: string): string {
  return join(folder, name, version)
}
