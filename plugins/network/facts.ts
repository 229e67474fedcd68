import type { Infer, JsonSchema, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { refreshDevices } from './device-state.ts'
import { parseAddress } from './ip.ts'
import { isMulticast, macDigits, macText } from './mac.ts'
import { keepReported, type ReportedInterface } from './mirror.ts'
import { chunk, findDevices, findInterfacesByMac, findPorts, findSightingsOfDevice, numberOf, removeNeighbours, textOf } from './store.ts'
import { homeFinder } from './subnet.ts'
import { readSubnets } from './subnets.ts'

const text = (maxLength: number) => ({ type: ['string', 'null'], maxLength }) as const
const count = { type: ['integer', 'null'], minimum: 0 } as const

/** What a device says about itself: as an agent reads it by SNMP, NETCONF or a command line. Everything may be missing. */
export const factsSchema = {
  type: 'object', required: ['system'],
  properties: {
    system: {
      type: 'object',
      properties: { hostname: text(255), serialNumber: text(120), macAddress: text(40), managementAddress: text(60), kind: text(40), manufacturer: text(160), model: text(160), firmware: text(160), systemDescription: text(1000), objectId: text(120), systemLocation: text(255), contact: text(255), uptimeSeconds: count },
    },
    ports: {
      type: 'array', maxItems: 5000,
      items: {
        type: 'object', required: ['name'],
        properties: { name: { type: 'string', minLength: 1, maxLength: 200 }, index: count, status: text(20), speedMbps: count, vlan: count, description: text(255), interfaceType: text(60), macAddress: text(40), medium: text(20) },
      },
    },
    macTable: { type: 'array', maxItems: 50_000, items: { type: 'object', required: ['macAddress', 'port'], properties: { macAddress: { type: 'string', maxLength: 40 }, port: { type: 'string', maxLength: 200 }, vlan: count } } },
    neighbours: { type: 'array', maxItems: 5000, items: { type: 'object', required: ['port', 'chassis'], properties: { port: { type: 'string', maxLength: 200 }, chassis: { type: 'string', maxLength: 120 }, remotePort: text(120), systemName: text(255), description: text(1000) } } },
    addressTable: { type: 'array', maxItems: 50_000, items: { type: 'object', required: ['address', 'macAddress'], properties: { address: { type: 'string', maxLength: 60 }, macAddress: { type: 'string', maxLength: 40 } } } },
  },
} as const satisfies JsonSchema
export type Facts = Infer<typeof factsSchema>
export type FactsAnswer = { assetId: number | null; outcome: string; ports: { created: number; changed: number }; macs: number; neighbours: number; addresses: number; problems: { path: string; message: string }[] }

const statuses = ['up', 'down', 'disabled', 'unknown']

/** Takes in what a device says: the device by the collector of this plugin, which recognises or makes it, then its ports, its MAC table and its neighbours. */
export async function takeFacts(context: Context, facts: Facts): Promise<FactsAnswer> {
  const { uptimeSeconds, ...system } = facts.system
  const pushed = await context.collector.push([Object.fromEntries(Object.entries(system).filter(([, value]) => value !== null && value !== undefined && value !== ''))])
  const [result] = pushed.results
  const answer: FactsAnswer = { assetId: result?.assetId ?? null, outcome: result?.outcome ?? 'quarantined', ports: { created: 0, changed: 0 }, macs: 0, neighbours: 0, addresses: 0, problems: [...(result?.problems ?? [])] }
  if (answer.assetId === null) return answer
  const at = Date.now()
  await noteStart(context, answer.assetId, uptimeSeconds ?? null, at)
  if (facts.ports) answer.ports = await takePorts(context, answer.assetId, facts.ports, at)
  if (facts.macTable) answer.macs = await takeMacTable(context, answer.assetId, facts.macTable, answer.problems, at)
  if (facts.neighbours) answer.neighbours = await takeNeighbours(context, answer.assetId, facts.neighbours, at)
  answer.addresses = await takeAddresses(context, answer.assetId, facts, at)
  await refreshDevices(context, [answer.assetId])
  return answer
}

/** The moment of the last start wobbles by seconds from poll to poll; only a new start is a change. */
async function noteStart({ database, assets }: Context, assetId: number, uptimeSeconds: number | null, at: number): Promise<void> {
  const [device] = await findDevices(database, [assetId])
  const started = uptimeSeconds === null ? null : at - uptimeSeconds * 1000
  const known = numberOf(device?.lastboot)
  const isNewStart = started !== null && (known === null || Math.abs(started - known) > 300_000)
  const isFirst = device?.state === null || device?.state === 'not polled'
  if (isNewStart || isFirst) await assets.update(assetId, { ...(isNewStart && { lastBoot: new Date(started).toISOString() }), ...(isFirst && { state: 'up' }) })
}

type FactPort = NonNullable<Facts['ports']>[number]

async function takePorts({ database, records }: Context, assetId: number, ports: readonly FactPort[], at: number): Promise<{ created: number; changed: number }> {
  const known = await findPorts(database, assetId)
  const [byName, byIndex] = [new Map(known.map((row) => [String(row.name).toLowerCase(), row])), new Map(known.flatMap((row): [number, Row][] => (row.interfaceindex === null ? [] : [[Number(row.interfaceindex), row]])))]
  const seen = new Set<string>()
  const saved = ports.flatMap((port, place): Readonly<Record<string, unknown>>[] => {
    const name = port.name.trim().slice(0, 64)
    if (name === '' || seen.has(name.toLowerCase())) return []
    seen.add(name.toLowerCase())
    const row = byName.get(name.toLowerCase()) ?? (port.index === null || port.index === undefined ? undefined : byIndex.get(port.index))
    const values = portValues(port, row ?? null, at)
    if (!row) return [{ assetId, name, place, ...values }]
    const changes = Object.entries(values).filter(([field, value]) => (row[field.toLowerCase()] ?? null) !== value && field !== 'statusSince')
    return changes.length === 0 ? [] : [{ id: Number(row.id), ...Object.fromEntries(changes), ...(changes.some(([field]) => field === 'status') && { statusSince: new Date(at).toISOString() }) }]
  })
  for (let start = 0; start < saved.length; start += 1000) await records.saveMany('networkports', saved.slice(start, start + 1000))
  const created = saved.filter((values) => !('id' in values)).length
  return { created, changed: saved.length - created }
}

/** Only what the device says: what people wrote beside it (a description, a medium) stays when it says nothing. */
function portValues(port: FactPort, row: Row | null, at: number): Record<string, unknown> {
  const status = statuses.includes(port.status ?? '') ? port.status : 'unknown'
  const mac = macDigits(port.macAddress ?? '')
  const said = {
    status, speedMbps: port.speedMbps ?? null, vlan: port.vlan !== null && port.vlan !== undefined && port.vlan <= 4094 ? port.vlan : null, description: port.description?.trim().slice(0, 200) || null,
    interfaceType: port.interfaceType ?? null, interfaceIndex: port.index ?? null, macAddress: mac === null ? null : macText(mac), medium: ['copper', 'fiber', 'wireless', 'console', 'virtual'].includes(port.medium ?? '') ? port.medium : null,
  }
  return { ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)), ...(row === null && { statusSince: new Date(at).toISOString() }) }
}

async function takeMacTable({ database }: Context, deviceId: number, entries: NonNullable<Facts['macTable']>, problems: FactsAnswer['problems'], at: number): Promise<number> {
  const since = new Map((await findSightingsOfDevice(database, deviceId, 0)).map((row) => [`${String(row.mac)} ${String(row.port)}`, Number(row.firstseenat)]))
  const rows = new Map<string, Row>()
  for (const [index, { macAddress, port, vlan }] of entries.entries()) {
    const mac = macDigits(macAddress)
    if (mac === null && problems.length < 50) problems.push({ path: `/macTable/${index}/macAddress`, message: 'is no MAC address' })
    if (mac === null || isMulticast(mac)) continue
    const name = port.trim().slice(0, 64)
    rows.set(`${mac} ${name}`, { mac, deviceid: deviceId, port: name, vlan: vlan ?? null, firstseenat: since.get(`${mac} ${name}`) ?? at, lastseenat: at })
  }
  const all = [...rows.values()]
  for (let start = 0; start < all.length; start += chunk) await database.write((transaction) => transaction.upsertRows('macsightings', ['mac', 'deviceid', 'port'], all.slice(start, start + chunk)))
  return all.length
}

async function takeNeighbours({ database }: Context, deviceId: number, neighbours: NonNullable<Facts['neighbours']>, at: number): Promise<number> {
  const rows = new Map(neighbours.map(({ port, chassis, remotePort, systemName, description }): [string, Row] => {
    const mac = macDigits(chassis)
    const row = { deviceid: deviceId, port: port.trim().slice(0, 64), chassis: mac === null ? chassis.trim() : macText(mac), remoteport: remotePort ?? null, systemname: systemName?.slice(0, 255) ?? null, description: description?.slice(0, 255) ?? null, seenat: at }
    return [`${row.port} ${row.chassis}`, row]
  }))
  await database.write(async (transaction) => {
    await removeNeighbours(transaction, deviceId)
    if (rows.size > 0) await transaction.upsertRows('networkneighbours', ['deviceid', 'port', 'chassis'], [...rows.values()])
  })
  return rows.size
}

/** The device itself with its own MAC addresses, and whose addresses it knows (ARP). Those belong to the asset that has the MAC address. */
async function takeAddresses(context: Context, deviceId: number, { system, ports = [], addressTable = [] }: Facts, at: number): Promise<number> {
  const own: ReportedInterface[] = [{ source: `d:${deviceId}`, assetId: deviceId, name: textOf(system.hostname), mac: macDigits(system.macAddress ?? ''), address: parseAddress(system.managementAddress ?? ''), changedAt: at }]
  for (const { name, macAddress } of ports) {
    const mac = macDigits(macAddress ?? '')
    if (mac !== null) own.push({ source: `p:${deviceId}:${mac}`, assetId: deviceId, name, mac, address: null, changedAt: at })
  }
  const heard = addressTable.flatMap(({ address, macAddress }) => {
    const [mac, parsed] = [macDigits(macAddress), parseAddress(address)]
    return mac !== null && parsed ? [{ mac, address: parsed }] : []
  })
  const owners = new Map((await findInterfacesByMac(context.database, [...new Set(heard.map(({ mac }) => mac))])).flatMap((row): [string, number][] => (row.assetid === null ? [] : [[String(row.mac), Number(row.assetid)]])))
  const arp = heard.map(({ mac, address }): ReportedInterface => ({ source: `a:${deviceId}:${address.key}`, assetId: owners.get(mac) ?? null, name: null, mac, address, changedAt: at }))
  await keepReported(context, [...new Map([...own, ...arp].map((entry) => [entry.source, entry])).values()], homeFinder(await readSubnets(context)), at)
  return heard.length
}
