import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import { beginsWith, type HeldPlugin, type HeldRows } from '../../platform/plugin-holding.ts'
import { trigramsOf } from './terms.ts'
import { findAllWords } from './words-store.ts'

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
  const rows = (await withWords(transaction, written)).map((document, index): SqlValue[] => [
    first + index, document.kind, document.entityId, document.title.slice(0, 255), document.subtitle.slice(0, 255), document.body,
    transaction.engine === 'mysql' ? trigramsOf(document.body ?? '') : null,
  ])
  await transaction.upsertRows('searchdocs', ['kind', 'entityid'], columns, rows, ['title', 'subtitle', 'body', 'grams'])
}

/** What plugins have said about assets belongs to every document that is written of them. */
async function withWords(transaction: Transaction, documents: readonly SearchDocument[]): Promise<readonly SearchDocument[]> {
  const ids = documents.filter(({ kind }) => kind.includes('.')).map(({ entityId }) => entityId)
  if (ids.length === 0) return documents
  const words = await findAllWords(transaction, ids)
  if (words.size === 0) return documents
  return documents.map((document) => {
    const further = words.get(`${document.kind} ${document.entityId}`) ?? []
    return further.length === 0 ? document : { ...document, body: [...new Set([document.body ?? '', ...further].flatMap((text) => text.split('\n')))].join('\n') }
  })
}

/** Kinds are `<plugin>.<type>`; records of further tables have the table's name. */
export function documentsOfPlugin({ name, tables }: HeldPlugin): HeldRows {
  const { where, parameters } = beginsWith('kind', name)
  if (tables.length === 0) return { table: 'searchdocs', where, parameters }
  return { table: 'searchdocs', where: `(${where}) or kind in (${tables.map(() => '?').join(', ')})`, parameters: [...parameters, ...tables] }
}

/** Puts documents back as they were read. */
export async function insertDocuments(transaction: Transaction, rows: readonly Record<string, SqlValue>[]): Promise<void> {
  await writeSearchDocuments(transaction, rows.map((row) => ({ kind: String(row.kind), entityId: Number(row.entityid), title: String(row.title), subtitle: String(row.subtitle), body: String(row.body) })))
}
