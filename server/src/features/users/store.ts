import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import { naturalKey } from '../../platform/natural-key.ts'
import { loadRoleNames, type Reader } from '../roles/index.ts'

export type UserSource = 'local' | 'ldap' | 'oidc' | 'import'
export type StoredUser = {
  id: number; username: string; displayName: string | null; email: string | null; passwordHash: string | null; source: string; active: boolean
  lastSignInAt: number | null; version: number; createdAt: number; modifiedAt: number
}

const columns = 'id, username, displayname, email, passwordhash, source, active, lastsigninat, version, createdat, modifiedat'
const text = (value: SqlValue | undefined): string | null => (value === null || value === undefined ? null : String(value))
const number = (value: SqlValue | undefined): number | null => (value === null || value === undefined ? null : Number(value))

function toUser(row: Record<string, SqlValue>): StoredUser {
  return {
    id: Number(row['id']), username: String(row['username']), displayName: text(row['displayname']), email: text(row['email']), passwordHash: text(row['passwordhash']),
    source: String(row['source']), active: Number(row['active']) === 1, lastSignInAt: number(row['lastsigninat']), version: Number(row['version']),
    createdAt: Number(row['createdat']), modifiedAt: Number(row['modifiedat']),
  }
}

export async function loadUser(reader: Reader, id: number): Promise<StoredUser | undefined> {
  return (await reader.all(`select ${columns} from users where id = ? and deletedat is null`, [id])).map(toUser)[0]
}

export async function loadUserByName(reader: Reader, username: string): Promise<StoredUser | undefined> {
  return (await reader.all(`select ${columns} from users where usernamekey = ? and deletedat is null`, [naturalKey(username)])).map(toUser)[0]
}

export async function loadUsers(reader: Reader): Promise<(StoredUser & { roles: string[] })[]> {
  const rows = await reader.all(`select ${columns} from users where deletedat is null order by usernamekey, id`)
  const names = await loadRoleNames(reader)
  return rows.map(toUser).map((user) => ({ ...user, roles: names.get(user.id) ?? [] }))
}

export async function countUsers(reader: Reader): Promise<number> {
  return Number((await reader.all('select count(*) as found from users where deletedat is null'))[0]?.['found'] ?? 0)
}

export async function countActiveAdministrators(reader: Reader): Promise<number> {
  const sql = "select count(*) as found from users u join userroles x on x.userid = u.id join roles r on r.id = x.roleid where u.active = 1 and u.deletedat is null and r.readymade = 1 and r.name = 'administrator'"
  return Number((await reader.all(sql))[0]?.['found'] ?? 0)
}

export type NewUser = Pick<StoredUser, 'username' | 'displayName' | 'email' | 'passwordHash' | 'active'> & { source: UserSource }

export async function insertUser(transaction: Transaction, user: NewUser, now: number): Promise<number> {
  const id = await transaction.takeIds('users', 1)
  await transaction.insertRows(
    'users',
    ['id', 'username', 'usernamekey', 'displayname', 'email', 'passwordhash', 'source', 'active', 'sessionsvalidfrom', 'lastsigninat', 'version', 'createdat', 'modifiedat', 'deletedat'],
    [[id, user.username, naturalKey(user.username), user.displayName, user.email, user.passwordHash, user.source, user.active ? 1 : 0, now, null, 1, now, now, null]],
  )
  return id
}

/** False when the version is not the expected one any more. */
export async function updateUser(transaction: Transaction, user: StoredUser, now: number): Promise<boolean> {
  const changed = await transaction.run('update users set username = ?, usernamekey = ?, displayname = ?, email = ?, active = ?, version = version + 1, modifiedat = ? where id = ? and version = ? and deletedat is null', [
    user.username, naturalKey(user.username), user.displayName, user.email, user.active ? 1 : 0, now, user.id, user.version,
  ])
  return changed === 1
}

/** A new password ends every session started before it. */
export async function updatePassword(transaction: Transaction, id: number, hash: string, now: number): Promise<void> {
  await transaction.run('update users set passwordhash = ?, sessionsvalidfrom = ?, version = version + 1, modifiedat = ? where id = ?', [hash, now, now, id])
}

/** The same password under a newer cost: sessions stay. */
export async function replaceHash(transaction: Transaction, id: number, hash: string): Promise<void> {
  await transaction.run('update users set passwordhash = ? where id = ?', [hash, id])
}

export async function noteSignIn(transaction: Transaction, id: number, now: number): Promise<void> {
  await transaction.run('update users set lastsigninat = ? where id = ?', [now, id])
}

/** The row stays, because history names it; its name becomes free again. */
export async function markUserDeleted(transaction: Transaction, user: StoredUser, now: number): Promise<void> {
  await transaction.run('update users set usernamekey = ?, active = 0, passwordhash = null, deletedat = ?, version = version + 1 where id = ?', [`~deleted ${user.id}`, now, user.id])
  await transaction.run('delete from userroles where userid = ?', [user.id])
}
