import type { DemoPlant, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { day, deviceType } from './context.ts'
import { cabinets, cableDevices, demoTypes, type DemoDevice } from './demo-devices.ts'
import { planSubnets } from './demo-subnets.ts'
import { importDeviceType, makePorts } from './device-types.ts'
import { refreshDevices } from './device-state.ts'
import { addressOf, parseAddress } from './ip.ts'
import { keepReported } from './mirror.ts'
import { findPlannedByKeys, findPorts } from './store.ts'
import { homeFinder } from './subnet.ts'
import { readSubnets } from './subnets.ts'
import { compare } from './watch.ts'

/**
 * Switches in the bays of the demo plant with PCs plugged in, a core switch, a firewall, access points and cameras; subnets over the addresses that its PCs and
 * machines report, two of them nearly full; a cable that is elsewhere, an address in conflict, MAC addresses that nobody knows.
 */
export async function fillPlant(context: Context, plant: DemoPlant): Promise<Record<string, number>> {
  const types: Record<string, number> = {}
  for (const [name, document] of Object.entries(demoTypes)) types[name] = (await importDeviceType(context, { document })).id
  const plan = await planSubnets(context)
  const devices = await makeDevices(context, plant, types)
  let ports = 0
  for (const device of devices) ports += await makePorts(context, device.id, device.typeId)
  const cabled = await cableDevices(context, plant, devices)
  await sayPolled(context, plant, devices)
  const sightings = await keepSightings(context, plant, devices, cabled.plugged)
  const addresses = await planAddresses(context, plant, devices, cabled.plugged)
  await refreshDevices(context, devices.map(({ id }) => id))
  await hearTwice(context, plant, devices, [...cabled.plugged.values()].flat())
  const { conflicts } = await compare(context, true, plant.signal)
  return { devices: devices.length, ports, cables: cabled.cables, ...plan, addresses, sightings, conflicts }
}

async function makeDevices(context: Context, plant: DemoPlant, types: Readonly<Record<string, number>>): Promise<DemoDevice[]> {
  const devices: DemoDevice[] = []
  for (const [index, cabinet] of (await cabinets(context, plant)).entries()) {
    const { plugged, prefix, kind, role, type, title, ...place } = cabinet
    const number = `${prefix}-${String(index + 1).padStart(3, '0')}`
    const serialNumber = `${prefix}${(910_000 + index * 7919) % 1_000_000}`
    const macAddress = `00:80:63:${[0x40, 0x10 + (index >> 8), index & 255].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`
    const record = await context.assets.create(deviceType, { assetNumber: number, name: title, hostname: number.toLowerCase(), serialNumber, macAddress, kind, role, deviceTypeId: types[type] ?? null, managementAddress: `10.255.${index >> 8}.${10 + (index & 127)}`, firmware: plant.random.pick(['HiOS 09.4.01', 'HiOS 09.2.00', 'HiOS 08.7.03']), mountedAt: `Cabinet ${1 + (index % 6)}`, ...place })
    devices.push({ id: record.id, typeId: types[type] ?? 0, kind, role, number, macAddress, plugged })
  }
  return devices
}

/** Two devices were never polled; the others say how their ports stand. */
async function sayPolled(context: Context, { now, random }: DemoPlant, devices: readonly DemoDevice[]): Promise<void> {
  const home = homeFinder(await readSubnets(context))
  const own = devices.map((device, index) => ({ source: `d:${device.id}`, assetId: device.id, name: device.number.toLowerCase(), mac: device.macAddress.replaceAll(':', ''), address: index % 9 === 7 ? null : parseAddress(`10.255.0.${10 + (index & 127)}`), changedAt: now.getTime() }))
  await keepReported(context, own, home, now.getTime())
  for (const [index, device] of devices.entries()) {
    if (index % 9 === 7) continue
    const values = (await findPorts(context.database, device.id)).map((port) => {
      const isUsed = port.servesid !== null || port.peerportid !== null
      const status = isUsed ? (random.chance(0.04) ? 'down' : 'up') : random.chance(0.08) ? 'disabled' : random.chance(0.06) ? 'up' : 'down'
      return { id: Number(port.id), status, statusSince: new Date(now.getTime() - random.between(1, 2000) * 3_600_000).toISOString() }
    })
    if (index === 2 && values.length > 0) values[0] = { id: values[0]?.id ?? 0, status: 'down', statusSince: new Date(now.getTime() - 7_200_000).toISOString() }
    await context.records.saveMany('networkports', values)
  }
}

/** What switches learned: each PC at its port and on the ways to it, some behind another port than planned, some that nobody knows. */
async function keepSightings({ database }: Context, { now, random }: DemoPlant, devices: readonly DemoDevice[], plugged: ReadonlyMap<number, readonly { port: string; mac: string }[]>): Promise<number> {
  const rows = new Map<string, Row>()
  const add = (deviceId: number, port: string, mac: string, vlan: number, age = 0): void => void rows.set(`${mac} ${deviceId} ${port}`, { mac, deviceid: deviceId, port, vlan, firstseenat: now.getTime() - random.between(40, 300) * day, lastseenat: now.getTime() - age })
  const core = devices.find(({ role }) => role === 'core')
  for (const [index, device] of devices.entries()) {
    const seen = plugged.get(device.id) ?? []
    const ways = (await findPorts(database, device.id)).filter((port) => port.isuplink === 1)
    for (const [place, { port, mac }] of seen.entries()) {
      const isSwapped = place < 2 && seen.length > 1 && index % 4 === 1
      add(device.id, isSwapped ? (seen[1 - place]?.port ?? port) : port, mac, 20 + (index % 3), random.between(1, 900) * 1000)
      if (core && device.id !== core.id) add(core.id, `1/${1 + (index % 20)}`, mac, 20 + (index % 3), random.between(1, 900) * 1000)
    }
    for (const way of ways) for (const other of devices.slice(0, 12)) if (other.id !== device.id) add(device.id, String(way.name), other.macAddress.replaceAll(':', ''), 99)
    const unknown = ['0004f3', 'b827eb', '00e04c', '02a1c7', 'f2b3d4'][index % 5] ?? '0004f3'
    if (index % 2 === 1 && device.kind === 'switch') add(device.id, seen.at(-1)?.port ?? '1/9', `${unknown}${(0x10_0000 + index * 4099).toString(16).slice(-6)}`, 20, random.between(1, 20) * 3_600_000)
  }
  const all = [...rows.values()]
  for (let start = 0; start < all.length; start += 500) await database.write((transaction) => transaction.upsertRows('macsightings', ['mac', 'deviceid', 'port'], all.slice(start, start + 500)))
  return all.length
}

/** The core switch heard two PCs answer for the address of another: somebody set it by hand. */
async function hearTwice(context: Context, { now }: DemoPlant, devices: readonly DemoDevice[], plugged: readonly { assetId: number; mac: string; address: string | null }[]): Promise<void> {
  const core = devices.find(({ role }) => role === 'core')
  const home = homeFinder(await readSubnets(context))
  const heard = [[3, 4], [11, 14]].flatMap(([victim = 0, culprit = 0]) => {
    const address = parseAddress(plugged[victim]?.address ?? '')
    const other = plugged[culprit]
    return core && address && other ? [{ source: `a:${core.id}:${address.key}`, assetId: other.assetId, name: null, mac: other.mac, address, changedAt: now.getTime() }] : []
  })
  await keepReported(context, heard, home, now.getTime())
}

/** Most PCs have the address that they report by plan; one has that of another, some addresses wait for somebody. */
async function planAddresses(context: Context, { random }: DemoPlant, devices: readonly DemoDevice[], plugged: ReadonlyMap<number, readonly { assetId: number; address: string | null }[]>): Promise<number> {
  const subnets = await readSubnets(context)
  const home = homeFinder(subnets)
  const values: Record<string, unknown>[] = []
  const taken = new Set((await findPlannedByKeys(context.database, '4', '7')).map((row) => String(row.addresskey)))
  const add = (text: string, more: Readonly<Record<string, unknown>>): void => {
    const address = parseAddress(text)
    if (!address || taken.has(address.key)) return
    taken.add(address.key)
    values.push({ address: address.text, addressKey: address.key, subnetId: home(address.key)?.id ?? null, purpose: 'assigned', ...more })
  }
  const all = [...plugged.values()].flat()
  for (const [index, { assetId, address }] of all.entries()) {
    if (address === null || random.chance(0.18)) continue
    add(address, { assetId: index === 5 ? (all[6]?.assetId ?? assetId) : assetId })
  }
  for (const [index, device] of devices.slice(0, 100).entries()) add(`10.255.0.${10 + index}`, { assetId: device.id, hostname: device.number.toLowerCase() })
  add('10.255.0.250', { purpose: 'reserved', notes: 'For the notebook of whoever is on call.' })
  add('10.255.0.254', { purpose: 'virtual', hostname: 'core-vip' })
  add('fd00:20:30::15', { hostname: 'time-server' })
  for (const [index, subnet] of subnets.filter(({ range, isolated }) => range.length > 24 && range.length < 30 && !isolated).entries()) for (let place = 0n; place < (index === 0 ? 60n : 50n) && place < subnet.range.end - subnet.range.start - 4n; place += 1n) add(addressOf(4, subnet.range.end - 1n - place).text, { hostname: `plc-${index + 1}-${String(place + 1n).padStart(2, '0')}` })
  await context.records.saveMany('ipaddresses', values)
  return values.length
}
