import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import type { HeldRows } from '../../platform/plugin-holding.ts'
import type { NoticeInput, StoredNotice } from './notice.ts'

type Reader = Pick<Database, 'all'>

const select = 'select n.id, n.plugin, n.noticekey, n.severity, n.title, n.text, n.assetid, n.untilat, n.raisedat, n.settledat from notices n'
const numberOrNull = (value: SqlValue | undefined): number | null => (value === null || value === undefined ? null : Number(value))
const openKey = (plugin: string, key: string): string => `${plugin}:${key}`

function noticeOf(row: Record<string, SqlValue>): StoredNotice {
  const severity = row.severity === 'critical' || row.severity === 'warning' ? row.severity : 'info'
  return {
    id: Number(row.id), plugin: String(row.plugin), key: String(row.noticekey), severity, title: String(row.title), text: row.text === null || row.text === undefined ? null : String(row.text),
    assetId: numberOrNull(row.assetid), until: numberOrNull(row.untilat), raisedAt: Number(row.raisedat), settledAt: numberOrNull(row.settledat),
  }
}

export async function findOpen(reader: Reader, plugin: string, key: string): Promise<StoredNotice | null> {
  return (await reader.all(`${select} where n.openkey = ?`, [openKey(plugin, key)])).map(noticeOf)[0] ?? null
}

/** Open ones, oldest first; of every plugin when none is named. */
export async function findAllOpen(reader: Reader, plugin?: string): Promise<StoredNotice[]> {
  const [condition, values] = plugin === undefined ? ['', []] : [' and n.plugin = ?', [plugin]]
  return (await reader.all(`${select} where n.openkey is not null${condition} order by n.id`, values)).map(noticeOf)
}

export async function findEnded(reader: Reader, at: number, limit: number): Promise<StoredNotice[]> {
  return (await reader.all(`${select} where n.settledat is null and n.untilat <= ? order by n.untilat limit ${Math.trunc(limit)}`, [at])).map(noticeOf)
}

export async function insertNotice(transaction: Transaction, { plugin, key, severity, title, text, assetId, until }: NoticeInput, at: number): Promise<StoredNotice> {
  const id = await transaction.takeIds('notices', 1)
  await transaction.insertRows('notices', ['id', 'plugin', 'noticekey', 'openkey', 'severity', 'title', 'text', 'assetid', 'untilat', 'raisedat', 'settledat'], [[id, plugin, key, openKey(plugin, key), severity, title, text, assetId, until, at, null]])
  return { id, plugin, key, severity, title, text, assetId, until, raisedAt: at, settledAt: null }
}

export async function updateNotice(transaction: Transaction, id: number, { severity, title, text, until }: NoticeInput): Promise<void> {
  await transaction.run('update notices set severity = ?, title = ?, text = ?, untilat = ? where id = ?', [severity, title, text, until, id])
}

/** False when somebody else settled it meanwhile. */
export async function markSettled(transaction: Transaction, id: number, at: number): Promise<boolean> {
  return (await transaction.run('update notices set openkey = null, settledat = ? where id = ? and settledat is null', [at, id])) > 0
}

export async function removeSettled(transaction: Transaction, before: number): Promise<number> {
  return transaction.run('delete from notices where settledat < ?', [before])
}

/** `typeIds` are the asset types the reader may see, null is all; of `hidden` plugins he sees nothing. */
export type NoticeQuery = { hidden: readonly string[]; isOpen?: boolean | undefined; plugin?: string | undefined; severity?: string | undefined; assetId?: number | undefined; before?: number | undefined; typeIds: readonly number[] | null; limit: number }

/** Newest first. */
export async function findNotices(reader: Reader, { isOpen, plugin, severity, assetId, before, hidden, typeIds, limit }: NoticeQuery): Promise<StoredNotice[]> {
  const conditions: Condition[] = [
    isOpen === undefined ? null : { text: isOpen ? 'n.openkey is not null' : 'n.openkey is null', values: [] },
    equal('n.plugin', plugin), equal('n.severity', severity), equal('n.assetid', assetId),
    before === undefined ? null : { text: 'n.id < ?', values: [before] },
    hidden.length === 0 ? null : { text: `n.plugin not in (${hidden.map(() => '?').join(', ')})`, values: hidden },
    typeIds === null ? null : { text: `(n.assetid is null or exists (select 1 from assets a where a.id = n.assetid and a.typeid in (${typeIds.map(() => '?').join(', ') || 'null'})))`, values: typeIds },
  ].filter((condition) => condition !== null)
  const where = conditions.length === 0 ? '' : ` where ${conditions.map(({ text }) => text).join(' and ')}`
  return (await reader.all(`${select}${where} order by n.id desc limit ${Math.trunc(limit)}`, conditions.flatMap(({ values }) => values))).map(noticeOf)
}

type Condition = { text: string; values: readonly SqlValue[] }

function equal(column: string, value: string | number | undefined): Condition | null {
  return value === undefined ? null : { text: `${column} = ?`, values: [value] }
}

export const noticesOf = (plugin: string): HeldRows => ({ table: 'notices', where: 'plugin = ?', parameters: [plugin] })
