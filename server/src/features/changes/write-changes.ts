import { randomBytes } from 'node:crypto'
import type { Caller } from '../../platform/caller.ts'
import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import type { RowChange } from './row-change.ts'
import { writeRows } from './row-store.ts'
import { writeSearchDocuments, type SearchDocument } from '../search/index.ts'

export type ChangeAction = 'created' | 'updated' | 'deleted' | 'restored'

/** A change of one record with everything that belongs to it (extension row, children, links). */
export type RecordChange = {
  kind: string
  entityId: number
  label: string
  action: ChangeAction
  rows: readonly RowChange[]
  /** The new search document; `body` null takes it out of the index; absent when it stays as it is. */
  search?: SearchDocument
}

/** Who changes, from where. One context is one batch: what belongs together is undone together. */
export type ChangeContext = {
  batchId: string
  at: number
  actorId: number | null
  actor: string
  /** `web`, `api`, `cli`, `collector:<plugin>`, `import`, `system`. */
  source: string
  requestId: string | null
}

export function changeContext(caller: Caller, source: string, requestId: string | null, at: number): ChangeContext {
  return { batchId: newBatchId(at), at, actorId: caller.userId, actor: caller.label, source, requestId }
}

/** A UUID of version 7: ordered by time, so that the index over batches grows at its end. */
export function newBatchId(at: number): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(at, 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/**
 * The one write path. Every change of a record goes through here: rows, change records and search documents are written
 * in the caller's transaction, together or not at all.
 */
export async function writeChanges(transaction: Transaction, context: ChangeContext, changes: readonly RecordChange[]): Promise<void> {
  if (changes.length === 0) return
  await writeRows(transaction, changes.flatMap((change) => change.rows))
  await transaction.insertRows('changes', changeColumns, changes.map((change) => changeValues(context, change)))
  await writeSearchDocuments(transaction, changes.flatMap((change) => change.search ?? []))
}

const changeColumns = ['batchid', 'at', 'kind', 'entityid', 'label', 'action', 'actorid', 'actor', 'source', 'requestid', 'rows']

function changeValues(context: ChangeContext, change: RecordChange): SqlValue[] {
  const rows = change.rows.map((row) => [row.table, row.key[0], row.key[1], row.before, row.after])
  return [context.batchId, context.at, change.kind, change.entityId, change.label.slice(0, 255), change.action, context.actorId, context.actor.slice(0, 120), context.source, context.requestId, JSON.stringify(rows)]
}
