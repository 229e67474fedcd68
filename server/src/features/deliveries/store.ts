import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import type { HeldRows } from '../../platform/plugin-holding.ts'
import type { NewDelivery, StoredDelivery } from './delivery.ts'

type Reader = Pick<Database, 'all'>

const select = 'select id, plugin, channel, target, subject, content, secret, uniquekey, state, attempts, dueat, createdat, sentat, error from deliveries'
const textOrNull = (value: SqlValue | undefined): string | null => (value === null || value === undefined ? null : String(value))

function deliveryOf(row: Record<string, SqlValue>): StoredDelivery {
  const channel = row.channel === 'mail' ? 'mail' : row.channel === 'event' ? 'event' : 'webhook'
  return {
    id: Number(row.id), plugin: String(row.plugin), channel, target: String(row.target), subject: String(row.subject), content: JSON.parse(String(row.content)), secret: textOrNull(row.secret), uniqueKey: textOrNull(row.uniquekey),
    state: row.state === 'sent' ? 'sent' : row.state === 'dead' ? 'dead' : 'waiting', attempts: Number(row.attempts), dueAt: Number(row.dueat), createdAt: Number(row.createdat), sentAt: row.sentat === null ? null : Number(row.sentat), error: textOrNull(row.error),
  }
}

export async function insertDelivery(transaction: Transaction, delivery: NewDelivery, at: number): Promise<number> {
  const id = await transaction.takeIds('deliveries', 1)
  const { plugin, channel, target, subject, content, secret, uniqueKey } = delivery
  await transaction.insertRows('deliveries', ['id', 'plugin', 'channel', 'target', 'subject', 'content', 'secret', 'uniquekey', 'state', 'attempts', 'dueat', 'createdat', 'sentat', 'error'], [[id, plugin, channel, target, subject, JSON.stringify(content), secret, uniqueKey, 'waiting', 0, at, at, null, null]])
  return id
}

export async function findDelivery(reader: Reader, id: number): Promise<StoredDelivery | null> {
  return (await reader.all(`${select} where id = ?`, [id])).map(deliveryOf)[0] ?? null
}

export async function findByKey(reader: Reader, plugin: string, key: string, since: number): Promise<number | null> {
  const [row] = await reader.all('select id from deliveries where plugin = ? and uniquekey = ? and createdat > ? order by id desc limit 1', [plugin, key, since])
  return row ? Number(row.id) : null
}

/** Mail and webhooks; events go their own way, so that no slow mail server keeps them. */
export async function findDue(reader: Reader, at: number, limit: number): Promise<StoredDelivery[]> {
  return (await reader.all(`${select} where state = 'waiting' and dueat <= ? and channel <> 'event' order by dueat, id limit ${Math.trunc(limit)}`, [at])).map(deliveryOf)
}

/** Events for these plugins; those of others wait until they are active. */
export async function findDueEvents(reader: Reader, plugins: readonly string[], at: number, limit: number): Promise<StoredDelivery[]> {
  if (plugins.length === 0) return []
  return (await reader.all(`${select} where state = 'waiting' and dueat <= ? and channel = 'event' and plugin in (${plugins.map(() => '?').join(', ')}) order by dueat, id limit ${Math.trunc(limit)}`, [at, ...plugins])).map(deliveryOf)
}

export type DeliveryQuery = { state?: string | undefined; plugin?: string | undefined; before?: number | undefined; limit: number }

/** Newest first. */
export async function findDeliveries(reader: Reader, { state, plugin, before, limit }: DeliveryQuery): Promise<StoredDelivery[]> {
  const conditions = [...(state === undefined ? [] : [['state = ?', state] as const]), ...(plugin === undefined ? [] : [['plugin = ?', plugin] as const]), ...(before === undefined ? [] : [['id < ?', before] as const])]
  const where = conditions.length === 0 ? '' : ` where ${conditions.map(([condition]) => condition).join(' and ')}`
  return (await reader.all(`${select}${where} order by id desc limit ${Math.trunc(limit)}`, conditions.map(([, value]) => value))).map(deliveryOf)
}

export type DeliveryEnd = Pick<StoredDelivery, 'state' | 'attempts' | 'dueAt' | 'sentAt' | 'error'>

export async function updateDelivery(transaction: Transaction, id: number, { state, attempts, dueAt, sentAt, error }: DeliveryEnd): Promise<void> {
  await transaction.run('update deliveries set state = ?, attempts = ?, dueat = ?, sentat = ?, error = ? where id = ?', [state, attempts, dueAt, sentAt, error, id])
}

export async function removeDelivery(transaction: Transaction, id: number): Promise<number> {
  return transaction.run('delete from deliveries where id = ?', [id])
}

export async function removeOld(transaction: Transaction, state: StoredDelivery['state'], before: number): Promise<number> {
  return transaction.run('delete from deliveries where state = ? and dueat < ?', [state, before])
}

export const heldBy = (plugin: string): HeldRows => ({ table: 'deliveries', where: 'plugin = ?', parameters: [plugin] })
