import type { Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import { createPermissionCheck } from '../../platform/auth/permission-check.ts'
import { Problem } from '../../platform/problem.ts'
import type { StoredRole } from './store.ts'

/** What every person has: to see who they are and to look after their own account. */
export const everyonesPermissions = ['account.read', 'account.write'] as const

type Granting = Pick<StoredRole, 'name' | 'readyMade' | 'permissions'>

/** The patterns a role grants now. */
export function grantsOf({ permissions }: Pick<Platform, 'permissions'>, role: Granting): string[] {
  if (!role.readyMade) return role.permissions
  if (role.name === 'administrator') return ['*']
  return permissions.all().filter(({ roles }) => roles.some((name) => name === role.name)).map(({ id }) => id)
}

/** The check for a user with these roles. */
export function createUserCheck(platform: Pick<Platform, 'permissions'>, roles: readonly Granting[]): Caller['may'] {
  return createPermissionCheck([...everyonesPermissions, ...roles.flatMap((role) => grantsOf(platform, role))])
}

/** Nobody hands out, or takes over by a new password, what they do not have themselves. */
export function assertMayGrant(platform: Pick<Platform, 'permissions'>, caller: Caller, roles: readonly Granting[]): void {
  const granted = createPermissionCheck(roles.flatMap((role) => grantsOf(platform, role)))
  const missing = platform.permissions.all().find(({ id }) => granted(id) && !caller.may(id))
  if (missing !== undefined) throw new Problem('PERMISSION_MISSING', { detail: 'The role grants more than you have yourself.', extra: { permission: missing.id } })
}
