import type { Context } from './context.ts'
import { addressOf, fromKey, hostRange, keyOf, parseAddress, prefixOf, type Address, type Prefix } from './ip.ts'
import { findUsedKeys } from './store.ts'
import { childrenOf, nest, type Subnet } from './subnet.ts'
import { readSubnets } from './subnets.ts'

type Block = { readonly from: bigint; readonly to: bigint }
const keysAtOnce = 1000

/**
 * The next addresses of a subnet that nobody has: not planned, not reported, not the gateway, not handed out by DHCP and not in a subnet
 * inside of it. Only what is in use is read, so a /64 costs what its hosts cost.
 */
export async function findFree(context: Pick<Context, 'database'>, subnet: Subnet, count: number): Promise<Address[]> {
  const { family } = subnet.range
  const { first, last } = hostRange(subnet.range)
  const blocks = await blocksOf(context, subnet)
  const found: Address[] = []
  let candidate = leaveBlocks(blocks, first)
  while (candidate <= last && found.length < count) {
    const keys = await findUsedKeys(context.database, keyOf(family, candidate), keyOf(family, last), keysAtOnce)
    const end = keys.length < keysAtOnce ? last + 1n : fromKey(keys.at(-1) ?? '').value
    for (const used of [...keys.map((key) => fromKey(key).value), end]) {
      while (candidate < used && candidate <= last && found.length < count) {
        found.push(addressOf(family, candidate))
        candidate = leaveBlocks(blocks, candidate + 1n)
      }
      if (candidate === used) candidate = leaveBlocks(blocks, candidate + 1n)
      if (found.length === count) break
    }
  }
  return found
}

/** The first range of a length in a subnet that overlaps with none inside of it; null when there is none. */
export async function findFreePrefix(context: Pick<Context, 'database'>, subnet: Subnet, length: number): Promise<Prefix | null> {
  const { family, start, end } = subnet.range
  const children = childrenOf(nest(await readSubnets(context)), subnet.id).map(({ range }) => range)
  let candidate = prefixOf(family, start, length)
  while (candidate.start <= end) {
    const inTheWay = children.find((child) => child.start <= candidate.end && child.end >= candidate.start)
    if (!inTheWay) return candidate.end <= end ? candidate : null
    const behind = inTheWay.end + 1n
    const next = prefixOf(family, behind, length)
    candidate = next.start < behind ? prefixOf(family, next.end + 1n, length) : next
  }
  return null
}

/** What nobody may be given one by one, in the order of addresses. */
async function blocksOf(context: Pick<Context, 'database'>, subnet: Subnet): Promise<Block[]> {
  const blocks: Block[] = childrenOf(nest(await readSubnets(context)), subnet.id).map(({ range }) => ({ from: range.start, to: range.end }))
  if (subnet.dhcpFromKey !== null && subnet.dhcpToKey !== null) blocks.push({ from: fromKey(subnet.dhcpFromKey).value, to: fromKey(subnet.dhcpToKey).value })
  const gateway = subnet.gateway === null ? null : parseAddress(subnet.gateway)
  if (gateway) blocks.push({ from: gateway.value, to: gateway.value })
  return blocks.toSorted((one, other) => (one.from < other.from ? -1 : 1))
}

function leaveBlocks(blocks: readonly Block[], value: bigint): bigint {
  let candidate = value
  for (const { from, to } of blocks) if (candidate >= from && candidate <= to) candidate = to + 1n
  return candidate
}
