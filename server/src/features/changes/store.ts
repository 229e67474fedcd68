import type { Database, SqlValue } from '../../platform/database/database.ts'
import { parseRows } from './reverse-change.ts'
import type { RowChange } from './row-change.ts'

export type StoredChange = { id: number; batchId: string; at: number; kind: string; entityId: number; label: string; action: string; actor: string; source: string; requestId: string | null; rows: RowChange[] }

const columns = ['id', 'batchid', 'at', 'kind', 'entityid', 'label', 'action', 'actor', 'source', 'requestid', 'rows']

type Reader = Pick<Database, 'all' | 'engine'>

/** Changes of one record, newest first. `before` continues below an id. */
export function findChanges(database: Reader, kind: string, entityId: number, limit: number, before: number | null): Promise<StoredChange[]> {
  return findStored(database, 'entityid = ? and kind = ?', [entityId, kind], limit, before)
}

/** Changes of one batch, newest first. */
export function findBatch(database: Reader, batchId: string, limit: number, before: number | null): Promise<StoredChange[]> {
  return findStored(database, 'batchid = ?', [batchId], limit, before)
}

export async function countBatch(database: Reader, batchId: string): Promise<number> {
  const [row] = await database.all('select count(*) as n from changes where batchid = ?', [batchId])
  return Number(row?.n ?? 0)
}

/** Kinds of the records that a batch changed. */
export async function findBatchKinds(database: Reader, batchId: string): Promise<string[]> {
  return (await database.all('select distinct kind from changes where batchid = ?', [batchId])).map((row) => String(row.kind))
}

async function findStored(database: Reader, condition: string, parameters: readonly SqlValue[], limit: number, before: number | null): Promise<StoredChange[]> {
  const names = columns.map((name) => (database.engine === 'mysql' ? `\`${name}\`` : `"${name}"`)).join()
  const rows = await database.all(`select ${names} from changes where ${condition}${before === null ? '' : ' and id < ?'} order by id desc limit ${Math.trunc(limit)}`, before === null ? parameters : [...parameters, before])
  return rows.map((row) => ({
    id: Number(row.id), batchId: String(row.batchid), at: Number(row.at), kind: String(row.kind), entityId: Number(row.entityid), label: String(row.label), action: String(row.action),
    actor: String(row.actor), source: String(row.source), requestId: row.requestid === null ? null : String(row.requestid), rows: parseRows(String(row.rows)),
  }))
}

export type AuditQuery = { kind?: string | undefined; actor?: string | undefined; before?: number | undefined; limit: number }

/** Changes of everything, newest first; one more than asked for, so that the caller knows whether there is a next page. */
export function findAudited(database: Pick<Database, 'all'>, query: AuditQuery): Promise<Record<string, SqlValue>[]> {
  const conditions: string[] = []
  const parameters: SqlValue[] = []
  const add = (condition: string, value: SqlValue | undefined): void => {
    if (value === undefined || value === '') return
    conditions.push(condition)
    parameters.push(value)
  }
  add('id < ?', query.before)
  add('kind = ?', query.kind)
  add('actor = ?', query.actor)
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  return database.all(`select id, batchid, at, kind, entityid, label, action, actor, source, requestid from changes ${where} order by id desc limit ${Math.trunc(query.limit) + 1}`, parameters)
}
