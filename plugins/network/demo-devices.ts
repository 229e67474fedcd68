import type { DemoPlant } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { findPorts, findReportedOfAssets, textOf } from './store.ts'

export type DemoDevice = { readonly id: number; readonly typeId: number; readonly kind: string; readonly role: string; readonly number: string; readonly macAddress: string; readonly plugged: readonly number[] }
export type Plugged = { readonly assetId: number; readonly port: string; readonly mac: string; readonly address: string | null }
type Cabinet = { readonly prefix: string; readonly kind: string; readonly role: string; readonly type: string; readonly title: string; readonly plugged: readonly number[]; readonly locationId?: unknown; readonly mapX?: unknown; readonly mapY?: unknown }

const socketsOfSwitch = 24
/** A switch for each so many assets, within bounds. */
const assetsOfSwitch = 16
const mostCabinets = 60

const sockets = (from: number, to: number, type: string, poe = false): string => Array.from({ length: to - from + 1 }, (_, index) => `  - name: 1/${from + index}\n    type: ${type}${poe ? '\n    poe_mode: pse' : ''}`).join('\n')
const file = (model: string, slug: string, interfaces: string): string => `manufacturer: Hirschmann\nmodel: ${model}\nslug: ${slug}\nu_height: 1\ninterfaces:\n${interfaces}\n`

/** Made up after what plants have; the library itself is taken in by people. */
export const demoTypes: Readonly<Record<string, string>> = {
  access: file('Demo access switch 24+4', 'demo-access-24', `${sockets(1, 24, '1000base-t', true)}\n${sockets(25, 28, '10gbase-x-sfpp')}`),
  core: file('Demo core switch 48', 'demo-core-48', sockets(1, 48, '10gbase-x-sfpp')),
  firewall: file('Demo firewall', 'demo-firewall', sockets(1, 8, '1000base-t')),
  radio: file('Demo access point', 'demo-access-point', '  - name: eth0\n    type: 2.5gbase-t\n  - name: radio0\n    type: ieee802.11ax'),
  camera: file('Demo camera', 'demo-camera', '  - name: eth0\n    type: 100base-tx'),
}

/** A switch for the PCs of each bay, a core switch and a firewall above them, an access point and a camera here and there. */
export async function cabinets({ records }: Context, { random, assets }: DemoPlant): Promise<Cabinet[]> {
  const bays = new Map<string, { ids: number[]; locationId: unknown; mapX: unknown; mapY: unknown }>()
  for await (const computer of records.each('computers')) {
    const bay = bays.get(String(computer['locationId'])) ?? { ids: [], locationId: computer['locationId'], mapX: null, mapY: null }
    bay.ids.push(computer.id)
    bays.set(String(computer['locationId']), bay)
  }
  for await (const machine of records.each('equipment')) {
    const bay = bays.get(String(machine['locationId']))
    if (bay && bay.mapX === null && typeof machine['mapX'] === 'number' && typeof machine['mapY'] === 'number') [bay.mapX, bay.mapY] = [Math.min(0.98, machine['mapX'] + 0.012), Math.max(0.02, machine['mapY'] - 0.02)]
  }
  const filled = [...bays.values()].toSorted((one, other) => other.ids.length - one.ids.length).slice(0, Math.min(mostCabinets, Math.max(4, Math.round(assets / assetsOfSwitch))))
  const [first] = filled
  const place = (bay: typeof first, offset: number) => (bay ? { locationId: bay.locationId, ...(typeof bay.mapX === 'number' && typeof bay.mapY === 'number' && { mapX: Math.min(0.98, bay.mapX + offset), mapY: bay.mapY }) } : {})
  return [
    { prefix: 'SWC', kind: 'switch', role: 'core', type: 'core', title: 'Core switch', plugged: [], ...place(first, 0.03) },
    { prefix: 'FW', kind: 'firewall', role: 'edge', type: 'firewall', title: 'Firewall to the office', plugged: [], ...place(first, 0.05) },
    ...filled.map((bay): Cabinet => ({ prefix: 'SWA', kind: 'switch', role: 'access', type: 'access', title: 'Access switch', plugged: bay.ids.slice(0, socketsOfSwitch), ...place(bay, 0) })),
    ...filled.filter((_, index) => index % 4 === 0).map((bay): Cabinet => ({ prefix: 'AP', kind: 'access point', role: 'access', type: 'radio', title: 'Access point', plugged: [], ...place(bay, -0.02) })),
    ...filled.filter((_, index) => index % 5 === 1 || random.chance(0.03)).map((bay): Cabinet => ({ prefix: 'CAM', kind: 'camera', role: 'access', type: 'camera', title: 'Camera', plugged: [], ...place(bay, 0.02) })),
  ]
}

/** PCs into the sockets of their bay, bays into the core, the firewall, access points and cameras beside them. */
export async function cableDevices(context: Context, { random }: DemoPlant, devices: readonly DemoDevice[]): Promise<{ cables: number; plugged: Map<number, Plugged[]> }> {
  const plugged = new Map<number, Plugged[]>()
  const values: Record<string, unknown>[] = []
  const core = devices.find(({ role }) => role === 'core')
  const corePorts = core ? await findPorts(context.database, core.id) : []
  const switches = devices.filter(({ role, kind }) => role === 'access' && kind === 'switch')
  for (const [index, device] of switches.entries()) {
    const ports = await findPorts(context.database, device.id)
    const reported = Map.groupBy(await findReportedOfAssets(context.database, device.plugged), (row) => Number(row.assetid))
    const seen = device.plugged.flatMap((assetId, place): Plugged[] => {
      const [port, own] = [ports[place], reported.get(assetId)?.find((row) => row.mac !== null && row.address !== null) ?? reported.get(assetId)?.find((row) => row.mac !== null)]
      if (!port) return []
      values.push({ id: Number(port.id), servesId: assetId, cableLabel: `W-${String(index + 1).padStart(2, '0')}${String(place + 1).padStart(2, '0')}`, description: random.chance(0.5) ? 'Shop-floor PC' : null })
      return own ? [{ assetId, port: String(port.name), mac: String(own.mac), address: textOf(own.address) }] : []
    })
    plugged.set(device.id, seen)
    pair(values, corePorts[index], ports[24], device.id)
  }
  for (const [index, device] of devices.filter(({ kind }) => kind !== 'switch').entries()) {
    const host = device.kind === 'firewall' ? core : switches[(index * 4) % Math.max(1, switches.length)]
    const [own] = await findPorts(context.database, device.id)
    const hostPorts = host ? await findPorts(context.database, host.id) : []
    const free = hostPorts.find((port, place) => (device.kind === 'firewall' ? place === hostPorts.length - 1 : place < socketsOfSwitch) && !values.some(({ id }) => id === Number(port.id)))
    pair(values, free, own, device.id)
  }
  await context.records.saveMany('networkports', values)
  return { cables: values.filter(({ servesId }) => servesId !== undefined).length, plugged }
}

function pair(values: Record<string, unknown>[], upper: { id?: unknown } | undefined, lower: { id?: unknown } | undefined, deviceId: number): void {
  if (!upper || !lower) return
  values.push({ id: Number(upper.id), servesId: deviceId, peerPortId: Number(lower.id) }, { id: Number(lower.id), peerPortId: Number(upper.id), isUplink: true })
}
