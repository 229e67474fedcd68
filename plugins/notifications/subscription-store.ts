import type { OwnTransaction, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { numberOrNull, severities, textOrNull } from './notification.ts'
import type { Subscription } from './subscription.ts'

type Reader = Pick<Context['database'], 'all'>
const select = 'select id, userid, role, channel, url, severities, typeid, businessunitid, locationid, digestat, timezone, nextdigestat, tellsend, createdby from notificationsubscriptions where active = 1'

function subscriptionOf(row: Row): Subscription {
  const wanted = String(row['severities']).split(',')
  return {
    id: Number(row['id']), userId: numberOrNull(row['userid']), role: textOrNull(row['role']), channel: row['channel'] === 'webhook' ? 'webhook' : 'mail', url: textOrNull(row['url']), severities: severities.filter((severity) => wanted.includes(severity)),
    typeId: numberOrNull(row['typeid']), businessUnitId: numberOrNull(row['businessunitid']), locationId: numberOrNull(row['locationid']), digestAt: textOrNull(row['digestat']), timeZone: String(row['timezone']), nextDigestAt: numberOrNull(row['nextdigestat']), tellsEnd: row['tellsend'] === 1, createdBy: String(row['createdby']),
  }
}

export async function findSubscriptions({ all }: Reader): Promise<Subscription[]> {
  return (await all(`${select} order by id limit 5000`)).map(subscriptionOf)
}

export async function findSubscription({ all }: Reader, id: number): Promise<Subscription | null> {
  return (await all(`${select} and id = ?`, [id])).map(subscriptionOf)[0] ?? null
}

export async function findDueDigests({ all }: Reader, at: number): Promise<Subscription[]> {
  return (await all(`${select} and nextdigestat <= ? order by nextdigestat limit 500`, [at])).map(subscriptionOf)
}

export async function saveSubscription(transaction: OwnTransaction, { id, userId, role, channel, url, severities: wanted, typeId, businessUnitId, locationId, digestAt, timeZone, nextDigestAt, tellsEnd, createdBy }: Subscription, at: number): Promise<void> {
  await transaction.upsertRows('notificationsubscriptions', ['id'], [{ id, userid: userId, role, channel, url, severities: wanted.join(','), typeid: typeId, businessunitid: businessUnitId, locationid: locationId, digestat: digestAt, timezone: timeZone, nextdigestat: nextDigestAt, tellsend: tellsEnd ? 1 : 0, active: 1, createdby: createdBy, createdat: at }])
}

/** Its row stays: what was sent because of it is still told. */
export async function endSubscription(transaction: OwnTransaction, id: number): Promise<void> {
  await transaction.run('update notificationsubscriptions set active = 0, nextdigestat = null where id = ?', [id])
}

export async function moveDigest(transaction: OwnTransaction, id: number, next: number): Promise<void> {
  await transaction.run('update notificationsubscriptions set nextdigestat = ? where id = ?', [next, id])
}
