import type { AssetLabel, Mac } from './plan.ts'

export type DevicePort = {
  id: number; name: string; medium: string | null; status: string; since: string | null; speedMbps: number | null; vlan: number | null; description: string | null; isUplink: boolean; poe: boolean; cableLabel: string | null
  plugged: AssetLabel | null; peer: { id: number; name: string; device: AssetLabel | null } | null; macs: number; seen: (Mac & { asset: AssetLabel | null })[]
  neighbours: { name: string | null; chassis: string; port: string | null; device: AssetLabel | null }[]; differs: boolean
}

/** A port with something plugged in that is down is lost; one with nothing in it is only down. */
export function toneOfPort({ status, plugged }: DevicePort): 'up' | 'down' | 'lost' | 'disabled' | 'unknown' {
  if (status === 'down') return plugged ? 'lost' : 'down'
  return status === 'up' || status === 'disabled' ? status : 'unknown'
}

export function speedWords(speedMbps: number | null, locale: string): string | null {
  if (speedMbps === null) return null
  return speedMbps >= 1000 ? `${new Intl.NumberFormat(locale).format(speedMbps / 1000)} Gbit/s` : `${speedMbps} Mbit/s`
}
