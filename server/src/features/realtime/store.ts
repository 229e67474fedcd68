import type { RealtimeChange } from '@shopdb/contract/realtime'
import type { Database } from '../../platform/database/database.ts'

type Reader = Pick<Database, 'all'>

const columns = 'id, kind, entityid, action, at'

/** The newest change there is; 0 when there is none. */
export async function newestChange(database: Reader): Promise<number> {
  const [row] = await database.all('select max(id) as newest from changes')
  return Number(row?.newest ?? 0)
}

/** Changes after an id, oldest first. */
export async function changesAfter(database: Reader, after: number, limit: number): Promise<RealtimeChange[]> {
  return toChanges(await database.all(`select ${columns} from changes where id > ? order by id limit ${Math.trunc(limit)}`, [after]))
}

/** Those of these ids that are there. */
export async function changesOf(database: Reader, ids: readonly number[]): Promise<RealtimeChange[]> {
  if (ids.length === 0) return []
  return toChanges(await database.all(`select ${columns} from changes where id in (${ids.map(() => '?').join()}) order by id`, ids))
}

function toChanges(rows: Awaited<ReturnType<Reader['all']>>): RealtimeChange[] {
  return rows.map((row) => ({ id: Number(row.id), kind: String(row.kind), entityId: Number(row.entityid), action: String(row.action), at: Number(row.at) }))
}
