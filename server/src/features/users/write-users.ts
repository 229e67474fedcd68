import { hashPassword } from '../../platform/auth/password.ts'
import type { Caller } from '../../platform/caller.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { assertVersion } from '../../platform/http/version-precondition.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { noteAction } from '../changes/index.ts'
import { assertMayGrant, loadRoles, loadRolesOfUser, setRolesOfUser, type Reader, type StoredRole } from '../roles/index.ts'
import { assertGoodPassword } from './password-rules.ts'
import { countActiveAdministrators, insertUser, loadUser, loadUserByName, markUserDeleted, updatePassword, updateUser, type StoredUser, type UserSource } from './store.ts'

export type UserInput = { username: string; password?: string | null; displayName?: string | null; email?: string | null; active?: boolean; roles?: readonly string[]; source?: UserSource }
export type UserChange = Partial<Omit<UserInput, 'source'>>

/** Creates an account; without a password nobody can sign in to it yet. Answers its id. */
export async function createUser(platform: Platform, caller: Caller, input: UserInput, { anyPassword = false } = {}): Promise<number> {
  const { username, password = null, displayName = null, email = null, active = true, roles = ['viewer'], source = 'local' } = input
  if (password !== null && !anyPassword) assertGoodPassword(password, username)
  const passwordHash = password === null ? null : await hashPassword(password)
  const id = await platform.database.write(async (transaction) => {
    const granted = await rolesByName(transaction, roles)
    assertMayGrant(platform, caller, granted)
    await assertFreeName(transaction, username, null)
    const created = await insertUser(transaction, { username: username.trim(), displayName, email, passwordHash, active, source }, platform.now())
    await setRolesOfUser(transaction, created, granted.map((role) => role.id))
    await noteAction(transaction, caller, { kind: 'users', id: created, label: username.trim(), action: 'created' }, platform.now())
    return created
  })
  platform.log.info({ userId: id, by: caller.label }, 'user created')
  return id
}

/** Changes an account, and its roles and password when given. They count from the next request on. */
export async function changeUser(platform: Platform, caller: Caller, id: number, version: number, change: UserChange): Promise<void> {
  const { password, roles, ...fields } = change
  if (password !== undefined && password !== null) assertGoodPassword(password, fields.username ?? '')
  const hash = password === undefined || password === null ? null : await hashPassword(password)
  await platform.database.write(async (transaction) => {
    const user = await existingUser(transaction, id)
    assertVersion(version, user, fields)
    await assertMayChange(platform, caller, transaction, user)
    if (fields.username !== undefined) await assertFreeName(transaction, fields.username, id)
    const saved = await updateUser(transaction, { ...user, ...fields, username: (fields.username ?? user.username).trim() }, platform.now())
    if (!saved) throw new Problem('VERSION_STALE')
    if (roles !== undefined) await replaceRoles(platform, caller, transaction, id, roles)
    if (hash !== null) await updatePassword(transaction, id, hash, platform.now())
    await noteAction(transaction, caller, { kind: 'users', id, label: `${user.username} (${Object.keys(change).join(', ')})`, action: 'updated' }, platform.now())
    await assertAdministratorLeft(transaction)
  })
  platform.auth.callers.forgetAll()
  platform.log.info({ userId: id, by: caller.label, changed: Object.keys(change) }, 'user changed')
}

/** Sets a password and ends every session of the account. */
export async function setPassword(platform: Platform, caller: Caller, id: number, password: string): Promise<void> {
  const user = await existingUser(platform.database, id)
  assertGoodPassword(password, user.username)
  if (caller.userId !== id) await assertMayChange(platform, caller, platform.database, user)
  const hash = await hashPassword(password)
  await platform.database.write(async (transaction) => {
    await updatePassword(transaction, id, hash, platform.now())
    await noteAction(transaction, caller, { kind: 'users', id, label: `${user.username} (password)`, action: 'updated' }, platform.now())
  })
  platform.auth.callers.forgetAll()
  platform.log.info({ userId: id, by: caller.label }, 'password set')
}

export async function deleteUser(platform: Platform, caller: Caller, id: number, version: number): Promise<void> {
  await platform.database.write(async (transaction) => {
    const user = await existingUser(transaction, id)
    assertVersion(version, user)
    await assertMayChange(platform, caller, transaction, user)
    await markUserDeleted(transaction, user, platform.now())
    await noteAction(transaction, caller, { kind: 'users', id, label: user.username, action: 'deleted' }, platform.now())
    await assertAdministratorLeft(transaction)
  })
  platform.auth.callers.forgetAll()
  platform.log.info({ userId: id, by: caller.label }, 'user deleted')
}

export async function existingUser(reader: Reader, id: number): Promise<StoredUser> {
  const user = await loadUser(reader, id)
  if (user === undefined) throw new Problem('NOT_FOUND')
  return user
}

async function assertFreeName(reader: Reader, username: string, id: number | null): Promise<void> {
  const other = await loadUserByName(reader, username)
  if (other === undefined || other.id === id) return
  throw new Problem('DUPLICATE', { fields: [{ path: '/username', message: 'is taken' }], extra: { existing: { id: other.id, username: other.username } } })
}

async function assertMayChange(platform: Platform, caller: Caller, reader: Reader, user: StoredUser): Promise<void> {
  assertMayGrant(platform, caller, await loadRolesOfUser(reader, user.id))
}

async function replaceRoles(platform: Platform, caller: Caller, transaction: Transaction, id: number, names: readonly string[]): Promise<void> {
  const granted = await rolesByName(transaction, names)
  assertMayGrant(platform, caller, granted)
  await setRolesOfUser(transaction, id, granted.map((role) => role.id))
}

async function rolesByName(reader: Reader, names: readonly string[]): Promise<StoredRole[]> {
  const roles = await loadRoles(reader)
  return [...new Set(names)].map((name) => {
    const role = roles.find((candidate) => candidate.name === name)
    if (role === undefined) throw new Problem('REFERENCE_MISSING', { fields: [{ path: '/roles', message: `has no role "${name}"`, allowed: roles.map((one) => one.name) }] })
    return role
  })
}

/** Somebody must always be able to manage the site. Checked after the change, inside its transaction. */
async function assertAdministratorLeft(reader: Reader): Promise<void> {
  if (await countActiveAdministrators(reader) === 0) throw new Problem('RULE_BROKEN', { detail: 'This is the last active administrator. Make somebody else administrator first.' })
}
