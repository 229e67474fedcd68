import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import { naturalKey } from '../../platform/natural-key.ts'

export type Reader = Pick<Database, 'all'>
/** A role as stored; the permissions of ready-made ones are computed. */
export type StoredRole = { id: number; name: string; description: string | null; readyMade: boolean; permissions: string[]; version: number; createdAt: number; modifiedAt: number }

const columns = 'id, name, description, readymade, permissions, version, createdat, modifiedat'

function toRole(row: Record<string, SqlValue>): StoredRole {
  return {
    id: Number(row['id']), name: String(row['name']), description: row['description'] === null ? null : String(row['description']),
    readyMade: Number(row['readymade']) === 1, permissions: parsePermissions(row['permissions']),
    version: Number(row['version']), createdAt: Number(row['createdat']), modifiedAt: Number(row['modifiedat']),
  }
}

function parsePermissions(text: SqlValue | undefined): string[] {
  const parsed: unknown = JSON.parse(String(text))
  return Array.isArray(parsed) ? parsed.map(String) : []
}

export async function loadRoles(reader: Reader): Promise<StoredRole[]> {
  return (await reader.all(`select ${columns} from roles order by readymade desc, id`)).map(toRole)
}

export async function loadRole(reader: Reader, id: number): Promise<StoredRole | undefined> {
  return (await reader.all(`select ${columns} from roles where id = ?`, [id])).map(toRole)[0]
}

/** The roles of one user, for the check of permissions. */
export async function loadRolesOfUser(reader: Reader, userId: number): Promise<Pick<StoredRole, 'name' | 'readyMade' | 'permissions'>[]> {
  const rows = await reader.all('select r.name, r.readymade, r.permissions from userroles u join roles r on r.id = u.roleid where u.userid = ? order by r.id', [userId])
  return rows.map((row) => ({ name: String(row['name']), readyMade: Number(row['readymade']) === 1, permissions: parsePermissions(row['permissions']) }))
}

/** Role names by user, for lists. */
export async function loadRoleNames(reader: Reader): Promise<Map<number, string[]>> {
  const names = new Map<number, string[]>()
  for (const row of await reader.all('select u.userid, r.name from userroles u join roles r on r.id = u.roleid order by r.id')) {
    const userId = Number(row['userid'])
    names.set(userId, [...names.get(userId) ?? [], String(row['name'])])
  }
  return names
}

export async function insertRole(transaction: Transaction, role: Pick<StoredRole, 'name' | 'description' | 'readyMade' | 'permissions'>, now: number): Promise<number> {
  const id = await transaction.takeIds('roles', 1)
  await transaction.insertRows('roles', ['id', 'name', 'namekey', 'description', 'readymade', 'permissions', 'version', 'createdat', 'modifiedat'], [
    [id, role.name, naturalKey(role.name), role.description, role.readyMade ? 1 : 0, JSON.stringify(role.permissions), 1, now, now],
  ])
  return id
}

/** False when the version is not the expected one any more. */
export async function updateRole(transaction: Transaction, role: StoredRole, now: number): Promise<boolean> {
  const changed = await transaction.run('update roles set name = ?, namekey = ?, description = ?, permissions = ?, version = version + 1, modifiedat = ? where id = ? and version = ?', [
    role.name, naturalKey(role.name), role.description, JSON.stringify(role.permissions), now, role.id, role.version,
  ])
  return changed === 1
}

export async function removeRole(transaction: Transaction, id: number): Promise<void> {
  await transaction.run('delete from roles where id = ?', [id])
}

export async function countUsersOfRole(reader: Reader, roleId: number): Promise<number> {
  const rows = await reader.all('select count(*) as found from userroles where roleid = ?', [roleId])
  return Number(rows[0]?.['found'] ?? 0)
}

/** Replaces the roles of a user. */
export async function setRolesOfUser(transaction: Transaction, userId: number, roleIds: readonly number[]): Promise<void> {
  await transaction.run('delete from userroles where userid = ?', [userId])
  if (roleIds.length > 0) await transaction.insertRows('userroles', ['userid', 'roleid'], roleIds.map((roleId) => [userId, roleId]))
}
