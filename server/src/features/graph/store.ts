import type { Database } from '../../platform/database/database.ts'
import type { LinkSource } from './link-sources.ts'

type Reader = Pick<Database, 'all'>

export type Link = { recordId: number; from: number; to: number; type: string; inverse: string }

/** A hub leads to thousands; so many rows are read of each source and direction. */
export const mostLinks = 500

/** Rows of a source whose `from` or `to` is one of the assets, in the order of their ids. One statement along an index. */
export function findLinks(reader: Reader, source: LinkSource, end: 'from' | 'to', assetIds: readonly number[], types: readonly string[] | null): Promise<Link[]> {
  return readLinks(reader, source, `l.${source[end]} in (${placesFor(assetIds)})`, assetIds, types)
}

/** Rows of a source with both ends among the assets. */
export function findLinksBetween(reader: Reader, source: LinkSource, assetIds: readonly number[], types: readonly string[] | null): Promise<Link[]> {
  const places = placesFor(assetIds)
  return readLinks(reader, source, `l.${source.from} in (${places}) and l.${source.to} in (${places})`, [...assetIds, ...assetIds], types)
}

async function readLinks(reader: Reader, source: LinkSource, where: string, parameters: readonly number[], types: readonly string[] | null): Promise<Link[]> {
  const { words } = source
  const ofType = words === null ? ' join relationshiptypes t on t.id = l.typeid' : ''
  const named = words === null && types !== null ? ` and (t.name in (${placesFor(types)}) or t.inversename in (${placesFor(types)}))` : ''
  const columns = `l.${source.id} as recordid, l.${source.from} as fromid, l.${source.to} as toid${words === null ? ', t.name as type, t.inversename as inverse' : ''}`
  const rows = await reader.all(`select ${columns} from ${source.table} l${ofType} where l.active = 1 and ${where}${named} and l.${source.to} is not null order by l.${source.id} limit ${mostLinks}`, [...parameters, ...(named === '' ? [] : [...(types ?? []), ...(types ?? [])])])
  return rows.map((row) => ({ recordId: Number(row.recordid), from: Number(row.fromid), to: Number(row.toid), type: words?.type ?? String(row.type), inverse: words?.inverse ?? String(row.inverse) }))
}

function placesFor(values: readonly unknown[]): string {
  return values.map(() => '?').join()
}

/** A live relationship type by the key of its name. */
export async function findRelationshipType(reader: Reader, nameKey: string): Promise<number | null> {
  const [row] = await reader.all('select id from relationshiptypes where active = 1 and namekey = ?', [nameKey])
  return row ? Number(row.id) : null
}
