import type { Context } from './context.ts'
import { day, deviceType } from './context.ts'
import { countPorts, findDevices, numberOf, textOf } from './store.ts'

export type DeviceState = 'up' | 'degraded' | 'silent' | 'not polled'

/** Counts the ports of devices anew and says how they stand; writes what has changed. `silent` names those that no collector has reached for long. */
export async function refreshDevices(context: Context, assetIds: readonly number[], silent: ReadonlySet<number> = new Set()): Promise<number> {
  const ids = [...new Set(assetIds)]
  const [devices, counts] = await Promise.all([findDevices(context.database, ids), countPorts(context.database, ids)])
  const byDevice = new Map(counts.map((row) => [Number(row.assetid), row]))
  let changed = 0
  for (const device of devices) {
    const id = Number(device.assetid)
    const count = byDevice.get(id)
    const state = silent.has(id) ? 'silent' : stateOf(Number(count?.known ?? 0), Number(count?.lost ?? 0), textOf(device.state))
    const next = { state, portsTotal: Number(count?.total ?? 0), portsUp: Number(count?.up ?? 0), portsCabled: Number(count?.cabled ?? 0) }
    if (textOf(device.state) === state && numberOf(device.portstotal) === next.portsTotal && numberOf(device.portsup) === next.portsUp && numberOf(device.portscabled) === next.portsCabled) continue
    await context.assets.update(id, next)
    changed += 1
  }
  return changed
}

/** A device without a port whose state is known was never polled, unless a collector reached it without its ports. */
function stateOf(known: number, lost: number, before: string | null): DeviceState {
  if (lost > 0) return 'degraded'
  return known > 0 || (before !== null && before !== 'not polled') ? 'up' : 'not polled'
}

/** Devices that collectors reached once and have not for so many days. */
export async function findSilentDevices({ assets, settings }: Pick<Context, 'assets' | 'settings'>): Promise<{ id: number; assetNumber: string; name: string | null; location: string | null; lastSeen: string }[]> {
  const silent = []
  for await (const asset of assets.unseen(deviceType, new Date(Date.now() - settings.silentDays * day))) silent.push(asset)
  return silent.toSorted((one, other) => one.lastSeen.localeCompare(other.lastSeen))
}
