import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { day } from './context.ts'
import { describeMac, macDigits, macText, type MacFacts } from './mac.ts'
import { findDevices, findDevicesCalled, findInterfacesByMac, findNeighbours, findPorts, findPortsById, findSightingsOfDevice, momentOf, numberOf, textOf } from './store.ts'

type AssetLabel = { readonly id: number; readonly assetNumber: string; readonly name: string | null; readonly type: string | null }
export type Neighbour = { readonly name: string | null; readonly chassis: string; readonly port: string | null; readonly device: AssetLabel | null }
/** `differs`: something else was seen behind the port than the plan says is plugged in. */
export type DevicePort = {
  readonly id: number; readonly name: string; readonly place: number | null; readonly medium: string | null; readonly status: string; readonly since: string | null; readonly speedMbps: number | null; readonly vlan: number | null; readonly description: string | null
  readonly isUplink: boolean; readonly poe: boolean; readonly cableLabel: string | null; readonly plugged: AssetLabel | null; readonly peer: { readonly id: number; readonly name: string; readonly device: AssetLabel | null } | null
  readonly macs: number; readonly seen: readonly (MacFacts & { readonly asset: AssetLabel | null })[]; readonly neighbours: readonly Neighbour[]; readonly differs: boolean
}
const shownMacs = 6

/** The ports of a device with what is plugged in by the plan and what was seen behind them; the same number of statements for 4 and for 400 ports. */
export async function readDevicePorts(context: Context, assetId: number): Promise<{ deviceTypeId: number | null; kind: string | null; items: DevicePort[]; neighbours: Neighbour[] }> {
  const [device] = await findDevices(context.database, [assetId])
  if (!device) throw context.errors.notFound(`There is no network device ${assetId}.`)
  const { database, settings } = context
  const [ports, sightings, neighbours] = await Promise.all([findPorts(database, assetId), findSightingsOfDevice(database, assetId, Date.now() - settings.silentDays * day), findNeighbours(database, assetId)])
  const peers = new Map((await findPortsById(database, ports.flatMap(({ peerportid }) => numberOf(peerportid) ?? []))).map((row) => [Number(row.id), row]))
  const macsAt = Map.groupBy(sightings, (row) => String(row.port).toLowerCase())
  const shown = ports.flatMap((port) => (macsAt.get(String(port.name).toLowerCase()) ?? []).slice(0, shownMacs)).map((row) => String(row.mac))
  const owners = new Map((await findInterfacesByMac(database, [...new Set(shown)])).flatMap((row): [string, number][] => (row.assetid === null ? [] : [[String(row.mac), Number(row.assetid)]])))
  const called = await neighbourDevices(context, neighbours)
  const ids = [...owners.values(), ...ports.map(({ servesid }) => servesid), ...[...peers.values()].map(({ assetid }) => assetid), ...called.values()].flatMap((id) => (id === null || id === undefined ? [] : [Number(id)]))
  const names = new Map((await context.assets.names(ids)).map((asset) => [asset.id, asset]))
  const neighbourOf = (row: Row): Neighbour => ({ name: textOf(row.systemname), chassis: String(row.chassis), port: textOf(row.remoteport), device: names.get(called.get(row) ?? 0) ?? null })
  const describe = async (port: Row): Promise<DevicePort> => {
    const macs = macsAt.get(String(port.name).toLowerCase()) ?? []
    const peer = peers.get(Number(port.peerportid ?? 0))
    const seen = await Promise.all(macs.slice(0, shownMacs).map(async (row) => ({ ...(await describeMac(String(row.mac))), asset: names.get(owners.get(String(row.mac)) ?? 0) ?? null })))
    const plugged = names.get(Number(port.servesid ?? 0)) ?? null
    const isWay = port.isuplink === 1 || peer !== undefined
    return {
      id: Number(port.id), name: String(port.name), place: numberOf(port.place), medium: textOf(port.medium), status: textOf(port.status) ?? 'unknown', since: momentOf(port.statussince), speedMbps: numberOf(port.speedmbps), vlan: numberOf(port.vlan), description: textOf(port.description),
      isUplink: port.isuplink === 1, poe: port.poe === 1, cableLabel: textOf(port.cablelabel), plugged, peer: peer ? { id: Number(peer.id), name: String(peer.name), device: names.get(Number(peer.assetid)) ?? null } : null,
      macs: macs.length, seen, neighbours: neighbours.filter((row) => String(row.port).toLowerCase() === String(port.name).toLowerCase()).map(neighbourOf),
      differs: !isWay && plugged !== null && seen.some(({ asset }) => asset !== null) && seen.every(({ asset }) => asset?.id !== plugged.id),
    }
  }
  return { deviceTypeId: numberOf(device.devicetypeid), kind: textOf(device.kind), items: await Promise.all(ports.map(describe)), neighbours: neighbours.map(neighbourOf) }
}

/** Neighbours that are devices of this site, by the MAC address of their chassis or by their name. */
async function neighbourDevices({ database, codec }: Context, neighbours: readonly Row[]): Promise<Map<Row, number>> {
  const macOf = (row: Row): string | null => { const digits = macDigits(String(row.chassis)); return digits === null ? null : macText(digits) }
  const nameOf = (row: Row): string | null => (row.systemname === null ? null : codec.naturalKey(String(row.systemname)))
  const devices = await findDevicesCalled(database, neighbours.flatMap((row) => macOf(row) ?? []), neighbours.flatMap((row) => nameOf(row) ?? []))
  const [byMac, byName] = [new Map(devices.map((row) => [textOf(row.macaddress), Number(row.assetid)])), new Map(devices.map((row) => [row.hostname === null ? null : codec.naturalKey(String(row.hostname)), Number(row.assetid)]))]
  return new Map(neighbours.flatMap((row): [Row, number][] => {
    const [mac, name] = [macOf(row), nameOf(row)]
    const id = (mac === null ? undefined : byMac.get(mac)) ?? (name === null ? undefined : byName.get(name))
    return id === undefined ? [] : [[row, id]]
  }))
}
