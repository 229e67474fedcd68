import type { Context } from './context.ts'
import { hostRange, type Address } from './ip.ts'
import { findPlannedByKeys, findReportedByKeys } from './store.ts'
import { homeFinder, type Subnet } from './subnet.ts'
import { readSubnets } from './subnets.ts'

/** Something against giving out an address. `refused` stands whatever somebody says; a warning can be passed over. */
export type Finding = { readonly kind: 'outside' | 'edge' | 'inner' | 'gateway' | 'dhcp' | 'planned' | 'reported'; readonly severity: 'refused' | 'warning'; readonly message: string; readonly assetId: number | null }
export type AddressCheck = { readonly subnet: Subnet | null; readonly findings: readonly Finding[] }
type Wanted = { readonly subnetId: number | null; readonly assetId: number | null }

/** What speaks against an address: for an asset, in a subnet, or at all. */
export async function checkAddress(context: Pick<Context, 'database' | 'assets'>, address: Address, { subnetId, assetId }: Wanted): Promise<AddressCheck> {
  const [subnets, planned, reported] = await Promise.all([readSubnets(context), findPlannedByKeys(context.database, address.key, address.key), findReportedByKeys(context.database, address.key, address.key)])
  const home = homeFinder(subnets)(address.key)
  const findings: Finding[] = []
  const add = (kind: Finding['kind'], severity: Finding['severity'], message: string, about: number | null = null): void => void findings.push({ kind, severity, message, assetId: about })
  const wanted = subnets.find(({ id }) => id === subnetId)
  if (wanted && home?.id !== wanted.id) checkOtherHome(wanted, home, address, add)
  if (home) checkPlace(home, address, add)
  const owners = [...planned, ...reported].flatMap(({ assetid }) => (assetid === null || assetid === undefined ? [] : [Number(assetid)]))
  const names = new Map((await context.assets.names(owners)).map((asset) => [asset.id, asset.assetNumber]))
  for (const row of planned) {
    const owner = row.assetid === null ? null : Number(row.assetid)
    const holder = owner === null ? (row.hostname ?? (row.purpose === 'reserved' ? 'nobody, it is reserved' : 'somebody')) : (names.get(owner) ?? 'an asset that is deleted')
    add('planned', 'refused', `${address.text} is planned for ${String(holder)} already.`, owner)
  }
  const others = new Set(reported.flatMap(({ assetid }) => (assetid === null || Number(assetid) === assetId ? [] : [Number(assetid)])))
  if (home?.isolated !== true) for (const other of others) add('reported', 'warning', `${names.get(other) ?? 'Another asset'} reports ${address.text}.`, other)
  return { subnet: home, findings }
}

function checkOtherHome(wanted: Subnet, home: Subnet | null, address: Address, add: (kind: Finding['kind'], severity: Finding['severity'], message: string) => void): void {
  const isInside = address.family === wanted.range.family && address.value >= wanted.range.start && address.value <= wanted.range.end
  if (isInside && home) add('inner', 'refused', `${address.text} lies in ${home.prefix}, inside of ${wanted.prefix}.`)
  else add('outside', 'refused', `${address.text} lies outside of ${wanted.prefix}.`)
}

function checkPlace({ range, prefix, gateway, dhcpFromKey, dhcpToKey }: Subnet, { value, key, text }: Address, add: (kind: Finding['kind'], severity: Finding['severity'], message: string) => void): void {
  const { first, last } = hostRange(range)
  if (value < first || value > last) add('edge', 'refused', `${text} is the ${value < first ? 'first' : 'last'} address of ${prefix} and belongs to no host.`)
  if (gateway === text) add('gateway', 'warning', `${text} is the gateway of ${prefix}.`)
  if (dhcpFromKey !== null && dhcpToKey !== null && key >= dhcpFromKey && key <= dhcpToKey) add('dhcp', 'warning', `DHCP hands out ${text} in ${prefix}.`)
}
