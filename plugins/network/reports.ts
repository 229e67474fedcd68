import type { Report, ReportRow } from '@shopdb/plugin-api'
import { listConflicts } from './conflicts.ts'
import type { Context } from './context.ts'
import { describeMac } from './mac.ts'
import { countPorts, findDevices, findDifferences, findUnknownMacs, momentOf, textOf } from './store.ts'
import { readTree } from './subnet-tree.ts'
import { seenSince } from './views.ts'
import { placesOf } from './where.ts'

const permission = 'network.read'
const mostRows = 100_000
const rowsInOneStep = 500

export function reports(context: Context): Report[] {
  return [subnetReport(context), portReport(context), conflictReport(context), cablingReport(context), unknownReport(context)]
}

function subnetReport(context: Context): Report {
  return {
    id: 'subnets', title: 'Use of subnets', description: 'How full each subnet is, with what lies in it. Gone: planned, found, or handed out by DHCP.', permission,
    parameters: { type: 'object', properties: { atLeast: { type: 'integer', minimum: 0, maximum: 100, default: 0, title: 'Percent gone, at least' } } },
    columns: [{ name: 'subnet', title: 'Subnet' }, { name: 'name', title: 'Name' }, { name: 'vlan', title: 'VLAN', type: 'number' }, { name: 'location', title: 'Location' }, { name: 'size', title: 'Addresses', type: 'number' }, { name: 'planned', title: 'Planned', type: 'number' }, { name: 'found', title: 'Found only', type: 'number' }, { name: 'dhcp', title: 'DHCP', type: 'number' }, { name: 'free', title: 'Free', type: 'number' }, { name: 'percent', title: 'Gone', type: 'number', unit: '%' }],
    chart: { kind: 'bar', label: 'subnet', values: ['percent'] },
    run: async ({ atLeast }) => (await readTree(context)).filter(({ usage }) => (usage.percent ?? 0) >= Number(atLeast ?? 0)).map(({ prefix, name, vlan, location, usage }) => ({ subnet: prefix, name, vlan: vlan?.vid ?? null, location, size: usage.size, planned: usage.planned, found: usage.found, dhcp: usage.dhcp, free: usage.free, percent: usage.percent })),
  }
}

function portReport(context: Context): Report {
  return {
    id: 'ports', title: 'Use of ports', description: 'How many ports each device has, up, cabled and free. Down: something is plugged in and the port is down.', permission,
    columns: [{ name: 'device', title: 'Device' }, { name: 'name', title: 'Name' }, { name: 'kind', title: 'Kind' }, { name: 'state', title: 'State' }, { name: 'ports', title: 'Ports', type: 'number' }, { name: 'up', title: 'Up', type: 'number' }, { name: 'cabled', title: 'Cabled', type: 'number' }, { name: 'free', title: 'Free', type: 'number' }, { name: 'down', title: 'Plugged in and down', type: 'number' }],
    chart: { kind: 'bar', label: 'device', values: ['cabled', 'free'] },
    run: () => portRows(context),
  }
}

async function* portRows({ database, assets }: Context): AsyncGenerator<ReportRow> {
  const counts = await countPorts(database, null)
  for (let start = 0; start < counts.length; start += rowsInOneStep) {
    const some = counts.slice(start, start + rowsInOneStep)
    const ids = some.map((row) => Number(row.assetid))
    const [devices, names] = await Promise.all([findDevices(database, ids), assets.names(ids)])
    const [deviceOf, nameOf] = [new Map(devices.map((row) => [Number(row.assetid), row])), new Map(names.map((asset) => [asset.id, asset]))]
    for (const row of some) {
      const id = Number(row.assetid)
      yield { device: nameOf.get(id)?.assetNumber ?? String(id), name: nameOf.get(id)?.name ?? null, kind: textOf(deviceOf.get(id)?.kind), state: textOf(deviceOf.get(id)?.state), ports: Number(row.total), up: Number(row.up), cabled: Number(row.cabled), free: Number(row.total) - Number(row.cabled), down: Number(row.lost) }
    }
  }
}

function conflictReport(context: Context): Report {
  return {
    id: 'conflicts', title: 'Addresses in conflict', description: 'twice: two assets report it. other: another asset has it than planned. reserved: in use though nobody may have it. dhcp: planned, and handed out.', permission,
    columns: [{ name: 'address', title: 'Address' }, { name: 'kind', title: 'Conflict' }, { name: 'assets', title: 'Assets' }, { name: 'since', title: 'Since', type: 'date-time' }],
    chart: { kind: 'donut', label: 'kind' },
    run: async () => (await listConflicts(context, mostRows)).map(({ address, kind, assets, since }) => ({ address, kind, assets: assets.map(({ assetNumber }) => assetNumber).join(', '), since })),
  }
}

function cablingReport(context: Context): Report {
  return {
    id: 'cabling', title: 'Cables that are elsewhere', description: 'Ports behind which other assets were seen than the ones that are said to be plugged in.', permission,
    columns: [{ name: 'device', title: 'Device' }, { name: 'port', title: 'Port' }, { name: 'planned', title: 'Plugged in by the plan' }, { name: 'seen', title: 'Seen' }, { name: 'at', title: 'Last seen', type: 'date-time' }],
    chart: { kind: 'bar', label: 'device' },
    run: async () => {
      const rows = await findDifferences(context.database, seenSince(context), 5000)
      const names = new Map((await context.assets.names(rows.flatMap(({ assetid, servesid, seenid }) => [assetid, servesid, seenid].map(Number)))).map((asset) => [asset.id, asset.assetNumber]))
      return rows.map((row) => ({ device: names.get(Number(row.assetid)) ?? null, port: String(row.name), planned: names.get(Number(row.servesid)) ?? null, seen: names.get(Number(row.seenid)) ?? null, at: momentOf(row.lastseenat) }))
    },
  }
}

function unknownReport(context: Context): Report {
  return {
    id: 'unknown', title: 'Unknown MAC addresses', description: 'Seen by switches lately, and of no asset. Those made up by software say nothing about who made the device.', permission,
    columns: [{ name: 'mac', title: 'MAC address' }, { name: 'vendor', title: 'Made by' }, { name: 'madeUp', title: 'Made up by software', type: 'boolean' }, { name: 'device', title: 'Device' }, { name: 'port', title: 'Port' }, { name: 'vlan', title: 'VLAN', type: 'number' }, { name: 'first', title: 'First seen', type: 'date-time' }, { name: 'last', title: 'Last seen', type: 'date-time' }],
    chart: { kind: 'bar', label: 'vendor' },
    run: async function* () {
      const unknown = await findUnknownMacs(context.database, seenSince(context), 20_000)
      for (let start = 0; start < unknown.length; start += rowsInOneStep) {
        const some = unknown.slice(start, start + rowsInOneStep)
        const places = await placesOf(context, some.map((row) => String(row.mac)))
        for (const [index, row] of some.entries()) {
          const { mac, vendor, isLocal } = await describeMac(String(row.mac))
          const [place] = places[index]?.places ?? []
          yield { mac, vendor, madeUp: isLocal, device: place?.device.assetNumber ?? null, port: place?.port ?? null, vlan: place?.vlan ?? null, first: momentOf(row.firstseenat), last: momentOf(row.lastseenat) }
        }
      }
    },
  }
}
