import ipaddr from 'ipaddr.js'

export type Family = 4 | 6
/** An address as a number; `key` compares as text, on every engine, in the order of addresses. */
export type Address = { readonly family: Family; readonly value: bigint; readonly text: string; readonly key: string }
export type Prefix = { readonly family: Family; readonly length: number; readonly start: bigint; readonly end: bigint; readonly text: string; readonly startKey: string; readonly endKey: string }

const bitsOf = (family: Family): number => (family === 4 ? 32 : 128)

/** Reads an address as people and devices write it; null for anything else. An IPv4 address inside of IPv6 is the IPv4 address. */
export function parseAddress(text: string): Address | null {
  const plain = text.trim().replace(/%.*$/, '').replace(/^\[(.*)\]$/, '$1')
  if (!ipaddr.IPv4.isValidFourPartDecimal(plain) && !(plain.includes(':') && ipaddr.IPv6.isValid(plain))) return null
  const parsed = ipaddr.process(plain)
  return addressOf(parsed.kind() === 'ipv4' ? 4 : 6, BigInt(`0x${parsed.toByteArray().map((byte) => byte.toString(16).padStart(2, '0')).join('')}`))
}

export function addressOf(family: Family, value: bigint): Address {
  const key = keyOf(family, value)
  const bytes = (key.slice(1).match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))
  const parsed = ipaddr.fromByteArray(bytes)
  return { family, value, key, text: parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString() }
}

/** `10.20.0.0/24`, `fd00:20::/64`. Bits behind the length are cleared: `10.20.0.7/24` is `10.20.0.0/24`. */
export function parsePrefix(text: string): Prefix | null {
  const [address = '', length = '', more] = text.trim().split('/')
  const parsed = parseAddress(address)
  if (!parsed || more !== undefined || !/^\d{1,3}$/.test(length) || Number(length) > bitsOf(parsed.family)) return null
  return prefixOf(parsed.family, parsed.value, Number(length))
}

export function prefixOf(family: Family, value: bigint, length: number): Prefix {
  const size = 1n << BigInt(bitsOf(family) - length)
  const start = value - (value % size)
  const end = start + size - 1n
  return { family, length, start, end, text: `${addressOf(family, start).text}/${length}`, startKey: keyOf(family, start), endKey: keyOf(family, end) }
}

export function keyOf(family: Family, value: bigint): string {
  return `${family}${value.toString(16).padStart(family === 4 ? 8 : 32, '0')}`
}

export function fromKey(key: string): Address {
  return addressOf(key.startsWith('4') ? 4 : 6, BigInt(`0x${key.slice(1)}`))
}

/** The first and last address that a host may have: without network and broadcast (IPv4), without the address of all routers (IPv6, RFC 4291). */
export function hostRange({ family, length, start, end }: Prefix): { first: bigint; last: bigint } {
  if (family === 4) return length >= 31 ? { first: start, last: end } : { first: start + 1n, last: end - 1n }
  return { first: length >= 127 ? start : start + 1n, last: end }
}

/** How many hosts fit; `Infinity` is never answered, a /64 is simply large. */
export function sizeOf(prefix: Prefix): number {
  const { first, last } = hostRange(prefix)
  return Number(last - first + 1n)
}

export function contains(outer: Prefix, inner: Prefix): boolean {
  return outer.family === inner.family && outer.length < inner.length && outer.start <= inner.start && outer.end >= inner.end
}

/** Loopback, link-local and unspecified addresses stand on every computer and mean nothing in a plan. */
export function isPlannable(address: Address): boolean {
  return !['loopback', 'linkLocal', 'unspecified', 'multicast', 'broadcast'].includes(ipaddr.parse(address.text).range())
}
