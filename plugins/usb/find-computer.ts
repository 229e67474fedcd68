import type { AssetRecord } from '@shopdb/plugin-api'
import { mediumType, type Context } from './context.ts'
import { isIdentity } from './identity.ts'

/** `key` names the computer in sightings, whether it is an asset here or not. */
export type FoundComputer = { key: string; id: number | null; name: string; matchedBy: string | null }
export type NamedComputer = { hostname?: string | null; serialNumber?: string | null; assetNumber?: string | null }

/** The asset of a computer that reports: by serial number, host name or asset number, whichever leads to exactly one. */
export async function findComputer(context: Context, { hostname, serialNumber, assetNumber }: NamedComputer): Promise<FoundComputer> {
  const said = [serialNumber, hostname, assetNumber].map((text) => text?.trim() || null)
  const [serial = null, host = null, number = null] = said
  const tries: [string, () => Promise<readonly AssetRecord[]>][] = [
    ['serialNumber', () => (isIdentity(serial) ? listed(context, { serialNumber: serial }) : none)],
    ['hostname', () => (host === null ? none : byHostname(context, host))],
    ['assetNumber', () => (number ?? host) === null ? none : listed(context, { assetNumber: number ?? host ?? '' })],
  ]
  for (const [matchedBy, find] of tries) {
    const found = (await find()).filter(({ type }) => type !== mediumType)
    if (found[0] && found.length === 1) return { key: `asset ${found[0].id}`, id: found[0].id, name: found[0].assetNumber, matchedBy }
  }
  const name = host ?? number ?? serial ?? 'unknown computer'
  return { key: name.toLowerCase().slice(0, 160), id: null, name: name.slice(0, 160), matchedBy: null }
}

const none = Promise.resolve<readonly AssetRecord[]>([])

async function listed({ assets }: Context, query: Record<string, string>): Promise<readonly AssetRecord[]> {
  return (await assets.list(new URLSearchParams({ ...query, limit: '2', count: 'none' }).toString())).items
}

/** Host names are known to the plugin of the computers, when it is here. */
async function byHostname({ records, assets }: Context, hostname: string): Promise<readonly AssetRecord[]> {
  try {
    const { items } = await records.list('computers', new URLSearchParams({ hostname, limit: '2', count: 'none' }).toString())
    return await assets.getMany(items.map(({ id }) => id))
  } catch (error) { // a border: without that plugin there is no such resource
    if (isMissing(error)) return []
    throw error
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'NOT_FOUND'
}
