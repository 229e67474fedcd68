import { listConflicts } from './conflicts.ts'
import type { Context } from './context.ts'
import { describeMac } from './mac.ts'
import { findPlannedOfAsset, findPortsServing, findReportedOfAssets, momentOf, numberOf, textOf } from './store.ts'
import { placesOf } from './where.ts'

const mostConflicts = 1000

/** How an asset is on the network: which ports it is plugged into, as planned and as seen, and which addresses it has and should have. */
export async function readConnections(context: Context, assetId: number) {
  const [asset] = await context.assets.names([assetId])
  if (!asset) throw context.errors.notFound(`There is no asset ${assetId}.`)
  const [ports, planned, reported] = await Promise.all([findPortsServing(context.database, [assetId]), findPlannedOfAsset(context.database, assetId), findReportedOfAssets(context.database, [assetId])])
  const macs = [...new Set(reported.flatMap(({ mac }) => (typeof mac === 'string' ? [mac] : [])))].slice(0, 20)
  const [places, devices] = await Promise.all([placesOf(context, macs), context.assets.names(ports.map((port) => Number(port.assetid)))])
  const names = new Map(devices.map((device) => [device.id, device]))
  const reportedAddresses = new Set(reported.flatMap((row) => textOf(row.address) ?? []))
  const plannedAddresses = new Set(planned.map((row) => String(row.address)))
  return {
    asset,
    ports: ports.map((port) => ({ id: Number(port.id), device: names.get(Number(port.assetid)) ?? null, name: String(port.name), status: String(port.status ?? 'unknown'), speedMbps: numberOf(port.speedmbps), vlan: numberOf(port.vlan), cableLabel: textOf(port.cablelabel), since: momentOf(port.statussince) })),
    addresses: [
      ...planned.map((row) => ({ id: Number(row.id), address: String(row.address), subnetId: numberOf(row.subnetid), state: reportedAddresses.has(String(row.address)) ? 'as planned' : 'silent', interface: null, mac: null })),
      ...(await Promise.all(reported.filter((row) => row.address !== null && !plannedAddresses.has(String(row.address))).map(async (row) => ({ id: null, address: String(row.address), subnetId: numberOf(row.subnetid), state: 'not planned', interface: textOf(row.name), mac: typeof row.mac === 'string' ? await describeMac(row.mac) : null })))),
    ],
    seen: places,
    conflicts: (await listConflicts(context, mostConflicts)).filter(({ assets }) => assets.some(({ id }) => id === assetId)),
  }
}
