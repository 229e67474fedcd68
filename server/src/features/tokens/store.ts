import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import type { Reader } from '../roles/index.ts'

export type StoredToken = {
  id: number; userId: number; username: string; userActive: boolean; name: string; secretHash: string; scopes: string[]; expiresAt: number | null; lastUsedAt: number | null; createdAt: number
}

const select = 'select t.id, t.userid, u.username, u.active, t.name, t.secrethash, t.scopes, t.expiresat, t.lastusedat, t.createdat from apitokens t join users u on u.id = t.userid and u.deletedat is null where t.revokedat is null'
const time = (value: SqlValue | undefined): number | null => (value === null || value === undefined ? null : Number(value))

function toToken(row: Record<string, SqlValue>): StoredToken {
  const scopes: unknown = JSON.parse(String(row['scopes']))
  return {
    id: Number(row['id']), userId: Number(row['userid']), username: String(row['username']), userActive: Number(row['active']) === 1, name: String(row['name']), secretHash: String(row['secrethash']),
    scopes: Array.isArray(scopes) ? scopes.map(String) : [], expiresAt: time(row['expiresat']), lastUsedAt: time(row['lastusedat']), createdAt: Number(row['createdat']),
  }
}

export async function loadToken(reader: Reader, id: number): Promise<StoredToken | undefined> {
  return (await reader.all(`${select} and t.id = ?`, [id])).map(toToken)[0]
}

/** Tokens that were not revoked, of one user or of all. */
export async function loadTokens(reader: Reader, userId: number | null): Promise<StoredToken[]> {
  const rows = userId === null ? await reader.all(`${select} order by t.id desc`) : await reader.all(`${select} and t.userid = ? order by t.id desc`, [userId])
  return rows.map(toToken)
}

export async function insertToken(transaction: Transaction, token: Pick<StoredToken, 'userId' | 'name' | 'secretHash' | 'scopes' | 'expiresAt' | 'createdAt'>): Promise<number> {
  const id = await transaction.takeIds('apitokens', 1)
  await transaction.insertRows('apitokens', ['id', 'userid', 'name', 'secrethash', 'scopes', 'expiresat', 'lastusedat', 'createdat', 'revokedat'], [
    [id, token.userId, token.name, token.secretHash, JSON.stringify(token.scopes), token.expiresAt, null, token.createdAt, null],
  ])
  return id
}

export async function markTokenRevoked(transaction: Transaction, id: number, now: number): Promise<void> {
  await transaction.run('update apitokens set revokedat = ? where id = ? and revokedat is null', [now, id])
}

export async function noteTokenUsed(transaction: Transaction, id: number, now: number): Promise<void> {
  await transaction.run('update apitokens set lastusedat = ? where id = ?', [now, id])
}
