import type { PackedFacts } from './describe-overview.ts'
import { readKeptCheck } from './kept-check.ts'
import { readLock, versionFolder } from './packages/added-lock.ts'
import type { PluginSubject } from './plugin-subject.ts'

/** What the lock of the added plugins keeps of the package, or what the last check of a folder came to; null when neither is there. */
export function packedFactsOf(addedFolder: string, { name, folder, manifest }: PluginSubject): PackedFacts | null {
  if (!manifest) return null
  if (folder !== versionFolder(addedFolder, name, manifest.version)) return checkedFacts(folder)
  return readLock(addedFolder).plugins[name]?.versions[manifest.version] ?? null
}

function checkedFacts(folder: string): PackedFacts | null {
  const kept = readKeptCheck(folder)
  return kept && { tier: kept.tier, contractVersions: [kept.contractVersion] }
}
