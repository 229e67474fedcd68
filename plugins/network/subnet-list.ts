import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { fromKey, hostRange, keyOf, parseAddress } from './ip.ts'
import { describeMac, macDigits, type MacFacts } from './mac.ts'
import { findConflictsBetween, findPlannedByKeys, findReportedByKeys, findUsedKeys, momentOf, numberOf, textOf } from './store.ts'
import type { Subnet } from './subnet.ts'

type AssetLabel = { readonly id: number; readonly assetNumber: string; readonly name: string | null; readonly type: string | null }
export type AddressState = 'as planned' | 'silent' | 'not planned' | 'dhcp' | 'conflict' | 'reserved' | 'virtual' | 'gateway'

/** An address that is planned or reported. `reportedBy` are the assets that say they have it. */
export type AddressLine = {
  readonly address: string; readonly key: string; readonly state: AddressState; readonly plannedId: number | null; readonly asset: AssetLabel | null; readonly reportedBy: readonly AssetLabel[]
  readonly hostname: string | null; readonly mac: MacFacts | null; readonly seenAt: string | null; readonly notes: string | null; readonly conflict: string | null
}
export type AddressPage = { readonly items: readonly AddressLine[]; readonly next: string | null }

/** Addresses of a subnet in their order, a page at a time: the plan and what is found, side by side. */
export async function listAddresses(context: Context, subnet: Subnet, after: string | null, limit: number): Promise<AddressPage> {
  const { family, start, end } = subnet.range
  const from = after === null ? keyOf(family, start) : keyOf(family, fromKey(after).value + 1n)
  const keys = await findUsedKeys(context.database, from, keyOf(family, end), limit)
  const [lowest, highest] = [keys[0], keys.at(-1)]
  if (lowest === undefined || highest === undefined) return { items: after === null ? gatewayAlone(subnet) : [], next: null }
  const [planned, reported, conflicts] = await Promise.all([findPlannedByKeys(context.database, lowest, highest), findReportedByKeys(context.database, lowest, highest), findConflictsBetween(context.database, lowest, highest)])
  const names = new Map((await context.assets.names([...planned, ...reported].flatMap(({ assetid }) => (assetid === null || assetid === undefined ? [] : [Number(assetid)])))).map((asset) => [asset.id, asset]))
  const [plannedBy, reportedBy, conflictBy] = [new Map(planned.map((row) => [String(row.addresskey), row])), Map.groupBy(reported, (row) => String(row.addresskey)), new Map(conflicts.map((row) => [String(row.addresskey), row]))]
  const items = await Promise.all(keys.map((key) => lineOf(subnet, key, plannedBy.get(key) ?? null, reportedBy.get(key) ?? [], textOf(conflictBy.get(key)?.kind), names)))
  const next = keys.length === limit ? highest : null
  return { items: after === null ? withGateway(subnet, items, next) : items, next }
}

async function lineOf(subnet: Subnet, key: string, planned: Row | null, reported: readonly Row[], conflict: string | null, names: ReadonlyMap<number, AssetLabel>): Promise<AddressLine> {
  const assetId = numberOf(planned?.assetid)
  const reporters = [...new Set(reported.flatMap(({ assetid }) => (assetid === null || assetid === undefined ? [] : [Number(assetid)])))].flatMap((id) => names.get(id) ?? [])
  const mac = macDigits(textOf(reported.find((row) => row.mac !== null)?.mac ?? planned?.macaddress) ?? '')
  const seen = Math.max(0, ...reported.map((row) => Number(row.seenat)))
  const address = fromKey(key).text
  return {
    address, key, state: stateOf(subnet, address, key, planned, reported.length > 0, conflict), plannedId: numberOf(planned?.id), asset: assetId === null ? null : (names.get(assetId) ?? null), reportedBy: reporters,
    hostname: textOf(planned?.hostname), mac: mac === null ? null : await describeMac(mac), seenAt: seen > 0 ? momentOf(seen) : null, notes: textOf(planned?.notes), conflict,
  }
}

function stateOf({ gateway, dhcpFromKey, dhcpToKey }: Subnet, address: string, key: string, planned: Row | null, isReported: boolean, conflict: string | null): AddressState {
  if (conflict !== null) return 'conflict'
  if (planned?.purpose === 'reserved' || planned?.purpose === 'virtual') return planned.purpose
  if (planned) return isReported ? 'as planned' : 'silent'
  if (gateway === address) return 'gateway'
  return dhcpFromKey !== null && dhcpToKey !== null && key >= dhcpFromKey && key <= dhcpToKey ? 'dhcp' : 'not planned'
}

function withGateway(subnet: Subnet, items: readonly AddressLine[], next: string | null): readonly AddressLine[] {
  const [line] = gatewayAlone(subnet)
  if (!line || items.some(({ key }) => key === line.key) || (next !== null && line.key > next)) return items
  return [...items, line].toSorted((one, other) => (one.key < other.key ? -1 : 1))
}

function gatewayAlone({ gateway, range }: Subnet): AddressLine[] {
  const address = gateway === null ? null : parseAddress(gateway)
  if (!address || address.value < hostRange(range).first) return []
  return [{ address: address.text, key: address.key, state: 'gateway', plannedId: null, asset: null, reportedBy: [], hostname: null, mac: null, seenAt: null, notes: null, conflict: null }]
}
