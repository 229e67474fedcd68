import { noteRecordChange, problemToast, useApi, type SelectOption } from '@shopdb/ui'

export type AssetLabel = { id: number; assetNumber: string; name: string | null; type: string | null }
export type Usage = { planned: number; found: number; dhcp: number; gone: number; size: number; free: number; percent: number | null }
export type Subnet = {
  id: number; version: number; prefix: string; name: string | null; depth: number; parentId: number | null; vlan: { id: number; vid: number; name: string } | null; location: string | null; locationId: number | null
  gateway: string | null; dhcpFrom: string | null; dhcpTo: string | null; isolated: boolean; warnPercent: number | null; isNearlyFull: boolean; usage: Usage
}
export type Mac = { mac: string; vendor: string | null; isLocal: boolean }
export type AddressLine = { address: string; key: string; state: string; plannedId: number | null; asset: AssetLabel | null; reportedBy: AssetLabel[]; hostname: string | null; mac: Mac | null; seenAt: string | null; notes: string | null; conflict: string | null }
export type Conflict = { conflict: string; kind: string; address: string; subnetId: number | null; since: string | null; assets: AssetLabel[] }
export type Place = { device: AssetLabel; port: string; portId: number | null; vlan: number | null; lastSeenAt: string | null; macs: number; isWay: boolean; plugged: AssetLabel | null }
export type Found = Mac & { assets: AssetLabel[]; interfaces: { name: string | null; address: string | null }[]; places: Place[] }
export type Finding = { kind: string; severity: 'refused' | 'warning'; message: string }

/** Sends something and says what went wrong; true when it was taken. */
export async function sent(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    await noteRecordChange()
    return true
  } catch (error) {
    problemToast(error)
    return false
  }
}

/** Parts of the bar of a subnet: planned, found only, handed out by DHCP; what is left is free. */
export function barOf({ planned, found, dhcp, free, percent }: Usage, words: (key: string) => string, isNearlyFull: boolean): { label: string; value: number; tone: string }[] {
  if (percent === null) return []
  const parts = [{ label: words('network.planned'), value: planned, tone: isNearlyFull ? 'warn' : 'ok' }, { label: words('network.found'), value: found, tone: 'maintenance' }, { label: words('network.dhcp'), value: dhcp, tone: 'unknown' }, { label: words('network.free'), value: free, tone: 'free' }]
  return parts.filter(({ value }) => value > 0)
}

export function stateTone(state: string): 'ok' | 'warn' | 'down' | 'unknown' | 'maintenance' | 'plain' {
  if (state === 'as planned' || state === 'up') return 'ok'
  if (state === 'conflict' || state === 'lost') return 'down'
  if (state === 'not planned') return 'warn'
  if (state === 'silent' || state === 'down') return 'unknown'
  return state === 'dhcp' ? 'maintenance' : 'plain'
}

export const stateKey = (state: string): string => `network.states.${state.replaceAll(' ', '')}`

/** Finds assets by what somebody types: number, name, serial number. */
export function useAssetFinder(): (text: string) => Promise<SelectOption[]> {
  const api = useApi()
  return async (text) => {
    const { items } = await api.get<{ items: { id: number; assetNumber: string; name: string | null }[] }>('/api/assets', { limit: 10, ...(text.trim() && { q: text.trim() }) })
    return items.map(({ id, assetNumber, name }) => ({ value: id, label: assetNumber, hint: name }))
  }
}

/** VLANs by number or name, locations by name. */
export function useLookup(path: string, label: (item: Readonly<Record<string, unknown>>) => string): (text: string) => Promise<SelectOption[]> {
  const api = useApi()
  return async (text) => {
    const { items } = await api.get<{ items: { id: number; [field: string]: unknown }[] }>(path, { limit: 20, ...(text.trim() && { q: text.trim() }) })
    return items.map((item) => ({ value: item.id, label: label(item) }))
  }
}

/** In the language of the reader, with groups. */
export function count(value: number, locale: string): string {
  return value > 1e9 ? new Intl.NumberFormat(locale, { notation: 'scientific', maximumFractionDigits: 1 }).format(value) : new Intl.NumberFormat(locale).format(value)
}
