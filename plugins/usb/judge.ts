import { stateOf, type Head } from './chain.ts'

export type FindingKind = 'unknown medium' | 'blocked medium' | 'lost medium' | 'wrong place' | 'not checked out'

/** `knows` is the medium that the device is, with its custody; `belongsThere` whether it was given out for the computer or what that belongs to. */
export type Seen = { seenAt: number; isScanStation: boolean; isAnonymous: boolean; knows: { assetNumber: string; head: Head; usedAt: string | null; belongsThere: boolean } | null }
export type Verdict = { kind: FindingKind; explanation: string } | null

/** Whether a medium that a computer saw may be there. What was seen before its custody last changed says nothing about now. */
export function judge({ seenAt, isScanStation, isAnonymous, knows }: Seen): Verdict {
  if (isScanStation) return null
  if (knows === null) return { kind: 'unknown medium', explanation: isAnonymous ? 'Nobody registered it. It tells no serial number of its own, so it cannot be recognised elsewhere.' : 'Nobody registered it.' }
  const { head, assetNumber, usedAt, belongsThere } = knows
  if (seenAt < head.changedAt) return null
  switch (stateOf(head)) {
    case 'lost': return { kind: 'lost medium', explanation: `${assetNumber} was noted as lost.` }
    case 'blocked': return { kind: 'blocked medium', explanation: `${assetNumber} is blocked: ${head.blockedReason ?? ''}.`.slice(0, 255) }
    case 'in': return { kind: 'not checked out', explanation: `${assetNumber} should be in the drawer.` }
    case 'out': return usedAt === null || belongsThere ? null : { kind: 'wrong place', explanation: `${assetNumber} was given to ${head.holder ?? 'somebody'} for ${usedAt}.`.slice(0, 255) }
  }
}
