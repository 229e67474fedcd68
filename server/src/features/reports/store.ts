import type { Database, SqlValue } from '../../platform/database/database.ts'

type Reader = Pick<Database, 'all'>

export type ReportedAsset = { id: number; typeId: number; assetNumber: string; name: string | null; location: string | null; warrantyUntil: string | null; lastSeen: string | null }
type Page = { typeIds: readonly number[] | null; after: number; limit: number }

const columns = 'a.id, a.typeid, a.assetnumber, a.name, l.name as location, a.warrantyuntil, s.lastseen'
const tables = 'assets a left join locations l on l.id = a.locationid left join sightings s on s.assetid = a.id'

/** Live assets with a warranty that ends between two days, in the order of their ids. */
export function findWarranties(reader: Reader, { from, to, ...page }: Page & { from: string; to: string }): Promise<ReportedAsset[]> {
  return findAssets(reader, 'a.warrantyuntil >= ? and a.warrantyuntil <= ?', [from, to], page)
}

/** Live assets that a collector reported before this moment and not since. */
export function findUnseen(reader: Reader, { before, ...page }: Page & { before: number }): Promise<ReportedAsset[]> {
  return findAssets(reader, 's.lastseen < ?', [before], page)
}

async function findAssets(reader: Reader, condition: string, values: readonly SqlValue[], { typeIds, after, limit }: Page): Promise<ReportedAsset[]> {
  if (typeIds?.length === 0) return []
  const visible = typeIds ? ` and a.typeid in (${typeIds.map(() => '?').join()})` : ''
  const rows = await reader.all(`select ${columns} from ${tables} where a.id > ? and a.active = 1 and ${condition}${visible} order by a.id limit ${Math.trunc(limit)}`, [after, ...values, ...(typeIds ?? [])])
  return rows.map((row) => ({
    id: Number(row.id), typeId: Number(row.typeid), assetNumber: String(row.assetnumber), name: textOrNull(row.name), location: textOrNull(row.location),
    warrantyUntil: textOrNull(row.warrantyuntil), lastSeen: row.lastseen === null ? null : new Date(Number(row.lastseen)).toISOString(),
  }))
}

function textOrNull(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}
