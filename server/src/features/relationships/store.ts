import type { Database, SqlValue } from '../../platform/database/database.ts'

/** Live relationships of the same type between the same two assets. */
export async function findSame(reader: Pick<Database, 'all'>, fromAssetId: SqlValue, toAssetId: SqlValue, typeId: SqlValue): Promise<number[]> {
  const rows = await reader.all('select id from relationships where active = 1 and fromassetid = ? and toassetid = ? and typeid = ?', [fromAssetId, toAssetId, typeId])
  return rows.map((row) => Number(row.id))
}

export type Relationship = {
  id: number; version: number; typeId: number; label: string; direction: 'out' | 'in'; inheritsPosition: boolean
  asset: { id: number; assetNumber: string; name: string | null; typeId: number; statusId: number | null }
}

const columns = 'r.id, r.version, r.typeid, t.name as forwardname, t.inversename, t.inheritsposition, a.id as assetid, a.assetnumber, a.name, a.typeid as assettypeid, a.statusid'

/** Both directions of an asset's relationships, each named as this asset says it. Two statements, each along an index. */
export async function findRelationships(database: Pick<Database, 'all'>, assetId: number): Promise<Relationship[]> {
  const read = (own: string, other: string): ReturnType<Database['all']> => database.all(`select ${columns} from relationships r join relationshiptypes t on t.id = r.typeid join assets a on a.id = r.${other} and a.active = 1 where r.active = 1 and r.${own} = ? order by t.name, a.assetnumberkey limit 500`, [assetId])
  const outgoing = await read('fromassetid', 'toassetid')
  const incoming = await read('toassetid', 'fromassetid')
  return [...outgoing.map((row) => relationshipOf(row, 'out')), ...incoming.map((row) => relationshipOf(row, 'in'))]
}

function relationshipOf(row: Awaited<ReturnType<Database['all']>>[number], direction: Relationship['direction']): Relationship {
  return {
    id: Number(row.id), version: Number(row.version), typeId: Number(row.typeid), label: String(direction === 'out' ? row.forwardname : row.inversename), direction, inheritsPosition: row.inheritsposition === 1,
    asset: { id: Number(row.assetid), assetNumber: String(row.assetnumber), name: row.name === null ? null : String(row.name), typeId: Number(row.assettypeid), statusId: row.statusid === null ? null : Number(row.statusid) },
  }
}
