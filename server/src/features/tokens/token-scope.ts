import { createPermissionCheck, permissionPattern } from '../../platform/auth/permission-check.ts'
import type { Caller } from '../../platform/caller.ts'

/** What a token may be limited to: permission patterns, or one collector. */
export const scopePattern = `${permissionPattern.slice(0, -1)}$|^collector:[a-z][a-z0-9]*$`

/** Never more than its owner may, and of that only the scopes. Every token may ask who it is. */
export function createTokenCheck(ownerMay: Caller['may'], scopes: readonly string[]): Caller['may'] {
  const inScope = createScopeCheck(scopes)
  return (permission) => permission === 'account.read' || (inScope(permission) && ownerMay(permission))
}

/** `collector:computers` is the permission `computers.collect` and nothing else. */
export function createScopeCheck(scopes: readonly string[]): Caller['may'] {
  return createPermissionCheck(scopes.map((scope) => (scope.startsWith('collector:') ? `${scope.slice('collector:'.length)}.collect` : scope)))
}
