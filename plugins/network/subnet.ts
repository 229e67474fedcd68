import type { Row } from '@shopdb/plugin-api'
import { contains, parsePrefix, type Prefix } from './ip.ts'
import { numberOf, textOf } from './store.ts'

/** A subnet of the plan. What lies in another follows from the prefixes, never from a field. */
export type Subnet = {
  readonly id: number; readonly version: number; readonly prefix: string; readonly range: Prefix; readonly name: string | null
  readonly vlanId: number | null; readonly locationId: number | null; readonly gateway: string | null; readonly dhcpFrom: string | null; readonly dhcpTo: string | null
  readonly dhcpFromKey: string | null; readonly dhcpToKey: string | null; readonly isolated: boolean; readonly warnPercent: number | null
}

export function subnetOf(row: Row): Subnet {
  const range = parsePrefix(String(row.prefix))
  if (!range) throw new Error(`the subnet ${String(row.id)} has the prefix "${String(row.prefix)}", which is none`)
  return {
    id: Number(row.id), version: Number(row.version), prefix: range.text, range, name: textOf(row.name), vlanId: numberOf(row.vlanid), locationId: numberOf(row.locationid),
    gateway: textOf(row.gateway), dhcpFrom: textOf(row.dhcpfrom), dhcpTo: textOf(row.dhcpto), dhcpFromKey: textOf(row.dhcpfromkey), dhcpToKey: textOf(row.dhcptokey),
    isolated: Number(row.isolated ?? 0) === 1, warnPercent: numberOf(row.warnpercent),
  }
}

export type Nested = { readonly subnet: Subnet; readonly parent: Subnet | null; readonly depth: number }

/** Subnets in the order of a tree, each after what contains it. They come sorted by their first address, the larger first. */
export function nest(subnets: readonly Subnet[]): Nested[] {
  const open: Subnet[] = []
  return subnets.map((subnet) => {
    for (let last = open.at(-1); last && !contains(last.range, subnet.range); last = open.at(-1)) open.pop()
    const nested = { subnet, parent: open.at(-1) ?? null, depth: open.length }
    open.push(subnet)
    return nested
  })
}

/** The smallest subnet around a range, or null. */
export function smallestAround(subnets: readonly Subnet[], range: Prefix): Subnet | null {
  return subnets.filter((subnet) => contains(subnet.range, range)).reduce<Subnet | null>((best, subnet) => (best && best.range.length >= subnet.range.length ? best : subnet), null)
}

/** Those directly inside of a subnet. */
export function childrenOf(nested: readonly Nested[], id: number): Subnet[] {
  return nested.filter(({ parent }) => parent?.id === id).map(({ subnet }) => subnet)
}

/** Finds the smallest subnet of an address for many addresses: by halving over the tree, not by looking at each. */
export function homeFinder(subnets: readonly Subnet[]): (key: string) => Subnet | null {
  const nested = nest(subnets)
  const parents = new Map(nested.map(({ subnet, parent }) => [subnet.id, parent]))
  const starts = nested.map(({ subnet }) => subnet.range.startKey)
  return (key) => {
    let [low, high] = [0, starts.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((starts[middle] ?? '') <= key) low = middle + 1
      else high = middle
    }
    for (let candidate = nested[low - 1]?.subnet ?? null; candidate; candidate = parents.get(candidate.id) ?? null) if (candidate.range.endKey >= key) return candidate
    return null
  }
}
