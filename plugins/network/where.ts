import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { day } from './context.ts'
import { parseAddress } from './ip.ts'
import { describeMac, macPart, type MacFacts } from './mac.ts'
import { countMacsOfPorts, findInterfacesByMac, findMacs, findPortsOf, findReportedByKeys, findReportedOfAssets, findSightings, momentOf, numberOf, textOf } from './store.ts'

type AssetLabel = { readonly id: number; readonly assetNumber: string; readonly name: string | null; readonly type: string | null }
/** A port behind which a MAC address was seen. `macs`: how many were seen there; `isWay`: it leads to other switches, the plug is further on. */
export type Place = { readonly device: AssetLabel; readonly port: string; readonly portId: number | null; readonly vlan: number | null; readonly firstSeenAt: string | null; readonly lastSeenAt: string | null; readonly macs: number; readonly isWay: boolean; readonly plugged: AssetLabel | null }
export type Found = MacFacts & { readonly assets: readonly AssetLabel[]; readonly interfaces: readonly { name: string | null; address: string | null }[]; readonly places: readonly Place[] }

const mostMacs = 25
const fewestDigits = 2

/** Where something is plugged in: by any part of a MAC address in any notation, by an IP address, or by the number or name of an asset. */
export async function findWhere(context: Context, words: string): Promise<{ items: Found[]; isCut: boolean }> {
  const macs = await macsFor(context, words.trim())
  const items = await placesOf(context, macs.slice(0, mostMacs))
  return { items, isCut: macs.length > mostMacs }
}

async function macsFor(context: Context, words: string): Promise<string[]> {
  const address = parseAddress(words)
  if (address) return macsIn(await findReportedByKeys(context.database, address.key, address.key))
  const digits = macPart(words)
  const found = /^[0-9a-f\s:.\-]+$/i.test(words) && digits.length >= fewestDigits && digits.length <= 12 ? await findMacs(context.database, digits, mostMacs + 1) : []
  if (found.length > 0 || words.length < 2) return found
  const { items } = await context.assets.list(new URLSearchParams({ q: words, limit: '10' }).toString())
  return macsIn(await findReportedOfAssets(context.database, items.map(({ id }) => id)))
}

function macsIn(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(({ mac }) => (typeof mac === 'string' ? [mac] : [])))]
}

/** The same number of statements for one and for many. */
export async function placesOf(context: Pick<Context, 'database' | 'assets' | 'settings'>, macs: readonly string[]): Promise<Found[]> {
  const { database, assets, settings } = context
  const [interfaces, sightings] = await Promise.all([findInterfacesByMac(database, macs), findSightings(database, macs)])
  const deviceIds = [...new Set(sightings.map((row) => Number(row.deviceid)))]
  const [counts, ports] = await Promise.all([countMacsOfPorts(database, deviceIds, Date.now() - settings.silentDays * day), findPortsOf(database, deviceIds)])
  const portOf = new Map(ports.map((row) => [`${String(row.assetid)} ${String(row.name).toLowerCase()}`, row]))
  const countOf = new Map(counts.map((row) => [`${String(row.deviceid)} ${String(row.port)}`, Number(row.macs)]))
  const ids = [...interfaces.map(({ assetid }) => assetid), ...deviceIds, ...ports.map(({ servesid }) => servesid)].flatMap((id) => (id === null || id === undefined ? [] : [Number(id)]))
  const names = new Map((await assets.names(ids)).map((asset) => [asset.id, asset]))
  const describe = (row: Row): Place[] => {
    const device = names.get(Number(row.deviceid))
    const port = portOf.get(`${String(row.deviceid)} ${String(row.port).toLowerCase()}`)
    const count = countOf.get(`${String(row.deviceid)} ${String(row.port)}`) ?? 0
    const isWay = port?.isuplink === 1 || (port?.peerportid ?? null) !== null || count > settings.uplinkMacs
    return device ? [{ device, port: String(row.port), portId: numberOf(port?.id), vlan: numberOf(row.vlan) ?? numberOf(port?.vlan), firstSeenAt: momentOf(row.firstseenat), lastSeenAt: momentOf(row.lastseenat), macs: count, isWay, plugged: names.get(Number(port?.servesid ?? 0)) ?? null }] : []
  }
  return Promise.all(macs.map(async (mac): Promise<Found> => ({
    ...(await describeMac(mac)),
    assets: [...new Set(interfaces.filter((row) => row.mac === mac && row.assetid !== null).map((row) => Number(row.assetid)))].flatMap((id) => names.get(id) ?? []),
    interfaces: interfaces.filter((row) => row.mac === mac).map((row) => ({ name: textOf(row.name), address: textOf(row.address) })),
    places: sightings.filter((row) => row.mac === mac).flatMap(describe).toSorted(nearestFirst),
  })))
}

/** The port at which it is plugged in leads nowhere else, has the fewest MAC addresses behind it, and saw it last. */
function nearestFirst(one: Place, other: Place): number {
  return Number(one.isWay) - Number(other.isWay) || one.macs - other.macs || (other.lastSeenAt ?? '').localeCompare(one.lastSeenAt ?? '')
}
