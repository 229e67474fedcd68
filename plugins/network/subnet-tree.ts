import type { Context } from './context.ts'
import { measureSubnets, type Usage } from './usage.ts'

export type TreeLine = {
  readonly id: number; readonly version: number; readonly prefix: string; readonly name: string | null; readonly depth: number; readonly parentId: number | null
  readonly vlan: { readonly id: number; readonly vid: number; readonly name: string } | null; readonly location: string | null; readonly locationId: number | null
  readonly gateway: string | null; readonly dhcpFrom: string | null; readonly dhcpTo: string | null; readonly isolated: boolean; readonly warnPercent: number | null; readonly isNearlyFull: boolean; readonly usage: Usage
}

/** All subnets as a tree, with how full they are; narrowed to those that match, and what contains them. */
export async function readTree(context: Context, { q = '', vlanId, locationId }: { q?: string; vlanId?: number; locationId?: number } = {}): Promise<TreeLine[]> {
  const [measured, vlans, labels] = await Promise.all([measureSubnets(context), readVlans(context), readLocations(context)])
  const lines = measured.map(({ subnet, parent, depth, usage, isNearlyFull }): TreeLine => ({
    id: subnet.id, version: subnet.version, prefix: subnet.prefix, name: subnet.name, depth, parentId: parent?.id ?? null, vlan: vlans.get(subnet.vlanId ?? 0) ?? null, location: labels.get(subnet.id) ?? null, locationId: subnet.locationId,
    gateway: subnet.gateway, dhcpFrom: subnet.dhcpFrom, dhcpTo: subnet.dhcpTo, isolated: subnet.isolated, warnPercent: subnet.warnPercent, isNearlyFull, usage,
  }))
  const words = q.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const matches = (line: TreeLine): boolean => (vlanId === undefined || line.vlan?.id === vlanId) && (locationId === undefined || line.locationId === locationId)
    && words.every((word) => [line.prefix, line.name, line.location, line.vlan?.name, line.vlan ? `vlan ${line.vlan.vid}` : null].some((value) => value?.toLowerCase().includes(word)))
  if (words.length === 0 && vlanId === undefined && locationId === undefined) return lines
  const byId = new Map(lines.map((line) => [line.id, line]))
  const kept = new Set<number>()
  for (const line of lines.filter(matches)) for (let around: TreeLine | undefined = line; around; around = byId.get(around.parentId ?? 0)) kept.add(around.id)
  return lines.filter(({ id }) => kept.has(id))
}

async function readVlans({ records }: Context): Promise<Map<number, { id: number; vid: number; name: string }>> {
  const vlans = new Map<number, { id: number; vid: number; name: string }>()
  for await (const record of records.each('vlans')) vlans.set(record.id, { id: record.id, vid: Number(record['vid']), name: String(record['name']) })
  return vlans
}

/** The list of subnets has the names of their locations. */
async function readLocations({ records }: Context): Promise<Map<number, string>> {
  const labels = new Map<number, string>()
  for await (const record of records.each('subnets')) if (typeof record['location'] === 'string') labels.set(record.id, record['location'])
  return labels
}
