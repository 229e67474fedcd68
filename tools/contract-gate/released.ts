import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import semver from 'semver'
import type { ContractSnapshot } from './snapshot.ts'

/** A contract version kept in the repository, with its declarations and its data. */
export type ReleasedContract = {
  version: string
  folder: string
  types: string
  snapshot: ContractSnapshot
  /** Written by `accept.ts --final`. Until then the version is being made, and changes of it are only told. */
  final: boolean
}

export const releasedFolder = 'contract/released'

/** Oldest first. */
export function readReleased(root: string): ReleasedContract[] {
  const parent = join(root, releasedFolder)
  if (!existsSync(parent)) return []
  return readdirSync(parent).filter((name) => semver.valid(name) !== null && existsSync(join(parent, name, 'snapshot.json'))).toSorted(semver.compare).map((version) => {
    const folder = join(parent, version)
    const { final, ...snapshot } = JSON.parse(readFileSync(join(folder, 'snapshot.json'), 'utf8')) as ContractSnapshot & { final: boolean } // written by accept.ts
    return { version, folder, types: join(folder, 'types'), snapshot, final }
  })
}
