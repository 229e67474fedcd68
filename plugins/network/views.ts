import type { MapMarkers, SearchFields, SearchResults, Widget } from '@shopdb/plugin-api'
import { day, deviceType, type Context } from './context.ts'
import { findSilentDevices } from './device-state.ts'
import { describeMac } from './mac.ts'
import { countConflicts, countPorts, countSilent, countUnknownMacs, countUnplanned, findDevices, findLostPorts, findPlannedOfAssets, findUnknownMacs, momentOf, numberOf, textOf } from './store.ts'
import { measureSubnets } from './usage.ts'
import { placesOf } from './where.ts'

const rowsOfTile = 8
const permission = 'network.read'

/** None is no alarm: the tone is that of a number above zero. */
const counted = (value: number, tone: 'warning' | 'critical' | 'info') => ({ value, ...(value > 0 && { tone }) })

export function widgets(context: Context): Widget[] {
  return [
    {
      id: 'full', title: 'Subnets nearly full', kind: 'table', size: 'medium', permission, refreshSeconds: 300,
      load: async () => {
        const full = (await measureSubnets(context)).filter(({ isNearlyFull }) => isNearlyFull).toSorted((one, other) => (other.usage.percent ?? 0) - (one.usage.percent ?? 0))
        return {
          columns: [{ name: 'subnet', title: 'Subnet' }, { name: 'name', title: 'Name' }, { name: 'percent', title: 'Gone', type: 'number', unit: '%' }, { name: 'free', title: 'Free', type: 'number' }], total: full.length,
          rows: full.slice(0, rowsOfTile).map(({ subnet, usage }) => ({ subnet: subnet.prefix, name: subnet.name, percent: usage.percent, free: usage.free, tone: (usage.percent ?? 0) >= 95 ? 'critical' : 'warning', link: { type: 'subnets', id: subnet.id } })),
        }
      },
    },
    { id: 'conflicts', title: 'Addresses in conflict', kind: 'counter', permission, refreshSeconds: 120, load: async () => counted(await countConflicts(context.database), 'critical') },
    { id: 'unplanned', title: 'Addresses found, not planned', kind: 'counter', permission, refreshSeconds: 300, load: async () => ({ ...counted(await countUnplanned(context.database), 'info'), label: 'outside of DHCP' }) },
    { id: 'silentaddresses', title: 'Addresses planned, not found', kind: 'counter', permission, refreshSeconds: 300, load: async () => ({ ...counted(await countSilent(context.database), 'info'), link: { type: 'ipaddresses', query: 'purpose=assigned' } }) },
    { id: 'unknown', title: 'Unknown MAC addresses', kind: 'counter', permission, refreshSeconds: 300, load: async () => ({ ...counted(await countUnknownMacs(context.database, seenSince(context)), 'warning'), label: 'on the network, of no asset' }) },
    {
      id: 'silent', title: 'Network devices silent', kind: 'counter', permission, refreshSeconds: 300,
      load: async () => ({ ...counted((await findSilentDevices(context)).length, 'warning'), label: `for ${context.settings.silentDays} days`, link: { type: deviceType, query: 'state=silent' } }),
    },
    {
      id: 'lost', title: 'Plugged in and down', kind: 'table', size: 'medium', permission, refreshSeconds: 60,
      load: async () => {
        const lost = await findLostPorts(context.database, rowsOfTile)
        const names = new Map((await context.assets.names(lost.flatMap(({ assetid, servesid }) => [Number(assetid), Number(servesid)]))).map((asset) => [asset.id, asset]))
        return {
          columns: [{ name: 'asset', title: 'Asset' }, { name: 'device', title: 'Device' }, { name: 'port', title: 'Port' }, { name: 'since', title: 'Down since', type: 'date-time' }],
          rows: lost.map((row) => ({ asset: names.get(Number(row.servesid))?.assetNumber ?? null, device: names.get(Number(row.assetid))?.assetNumber ?? null, port: textOf(row.name), since: momentOf(row.statussince), tone: 'critical', link: { type: deviceType, id: Number(row.assetid) } })),
        }
      },
    },
    {
      id: 'newmacs', title: 'Newest unknown MAC addresses', kind: 'table', size: 'medium', permission, refreshSeconds: 300,
      load: async () => {
        const unknown = await findUnknownMacs(context.database, seenSince(context), rowsOfTile)
        const places = await placesOf(context, unknown.map((row) => String(row.mac)))
        return {
          columns: [{ name: 'mac', title: 'MAC address' }, { name: 'vendor', title: 'Made by' }, { name: 'device', title: 'Device' }, { name: 'port', title: 'Port' }],
          rows: await Promise.all(unknown.map(async (row, index) => {
            const { mac, vendor, isLocal } = await describeMac(String(row.mac))
            const [place] = places[index]?.places ?? []
            return { mac, vendor: isLocal ? 'made up by software' : vendor, device: place?.device.assetNumber ?? null, port: place?.port ?? null, ...(place && { link: { type: deviceType, id: place.device.id } }) }
          })),
        }
      },
    },
  ]
}

export function seenSince({ settings }: Pick<Context, 'settings'>): number {
  return Date.now() - settings.silentDays * day
}

/** Silent and degraded first; the badge says how many ports are free. */
export function mapMarkers({ database }: Context): MapMarkers[] {
  return [{
    type: deviceType,
    load: async (ids) => {
      const [devices, counts] = await Promise.all([findDevices(database, ids), countPorts(database, ids)])
      const byDevice = new Map(counts.map((row) => [Number(row.assetid), row]))
      return Object.fromEntries(devices.map((device) => {
        const count = byDevice.get(Number(device.assetid))
        const [total, up, free, lost] = [count?.total, count?.up, count?.free, count?.lost].map((value) => Number(value ?? 0)) as [number, number, number, number] // four in, four out
        const label = `${up} of ${total} ports up, ${free} free`
        if (device.state === 'silent') return [Number(device.assetid), { tone: 'critical' as const, label: 'Silent', badge: '?' }]
        if (lost > 0) return [Number(device.assetid), { tone: 'warning' as const, label: `${lost} plugged in and down; ${label}`, badge: '!' }]
        return [Number(device.assetid), { tone: device.state === 'up' ? ('ok' as const) : ('muted' as const), label: total > 0 ? label : 'Not polled' }]
      }))
    },
  }]
}

export function searchResults({ database }: Context): SearchResults[] {
  return [{
    type: deviceType,
    load: async (ids) => Object.fromEntries((await findDevices(database, ids)).map((device) => {
      const ports = numberOf(device.portstotal) ?? 0
      const subtitle = [textOf(device.kind), textOf(device.managementaddress), ports > 0 ? `${numberOf(device.portsup) ?? 0}/${ports}` : null].filter((part) => part !== null).join(' · ')
      return [Number(device.assetid), { ...(subtitle !== '' && { subtitle }), badges: device.state === 'silent' || device.state === 'degraded' ? [String(device.state)] : [] }]
    })),
  }]
}

/** A device is found by the addresses that are planned for it and their host names. */
export function searchFields({ database }: Context): SearchFields[] {
  return [{
    type: deviceType,
    load: async (ids) => {
      const words: Record<number, string[]> = {}
      for (const row of await findPlannedOfAssets(database, ids)) (words[Number(row.assetid)] ??= []).push(String(row.address), ...(row.hostname === null ? [] : [String(row.hostname)]))
      return words
    },
  }]
}
