import type { OwnTransaction, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'

type Reader = Pick<Context['database'], 'all'>
export type Kind = 'begun' | 'ended'
/** One message to one recipient; `userId` 0 is a webhook. Without a delivery it waits for the digest, or was refused. */
export type NewSending = { notificationId: number; occurrence: number; kind: Kind; subscriptionId: number; userId: number; deliveryId: number | null; refused: string | null }

export async function hasSending({ all }: Reader, { notificationId, occurrence, kind, subscriptionId, userId }: NewSending): Promise<boolean> {
  return (await all('select id from notificationsendings where notificationid = ? and occurrence = ? and kind = ? and subscriptionid = ? and userid = ?', [notificationId, occurrence, kind, subscriptionId, userId])).length > 0
}

export async function insertSending(transaction: OwnTransaction, { notificationId, occurrence, kind, subscriptionId, userId, deliveryId, refused }: NewSending, at: number): Promise<void> {
  const id = await transaction.takeIds('notificationsendings', 1)
  await transaction.insertRows('notificationsendings', [{ id, notificationid: notificationId, occurrence, kind, subscriptionid: subscriptionId, userid: userId, deliveryid: deliveryId, refused: refused?.slice(0, 500) ?? null, at }])
}

/** What a digest gathers: not sent and not refused. */
export async function findGathered({ all }: Reader, subscriptionId: number): Promise<{ id: number; notificationId: number; kind: Kind; userId: number }[]> {
  return (await all('select id, notificationid, kind, userid from notificationsendings where subscriptionid = ? and deliveryid is null and refused is null order by id limit 2000', [subscriptionId])).map((row) => ({ id: Number(row['id']), notificationId: Number(row['notificationid']), kind: row['kind'] === 'ended' ? 'ended' : 'begun', userId: Number(row['userid']) }))
}

export async function settleSendings(transaction: OwnTransaction, ids: readonly number[], deliveryId: number | null, refused: string | null): Promise<void> {
  for (const id of ids) await transaction.run('update notificationsendings set deliveryid = ?, refused = ? where id = ?', [deliveryId, refused?.slice(0, 500) ?? null, id])
}

/** Newest first, with what they were about and because of whom. */
export async function findSendings({ all }: Reader, { notificationId, before, most }: { notificationId?: number | undefined; before?: number | undefined; most: number }): Promise<Row[]> {
  const conditions = [...(notificationId === undefined ? [] : [['s.notificationid = ?', notificationId] as const]), ...(before === undefined ? [] : [['s.id < ?', before] as const])]
  const where = conditions.length === 0 ? '' : ` where ${conditions.map(([text]) => text).join(' and ')}`
  return all(`select s.id, s.notificationid, n.title, s.occurrence, s.kind, s.userid, s.deliveryid, s.refused, s.at, b.role, b.channel, b.url, b.digestat from notificationsendings s join notifications n on n.id = s.notificationid join notificationsubscriptions b on b.id = s.subscriptionid${where} order by s.id desc limit ${Math.trunc(most)}`, conditions.map(([, value]) => value))
}
