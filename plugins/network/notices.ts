import type { Conflict, ConflictKind } from './conflict.ts'
import type { Context } from './context.ts'
import type { UsedSubnet } from './usage.ts'

const titles: Record<ConflictKind, (address: string, assets: string) => string> = {
  twice: (address, assets) => `${address} is in use twice: ${assets}`,
  other: (address, assets) => `${address} is in use by another asset than planned: ${assets}`,
  reserved: (address, assets) => `${address} is reserved and in use: ${assets}`,
  dhcp: (address, assets) => `${address} is planned for ${assets || 'somebody'} and handed out by DHCP`,
}

export async function raiseConflict({ notices }: Pick<Context, 'notices'>, { conflict, kind, address, assetIds }: Conflict, names: readonly string[]): Promise<void> {
  const [assetId] = assetIds
  await notices.raise({ key: `conflict ${conflict}`, severity: kind === 'dhcp' ? 'warning' : 'critical', title: titles[kind](address, names.join(', ')).slice(0, 255), ...(assetId !== undefined && { assetId }) })
}

export async function settleConflict({ notices }: Pick<Context, 'notices'>, conflict: string): Promise<void> {
  await notices.settle(`conflict ${conflict}`)
}

/** Once when a subnet gets nearly full, and settled when it has room again. */
export async function noteFullness({ notices }: Pick<Context, 'notices'>, subnets: readonly UsedSubnet[]): Promise<void> {
  const open = new Set((await notices.open()).map(({ key }) => key).filter((key) => key.startsWith('full ')))
  for (const { subnet, usage, isNearlyFull } of subnets) {
    const key = `full ${subnet.id}`
    if (isNearlyFull && !open.has(key)) await notices.raise({ key, severity: 'warning', title: `${subnet.prefix}${subnet.name === null ? '' : ` ${subnet.name}`} is nearly full: ${usage.free} of ${usage.size} addresses are free`.slice(0, 255) })
    if (isNearlyFull) open.delete(key)
  }
  for (const key of open) await notices.settle(key)
}
