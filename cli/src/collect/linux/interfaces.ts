import type { InterfaceRecord } from '../computer-record.ts'
import type { Address, Machine } from '../machine.ts'
import { isPassingInterface } from '../passing-interfaces.ts'

/** Network interfaces that belong to the computer, and the one that holds its default route. */
export function readInterfaces(machine: Machine): { interfaces: InterfaceRecord[]; primary: InterfaceRecord | undefined } {
  const addresses = machine.addresses()
  const temporary = parseTemporaryAddresses(machine.read('/proc/net/if_inet6') ?? '')
  const interfaces = machine.list('/sys/class/net')
    .filter((name) => !isPassingInterface(name) && isPresent(machine, name, addresses[name] ?? []))
    .map((name) => readInterface(machine, name, lastingAddresses(addresses[name] ?? [], temporary)))
  const routed = parseDefaultRoute(machine.read('/proc/net/route') ?? '')
  const primary = interfaces.find((entry) => entry.name === routed) ?? interfaces.find((entry) => entry.ipAddress !== undefined) ?? interfaces[0]
  return { interfaces, primary }
}

/** Real devices always; bonds, bridges and VLANs when they carry an address. */
function isPresent(machine: Machine, name: string, addresses: readonly Address[]): boolean {
  return machine.realPath(`/sys/class/net/${name}/device`) !== null || addresses.length > 0
}

function readInterface(machine: Machine, name: string, addresses: string[]): InterfaceRecord {
  const text = (file: string) => machine.read(`/sys/class/net/${name}/${file}`)?.trim()
  const speed = Number(text('speed') ?? Number.NaN)
  return {
    name,
    macAddress: text('address'),
    ipAddress: addresses[0],
    ipAddresses: addresses.length === 0 ? undefined : addresses,
    speedMbps: speed > 0 ? speed : undefined,
    up: text('operstate') === 'up' || (text('operstate') === 'unknown' && text('carrier') === '1'),
  }
}

function lastingAddresses(addresses: readonly Address[], temporary: ReadonlySet<string>): string[] {
  const lasting = addresses.filter(({ address }) => !/^fe80:/i.test(address) && !temporary.has(hexOf(address)))
  return lasting.sort((a, b) => Number(a.family === 'IPv6') - Number(b.family === 'IPv6')).map(({ address }) => address.replace(/%.*/, ''))
}

/** Privacy addresses (flag 1) are thrown away every few hours. */
export function parseTemporaryAddresses(text: string): Set<string> {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/))
  return new Set(lines.filter(([, , , , flags]) => (Number.parseInt(flags ?? '0', 16) & 1) === 1).map(([address]) => address ?? ''))
}

function hexOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const left = head.split(':').filter(Boolean)
  const right = (tail ?? '').split(':').filter(Boolean)
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join('').toLowerCase()
}

/** Name of the interface with the cheapest default route. */
export function parseDefaultRoute(text: string): string | undefined {
  const routes = text.split('\n').slice(1).map((line) => line.trim().split(/\s+/))
    .filter(([, destination, , , , , , mask]) => destination === '00000000' && mask === '00000000')
  return routes.sort((a, b) => Number(a[6]) - Number(b[6]))[0]?.[0]
}
