import type { Facts } from './facts.ts'
import { readWalk, type Walk } from './walk-values.ts'

const system = '1.3.6.1.2.1.1'
const interfaces = '1.3.6.1.2.1.2.2.1'
const moreOfInterfaces = '1.3.6.1.2.1.31.1.1.1'
const bridge = '1.3.6.1.2.1.17'
const parts = '1.3.6.1.2.1.47.1.1.1.1'
const lldp = '1.0.8802.1.1.2.1'
const arp = '1.3.6.1.2.1.4.22.1.2'

/** Kinds of interface that are sockets and radios: Ethernet in its names, 802.11, and bundles of ports (IANA ifType). */
const ethernet = ['6', '62', '69', '117']
const wireless = ['71']
const bundles = ['161', '54']

/**
 * Reads what `snmpwalk -On` prints, or a recording of snmpsim: system, interfaces (IF-MIB), MAC table (BRIDGE-MIB, Q-BRIDGE-MIB), neighbours
 * (LLDP-MIB), addresses (ARP) and serial numbers (ENTITY-MIB). Null when nothing of it is there.
 */
export function readFacts(text: string): Facts | null {
  const walk = readWalk(text)
  const ports = readPorts(walk)
  const names = new Map(ports.map(({ index, name }) => [String(index), name]))
  const facts: Facts = { system: readSystem(walk, ports), ports, macTable: readMacTable(walk, names), neighbours: readNeighbours(walk, names), addressTable: readArp(walk) }
  return Object.values(facts.system).every((value) => value === null || value === undefined) && ports.length === 0 ? null : facts
}

type Port = NonNullable<Facts['ports']>[number]

function readSystem(walk: Walk, ports: readonly Port[]): Facts['system'] {
  const chassis = [...walk.column(`${parts}.5`)].find(([, value]) => value === '3')?.[0] ?? [...walk.column(`${parts}.11`)].find(([, value]) => value !== '')?.[0] ?? '1'
  const part = (column: number): string | null => walk.text(`${parts}.${column}.${chassis}`)
  const description = walk.text(`${system}.1.0`)
  const uptime = walk.number(`${system}.3.0`)
  return {
    hostname: walk.text(`${system}.5.0`), systemDescription: description?.slice(0, 1000) ?? null, objectId: walk.oid(`${system}.2.0`), contact: walk.text(`${system}.4.0`),
    systemLocation: walk.text(`${system}.6.0`), uptimeSeconds: uptime === null ? null : Math.floor(uptime / 100), serialNumber: part(11), model: part(13), manufacturer: part(12), firmware: part(10) ?? part(9),
    macAddress: walk.mac(`${bridge}.1.1.0`) ?? walk.mac(`${lldp}.3.2.0`) ?? null, kind: guessKind(walk, ports),
  }
}

/** A device that forwards by MAC addresses and has several sockets is a switch; the rest people know better. */
function guessKind(walk: Walk, ports: readonly Port[]): string | null {
  if (ports.some(({ medium }) => medium === 'wireless')) return 'access point'
  const sockets = ports.filter(({ medium }) => medium !== 'virtual').length
  return walk.column(`${bridge}.1.4.1.2`).size > 3 && sockets > 3 ? 'switch' : null
}

function readPorts(walk: Walk): Port[] {
  const [types, names, descriptions] = [walk.column(`${interfaces}.3`), walk.column(`${moreOfInterfaces}.1`), walk.column(`${interfaces}.2`)]
  const vlans = new Map([...walk.column(`${bridge}.1.4.1.2`)].flatMap(([port, index]): [string, number][] => {
    const vlan = walk.number(`${bridge}.7.1.4.5.1.1.${port}`)
    return vlan === null ? [] : [[index, vlan]]
  }))
  const indexes = new Set([...types.keys(), ...names.keys(), ...descriptions.keys()])
  const shown = [...indexes].filter((index) => [...ethernet, ...wireless, ...bundles].includes(types.get(index) ?? (types.size === 0 ? '6' : '')))
  const used = new Set<string>()
  return shown.flatMap((index): Port[] => {
    const name = (names.get(index) || descriptions.get(index) || index).trim()
    if (name === '' || used.has(name.toLowerCase())) return []
    used.add(name.toLowerCase())
    return [{ name: name.slice(0, 200), index: Number(index), status: statusOf(walk, index), speedMbps: speedOf(walk, index), vlan: vlans.get(index) ?? null, description: walk.text(`${moreOfInterfaces}.18.${index}`)?.slice(0, 255) ?? null, interfaceType: null, macAddress: walk.mac(`${interfaces}.6.${index}`), medium: mediumOf(types.get(index) ?? '') }]
  })
}

function mediumOf(type: string): string | null {
  if (wireless.includes(type)) return 'wireless'
  return bundles.includes(type) ? 'virtual' : null
}

function statusOf(walk: Walk, index: string): string {
  if (walk.number(`${interfaces}.7.${index}`) === 2) return 'disabled'
  const operates = walk.number(`${interfaces}.8.${index}`)
  if (operates === 1) return 'up'
  return operates === 2 || operates === 7 || operates === 6 ? 'down' : 'unknown'
}

function speedOf(walk: Walk, index: string): number | null {
  const high = walk.number(`${moreOfInterfaces}.15.${index}`)
  const plain = walk.number(`${interfaces}.5.${index}`)
  return high ?? (plain === null ? null : Math.round(plain / 1_000_000))
}

/** Entries with status 3 were learned; the others are the addresses of the device itself or were entered by hand. */
function readMacTable(walk: Walk, names: ReadonlyMap<string, string>): NonNullable<Facts['macTable']> {
  const portNames = new Map([...walk.column(`${bridge}.1.4.1.2`)].map(([port, index]) => [port, names.get(index) ?? index]))
  const entries: NonNullable<Facts['macTable']> = []
  const seen = new Set<string>()
  const add = (bytes: readonly string[], port: string, status: string | undefined, vlan: number | null): void => {
    const macAddress = bytes.map((byte) => Number(byte).toString(16).padStart(2, '0')).join(':')
    const name = portNames.get(port) ?? (portNames.size === 0 ? names.get(port) : undefined)
    if (bytes.length !== 6 || name === undefined || (status !== undefined && status !== '3') || seen.has(`${macAddress} ${name}`)) return
    seen.add(`${macAddress} ${name}`)
    entries.push({ macAddress, port: name, vlan })
  }
  const byVlan = walk.column(`${bridge}.7.1.2.2.1.3`)
  for (const [key, port] of walk.column(`${bridge}.7.1.2.2.1.2`)) {
    const [vlan, ...bytes] = key.split('.')
    add(bytes, port, byVlan.get(key), Number(vlan) <= 4094 ? Number(vlan) : null)
  }
  const plain = walk.column(`${bridge}.4.3.1.3`)
  for (const [key, port] of walk.column(`${bridge}.4.3.1.2`)) add(key.split('.'), port, plain.get(key), null)
  return entries
}

function readNeighbours(walk: Walk, names: ReadonlyMap<string, string>): NonNullable<Facts['neighbours']> {
  return [...walk.column(`${lldp}.4.1.1.5`).keys()].flatMap((key) => {
    const local = key.split('.')[1] ?? ''
    const chassis = walk.mac(`${lldp}.4.1.1.5.${key}`) ?? walk.text(`${lldp}.4.1.1.5.${key}`)
    const port = walk.text(`${lldp}.3.7.1.4.${local}`) ?? walk.text(`${lldp}.3.7.1.3.${local}`)
    const known = [...names.values()].find((name) => name === walk.text(`${lldp}.3.7.1.3.${local}`)) ?? [...names.values()].find((name) => name === port) ?? names.get(local) ?? port
    if (chassis === null || known === null || known === undefined) return []
    return [{ port: known.slice(0, 200), chassis: chassis.slice(0, 120), remotePort: (walk.mac(`${lldp}.4.1.1.7.${key}`) ?? walk.text(`${lldp}.4.1.1.7.${key}`))?.slice(0, 120) ?? null, systemName: walk.text(`${lldp}.4.1.1.9.${key}`)?.slice(0, 255) ?? null, description: walk.text(`${lldp}.4.1.1.10.${key}`)?.slice(0, 1000) ?? null }]
  })
}

function readArp(walk: Walk): NonNullable<Facts['addressTable']> {
  return [...walk.column(arp).keys()].flatMap((key) => {
    const macAddress = walk.mac(`${arp}.${key}`)
    return macAddress === null ? [] : [{ address: key.split('.').slice(1).join('.'), macAddress }]
  })
}
