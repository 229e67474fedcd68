import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import type { Reader } from '../roles/index.ts'

export type StoredSession = {
  id: number; userId: number; familyHash: string; rotationHash: string; startedAt: number; lastUsedAt: number; expiresAt: number; revokedAt: number | null; ip: string; device: string
}
export type SessionUser = { username: string; active: boolean; sessionsValidFrom: number }

const columns = 's.id, s.userid, s.familyhash, s.rotationhash, s.startedat, s.lastusedat, s.expiresat, s.revokedat, s.ip, s.device'
const withUser = `select ${columns}, u.username, u.active, u.sessionsvalidfrom from sessions s join users u on u.id = s.userid and u.deletedat is null`

function toSession(row: Record<string, SqlValue>): StoredSession & SessionUser {
  return {
    id: Number(row['id']), userId: Number(row['userid']), familyHash: String(row['familyhash']), rotationHash: String(row['rotationhash']),
    startedAt: Number(row['startedat']), lastUsedAt: Number(row['lastusedat']), expiresAt: Number(row['expiresat']),
    revokedAt: row['revokedat'] === null ? null : Number(row['revokedat']), ip: String(row['ip']), device: String(row['device']),
    username: String(row['username']), active: Number(row['active']) === 1, sessionsValidFrom: Number(row['sessionsvalidfrom']),
  }
}

/** The session together with what its user decides about it. */
export async function loadSession(reader: Reader, id: number): Promise<(StoredSession & SessionUser) | undefined> {
  return (await reader.all(`${withUser} where s.id = ?`, [id])).map(toSession)[0]
}

/** Living sessions, of one user or of all, last used first. */
export async function loadSessions(reader: Reader, userId: number | null, now: number): Promise<(StoredSession & SessionUser)[]> {
  const condition = userId === null ? '' : ' and s.userid = ?'
  const parameters = userId === null ? [now] : [now, userId]
  return (await reader.all(`${withUser} where s.revokedat is null and s.startedat >= u.sessionsvalidfrom and s.expiresat > ?${condition} order by s.lastusedat desc, s.id`, parameters)).map(toSession)
}

export async function insertSession(transaction: Transaction, session: Omit<StoredSession, 'id' | 'revokedAt'>): Promise<number> {
  const id = await transaction.takeIds('sessions', 1)
  await transaction.insertRows('sessions', ['id', 'userid', 'familyhash', 'rotationhash', 'startedat', 'lastusedat', 'expiresat', 'revokedat', 'ip', 'device'], [
    [id, session.userId, session.familyHash, session.rotationHash, session.startedAt, session.lastUsedAt, session.expiresAt, null, session.ip, session.device],
  ])
  return id
}

/** Puts the next refresh token in force; false when the one presented was used by somebody else in between. */
export async function rotateSession(transaction: Transaction, session: StoredSession, rotationHash: string, now: number, expiresAt: number): Promise<boolean> {
  const changed = await transaction.run('update sessions set rotationhash = ?, lastusedat = ?, expiresat = ? where id = ? and rotationhash = ? and revokedat is null', [rotationHash, now, expiresAt, session.id, session.rotationHash])
  return changed === 1
}

/** Keeps the session alive over a change of password. */
export async function restartSession(transaction: Transaction, id: number, now: number): Promise<void> {
  await transaction.run('update sessions set startedat = ? where id = ?', [now, id])
}

export async function noteSessionUsed(transaction: Transaction, id: number, now: number, ip: string): Promise<void> {
  await transaction.run('update sessions set lastusedat = ?, ip = ? where id = ?', [now, ip, id])
}

export async function markSessionRevoked(transaction: Transaction, id: number, now: number): Promise<void> {
  await transaction.run('update sessions set revokedat = ? where id = ? and revokedat is null', [now, id])
}

export async function markSessionsRevoked(transaction: Transaction, userId: number, exceptId: number, now: number): Promise<number> {
  return transaction.run('update sessions set revokedat = ? where userid = ? and id <> ? and revokedat is null', [now, userId, exceptId])
}

/** Removes what nobody can use any more; without such a session nothing is written. */
export async function removeOldSessions(database: Pick<Database, 'all' | 'write'>, before: number): Promise<void> {
  const [old] = await database.all('select id from sessions where expiresat < ? limit 1', [before])
  if (old) await database.write((transaction) => transaction.run('delete from sessions where expiresat < ?', [before]))
}
