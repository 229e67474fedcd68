import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PluginTier } from '@shopdb/contract/plugin-overview'
import { contentHash } from './import-plugin.ts'

/** What the last `plugin check` of a folder came to. It says nothing about other content, nor about another contract. */
export type KeptCheck = { contentHash: string; contractVersion: string; tier: PluginTier | null; checkedAt: string }

const tiers: readonly PluginTier[] = ['bronze', 'silver', 'gold', 'platinum']
const fileOf = (folder: string): string => join(folder, '.shopdb', 'check.json')

/** Null when the folder was never checked, or changed since. */
export function readKeptCheck(folder: string): KeptCheck | null {
  const kept = parse(fileOf(folder))
  return kept?.contentHash === contentHash(folder) ? kept : null
}

/** A check that looked less far, at the same content, does not take back what one before it proved. */
export function keepCheck(folder: string, found: Pick<KeptCheck, 'contractVersion' | 'tier' | 'checkedAt'> & { isSound: boolean }): void {
  const { isSound, contractVersion, tier, checkedAt } = found
  const before = readKeptCheck(folder)
  const isLess = isSound && before?.contractVersion === contractVersion && rankOf(tier) < rankOf(before.tier)
  const kept: KeptCheck = { contentHash: contentHash(folder), contractVersion, tier: isLess ? before.tier : tier, checkedAt }
  const file = fileOf(folder)
  mkdirSync(dirname(file), { recursive: true })
  if (!existsSync(join(dirname(file), '.gitignore'))) writeFileSync(join(dirname(file), '.gitignore'), '*\n')
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`)
}

function rankOf(tier: PluginTier | null): number {
  return tier === null ? -1 : tiers.indexOf(tier)
}

function parse(file: string): KeptCheck | null {
  if (!existsSync(file)) return null
  try {
    const { contentHash: hash, contractVersion, tier, checkedAt } = JSON.parse(readFileSync(file, 'utf8')) as Partial<KeptCheck> // checked member by member below
    const known = tiers.find((each) => each === tier) ?? null
    return typeof hash === 'string' && typeof contractVersion === 'string' && typeof checkedAt === 'string' ? { contentHash: hash, contractVersion, tier: known, checkedAt } : null
  } catch {
    return null // half written, or something else: as if it had never been checked
  }
}
