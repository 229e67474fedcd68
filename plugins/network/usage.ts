import type { Context } from './context.ts'
import { fromKey, sizeOf } from './ip.ts'
import { countPlanned, countUse } from './store.ts'
import { nest, type Nested, type Subnet } from './subnet.ts'
import { readSubnets } from './subnets.ts'

/**
 * How full a subnet is, with all that lies in it. `found`: reported, and planned by nobody. `dhcp`: addresses that DHCP hands out, which nobody
 * else can have. Percent of what is gone; null where there are more addresses than anybody could use up (IPv6).
 */
export type Usage = { readonly planned: number; readonly found: number; readonly dhcp: number; readonly gone: number; readonly size: number; readonly free: number; readonly percent: number | null }
export type UsedSubnet = Nested & { readonly usage: Usage; readonly isNearlyFull: boolean }

/** Sizes above are not measured in percent: a /64 never fills up. */
const largestMeasured = 1 << 24

export async function measureSubnets(context: Pick<Context, 'database' | 'settings'>): Promise<UsedSubnet[]> {
  const [subnets, use, planned] = await Promise.all([readSubnets(context), countUse(context.database), countPlanned(context.database)])
  const plannedOf = new Map(planned.map((row) => [Number(row.subnetid), Number(row.planned)]))
  const useOf = new Map(use.map((row) => [Number(row.subnetid), { used: Number(row.used), inDhcp: Number(row.indhcp ?? 0) }]))
  const nested = nest(subnets)
  const sums = new Map<number, { planned: number; used: number; dhcp: number; gone: number }>()
  for (const { subnet, parent } of nested.toReversed()) {
    const own = useOf.get(subnet.id) ?? { used: 0, inDhcp: 0 }
    const inner = sums.get(subnet.id) ?? { planned: 0, used: 0, dhcp: 0, gone: 0 }
    const dhcp = dhcpSize(subnet)
    const gateway = subnet.gateway === null ? 0 : 1
    const sum = { planned: inner.planned + (plannedOf.get(subnet.id) ?? 0), used: inner.used + own.used, dhcp: inner.dhcp + dhcp, gone: inner.gone + Math.max(own.used - own.inDhcp + dhcp, gateway) }
    sums.set(subnet.id, sum)
    const outer = parent && (sums.get(parent.id) ?? { planned: 0, used: 0, dhcp: 0, gone: 0 })
    if (parent && outer) sums.set(parent.id, { planned: outer.planned + sum.planned, used: outer.used + sum.used, dhcp: outer.dhcp + sum.dhcp, gone: outer.gone + sum.gone })
  }
  return nested.map((entry) => ({ ...entry, ...judge(entry.subnet, sums.get(entry.subnet.id), context.settings.fullPercent) }))
}

function judge(subnet: Subnet, sum: { planned: number; used: number; dhcp: number; gone: number } | undefined, fullPercent: number): { usage: Usage; isNearlyFull: boolean } {
  const { planned, used, dhcp, gone } = sum ?? { planned: 0, used: 0, dhcp: 0, gone: 0 }
  const size = sizeOf(subnet.range)
  const percent = size > largestMeasured ? null : Math.min(100, Math.round((gone * 1000) / size) / 10)
  return { usage: { planned, found: Math.max(0, used - planned), dhcp, gone, size, free: Math.max(0, size - gone), percent }, isNearlyFull: percent !== null && percent >= (subnet.warnPercent ?? fullPercent) }
}

function dhcpSize({ dhcpFromKey, dhcpToKey }: Subnet): number {
  return dhcpFromKey === null || dhcpToKey === null ? 0 : Number(fromKey(dhcpToKey).value - fromKey(dhcpFromKey).value + 1n)
}

