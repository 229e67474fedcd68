import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'

type Reader = Pick<Database, 'all'>

export type StoredFeed = { id: number; userId: number; userIsActive: boolean; name: string; path: string; secretHash: string; createdAt: number; lastUsedAt: number | null }

const select = 'select f.id, f.userid, u.active, f.name, f.path, f.secrethash, f.createdat, f.lastusedat from feedtokens f join users u on u.id = f.userid and u.deletedat is null where f.revokedat is null'

function feedOf(row: Record<string, SqlValue>): StoredFeed {
  return { id: Number(row.id), userId: Number(row.userid), userIsActive: row.active === 1, name: String(row.name), path: String(row.path), secretHash: String(row.secrethash), createdAt: Number(row.createdat), lastUsedAt: row.lastusedat === null ? null : Number(row.lastusedat) }
}

/** A feed that was not revoked. */
export async function findFeed(reader: Reader, id: number): Promise<StoredFeed | null> {
  return (await reader.all(`${select} and f.id = ?`, [id])).map(feedOf)[0] ?? null
}

export async function findFeedsOf(reader: Reader, userId: number): Promise<StoredFeed[]> {
  return (await reader.all(`${select} and f.userid = ? order by f.id desc`, [userId])).map(feedOf)
}

export async function insertFeed(transaction: Transaction, feed: Pick<StoredFeed, 'userId' | 'name' | 'path' | 'secretHash' | 'createdAt'>): Promise<number> {
  const id = await transaction.takeIds('feedtokens', 1)
  await transaction.insertRows('feedtokens', ['id', 'userid', 'name', 'path', 'secrethash', 'createdat', 'lastusedat', 'revokedat'], [[id, feed.userId, feed.name, feed.path, feed.secretHash, feed.createdAt, null, null]])
  return id
}

export async function markFeedRevoked(transaction: Transaction, id: number, at: number): Promise<void> {
  await transaction.run('update feedtokens set revokedat = ? where id = ? and revokedat is null', [at, id])
}

export async function noteFeedUsed(transaction: Transaction, id: number, at: number): Promise<void> {
  await transaction.run('update feedtokens set lastusedat = ? where id = ?', [at, id])
}
