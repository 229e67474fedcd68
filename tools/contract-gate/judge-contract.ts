import semver from 'semver'
import { greatestKind, lowestVersion, type ChangeKind, type ContractChange } from './contract-change.ts'
import { compareTypes } from './compare-types.ts'
import { compareSnapshots, type ContractSnapshot } from './snapshot.ts'

export type Contract = { version: string; types: string; snapshot: ContractSnapshot }

/** What a contract would have to be called after the one before it. */
export type Verdict = { kind: ChangeKind | null; lowest: string; isAllowed: boolean; changes: ContractChange[] }

/** Compares a contract with the last released one, and decides whether its version says enough. */
export async function judgeContract(root: string, before: Contract, after: Contract): Promise<Verdict> {
  const changes = [...compareSnapshots(before.snapshot, after.snapshot), ...await compareTypes(root, before.types, after.types)]
  const kind = greatestKind(changes)
  const lowest = lowestVersion(before.version, kind)
  return { kind, lowest, isAllowed: isHighEnough(before.version, after.version, kind, lowest), changes }
}

/** 1.0.0 after 0.x is a higher number without a right to break anything. */
function isHighEnough(before: string, after: string, kind: ChangeKind | null, lowest: string): boolean {
  if (semver.lt(after, lowest)) return false
  return !(after === '1.0.0' && semver.major(before) === 0 && kind === 'major')
}
