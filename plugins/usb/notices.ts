import type { Context } from './context.ts'

export const overdueLevels = 3

/** One notice for each level, so that each is told once. */
const overdueKey = (assetId: number, level: number): string => `overdue ${assetId} ${level}`

export async function tellOverdue({ notices }: Context, medium: { id: number; assetNumber: string; holder: string | null }, level: number, days: number): Promise<void> {
  await notices.raise({
    key: overdueKey(medium.id, level), severity: level >= overdueLevels ? 'critical' : 'warning', assetId: medium.id, title: `${medium.assetNumber} is ${days === 1 ? 'a day' : `${days} days`} overdue`,
    text: `${medium.holder ?? 'Somebody'} has the medium. ${level >= overdueLevels ? 'It was asked for before; find out where it is, or note it as lost.' : 'Ask for it back.'}`,
  })
}

export async function settleOverdue({ notices }: Context, assetId: number): Promise<void> {
  for (let level = 1; level <= overdueLevels; level++) await notices.settle(overdueKey(assetId, level))
}

export async function tellInfected({ notices }: Context, medium: { id: number; assetNumber: string }, from: string, scanner: string | null): Promise<void> {
  await notices.raise({ key: `infected ${medium.id}`, severity: 'critical', assetId: medium.id, title: `${medium.assetNumber} came back infected`, text: `It came from ${from}${scanner === null ? '' : ` and was scanned with ${scanner}`}. It is blocked; look at the machines it was used at.` })
}

export async function settleInfected({ notices }: Context, assetId: number): Promise<void> {
  await notices.settle(`infected ${assetId}`)
}

export async function tellFinding({ notices }: Context, finding: { id: number; kind: string; device: string; place: string; explanation: string; mediumId: number | null; computerId: number | null }): Promise<void> {
  const assetId = finding.mediumId ?? finding.computerId
  await notices.raise({
    key: `finding ${finding.id}`, severity: finding.kind === 'blocked medium' || finding.kind === 'lost medium' ? 'critical' : 'warning', title: `${titles[finding.kind] ?? 'USB medium seen'}: ${finding.device} at ${finding.place}`.slice(0, 255), text: finding.explanation,
    ...(assetId !== null && { assetId }),
  })
}

const titles: Readonly<Record<string, string>> = { 'unknown medium': 'Unknown USB medium', 'blocked medium': 'Blocked USB medium in use', 'lost medium': 'Lost USB medium seen', 'wrong place': 'USB medium in another place', 'not checked out': 'USB medium in use that nobody has' }

export async function settleFinding({ notices }: Context, findingId: number): Promise<void> {
  await notices.settle(`finding ${findingId}`)
}
