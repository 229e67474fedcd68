import type { Database } from '../../platform/database/database.ts'

type Reader = Pick<Database, 'all'>

/** Rises with every change of a record; answered from the end of the primary key. */
export async function newestChange(reader: Reader): Promise<number> {
  const [row] = await reader.all('select max(id) as newest from changes')
  return Number(row?.newest ?? 0)
}

/** Live assets that a collector reported before this moment and not since. `typeIds` null: of every type. */
export async function countUnseen(reader: Reader, before: number, typeIds: readonly number[] | null): Promise<number> {
  if (typeIds?.length === 0) return 0
  const visible = typeIds ? ` and a.typeid in (${typeIds.map(() => '?').join()})` : ''
  const [row] = await reader.all(`select count(*) as n from sightings s join assets a on a.id = s.assetid where s.lastseen < ? and a.active = 1${visible}`, [before, ...(typeIds ?? [])])
  return Number(row?.n ?? 0)
}

export type RecentChange = { at: number; kind: string; id: number; label: string; action: string; actor: string }

/** Read backwards along the primary key; only so many are looked at, so that rare kinds cost no scan of the history. */
export async function findRecentChanges(reader: Reader, kinds: readonly string[], limit: number): Promise<RecentChange[]> {
  if (kinds.length === 0) return []
  const rows = await reader.all(`select at, kind, entityid, label, action, actor from (select id, at, kind, entityid, label, action, actor from changes order by id desc limit 1000) as recent where kind in (${kinds.map(() => '?').join()}) order by id desc limit ${Math.trunc(limit)}`, kinds)
  return rows.map((row) => ({ at: Number(row.at), kind: String(row.kind), id: Number(row.entityid), label: String(row.label), action: String(row.action), actor: String(row.actor) }))
}
