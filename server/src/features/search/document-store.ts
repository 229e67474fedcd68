import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import { trigramsOf } from './terms.ts'

/** What search knows of a record. A null body takes the record out of the index. */
export type SearchDocument = { kind: string; entityId: number; title: string; subtitle: string; body: string | null }

const columns = ['id', 'kind', 'entityid', 'title', 'subtitle', 'body', 'grams']

/** Writes documents in the transaction of the change they belong to. */
export async function writeSearchDocuments(transaction: Transaction, documents: readonly SearchDocument[]): Promise<void> {
  const removed = documents.filter((document) => document.body === null)
  if (removed.length > 0) await transaction.runMany('delete from searchdocs where kind = ? and entityid = ?', removed.map((document) => [document.kind, document.entityId]))
  const written = documents.filter((document) => document.body !== null)
  if (written.length === 0) return
  const first = await transaction.takeIds('searchdocs', written.length)
  const rows = written.map((document, index): SqlValue[] => [
    first + index, document.kind, document.entityId, document.title.slice(0, 255), document.subtitle.slice(0, 255), document.body,
    transaction.engine === 'mysql' ? trigramsOf(document.body ?? '') : null,
  ])
  await transaction.upsertRows('searchdocs', ['kind', 'entityid'], columns, rows, ['title', 'subtitle', 'body', 'grams'])
}
