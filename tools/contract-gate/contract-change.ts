/** How much a change of the contract asks of the version. */
export const changeKinds = ['patch', 'minor', 'major'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** One difference between two contracts. */
export type ContractChange = { kind: ChangeKind; part: string; place: string; what: string }

export function greatestKind(changes: readonly ContractChange[]): ChangeKind | null {
  return changeKinds.findLast((kind) => changes.some((change) => change.kind === kind)) ?? null
}

/** The lowest version that a change allows. Below 1.0 a breaking change raises the minor; 1.0.0 itself breaks nothing. */
export function lowestVersion(released: string, kind: ChangeKind | null): string {
  const [major = 0, minor = 0, patch = 0] = released.split('.').map(Number)
  if (kind === null) return released
  if (kind === 'patch') return `${major}.${minor}.${patch + 1}`
  return kind === 'major' && major > 0 ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`
}
