import { defineTable } from '../../platform/database/table-model.ts'
import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'

/**
 * Words that plugins add to search documents, kept beside them so that a change of the record need not ask a plugin
 * while it is written. Entity 0 of a kind says up to where a plugin has been asked: its version and the change.
 */
export const searchWordsTable = defineTable({
  name: 'searchwords',
  columns: { entityid: 'integer', kind: 'string(65)', plugin: 'string(32)', words: 'text' },
  primaryKey: ['entityid', 'kind', 'plugin'],
  indexes: [{ columns: ['plugin'] }],
})

type Reader = Pick<Database, 'all'>
const idsInOneStatement = 500
const places = (values: readonly unknown[]): string => values.map(() => '?').join()

async function inChunks<T>(ids: readonly number[], read: (chunk: readonly number[]) => Promise<T[]>): Promise<T[]> {
  const found: T[] = []
  for (let start = 0; start < ids.length; start += idsInOneStatement) found.push(...(await read(ids.slice(start, start + idsInOneStatement))))
  return found
}

/** The words of every plugin for these records, by kind and id. */
export async function findAllWords(reader: Reader, ids: readonly number[]): Promise<Map<string, string[]>> {
  const rows = await inChunks(ids, (chunk) => reader.all(`select kind, entityid, words from searchwords where entityid in (${places(chunk)}) order by plugin`, chunk))
  const words = new Map<string, string[]>()
  for (const row of rows) {
    const key = `${String(row.kind)} ${String(row.entityid)}`
    words.set(key, [...(words.get(key) ?? []), String(row.words)])
  }
  return words
}

/** What one plugin has said about these records of a kind. */
export async function findWords(reader: Reader, plugin: string, kind: string, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await inChunks(ids, (chunk) => reader.all(`select entityid, words from searchwords where entityid in (${places(chunk)}) and kind = ? and plugin = ?`, [...chunk, kind, plugin]))
  return new Map(rows.map((row) => [Number(row.entityid), String(row.words)]))
}

/** An empty text takes the words away. */
export async function saveWords(transaction: Transaction, plugin: string, kind: string, words: ReadonlyMap<number, string>): Promise<void> {
  const removed = [...words].filter(([, text]) => text === '').map(([id]) => [id, kind, plugin])
  const kept = [...words].filter(([, text]) => text !== '').map(([id, text]): SqlValue[] => [id, kind, plugin, text])
  if (removed.length > 0) await transaction.runMany('delete from searchwords where entityid = ? and kind = ? and plugin = ?', removed)
  if (kept.length > 0) await transaction.upsertRows('searchwords', ['entityid', 'kind', 'plugin'], ['entityid', 'kind', 'plugin', 'words'], kept)
}

export async function newestChange(reader: Reader): Promise<number> {
  const [row] = await reader.all('select max(id) as newest from changes')
  return Number(row?.newest ?? 0)
}

export type ChangedRecord = { change: number; id: number }

/** Records of a kind that were changed after a change, by whichever process and way. */
export async function findChanged(reader: Reader, kind: string, after: number, limit: number): Promise<ChangedRecord[]> {
  const rows = await reader.all(`select id, entityid from changes where kind = ? and id > ? order by id limit ${Math.trunc(limit)}`, [kind, after])
  return rows.map((row) => ({ change: Number(row.id), id: Number(row.entityid) }))
}

/** Records of a kind that can be found, in the order of their ids. */
export async function findDocumentIds(reader: Reader, kind: string, after: number, limit: number): Promise<number[]> {
  const rows = await reader.all(`select entityid from searchdocs where kind = ? and entityid > ? order by entityid limit ${Math.trunc(limit)}`, [kind, after])
  return rows.map((row) => Number(row.entityid))
}

export async function findOfKind(reader: Reader, kind: string, ids: readonly number[]): Promise<number[]> {
  return (await inChunks(ids, (chunk) => reader.all(`select entityid from searchdocs where kind = ? and entityid in (${places(chunk)})`, [kind, ...chunk]))).map((row) => Number(row.entityid))
}
