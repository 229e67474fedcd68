import type { Database } from '../../platform/database/database.ts'
import { parseRows } from './reverse-change.ts'
import type { RowChange } from './write-changes.ts'

export type StoredChange = { id: number; batchId: string; at: number; kind: string; entityId: number; label: string; action: string; actor: string; source: string; requestId: string | null; rows: RowChange[] }

const columns = ['id', 'batchid', 'at', 'kind', 'entityid', 'label', 'action', 'actor', 'source', 'requestid', 'rows']

/** Changes of one record, newest first. `before` continues below an id. */
export async function findChanges(database: Pick<Database, 'all' | 'engine'>, kind: string, entityId: number, limit: number, before: number | null): Promise<StoredChange[]> {
  const names = columns.map((name) => (database.engine === 'mysql' ? `\`${name}\`` : `"${name}"`)).join()
  const rows = await database.all(`select ${names} from changes where entityid = ? and kind = ?${before === null ? '' : ' and id < ?'} order by id desc limit ${Math.trunc(limit)}`, before === null ? [entityId, kind] : [entityId, kind, before])
  return rows.map((row) => ({
    id: Number(row.id), batchId: String(row.batchid), at: Number(row.at), kind: String(row.kind), entityId: Number(row.entityid), label: String(row.label), action: String(row.action),
    actor: String(row.actor), source: String(row.source), requestId: row.requestid === null ? null : String(row.requestid), rows: parseRows(String(row.rows)),
  }))
}
