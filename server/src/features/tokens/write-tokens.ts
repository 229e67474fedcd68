import { createSecret, hashSecret } from '../../platform/auth/secret.ts'
import type { Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { noteAction } from '../changes/index.ts'
import { loadUser } from '../users/index.ts'
import { insertToken, loadToken, markTokenRevoked } from './store.ts'
import { createScopeCheck, scopePattern } from './token-scope.ts'

export type TokenInput = { name: string; scopes: readonly string[]; userId?: number; expiresAt?: string | null }

/** Creates a token of a user (default: the caller). The answer holds the only copy of the token there will ever be. */
export async function createToken(platform: Platform, caller: Caller, input: TokenInput): Promise<{ id: number; token: string }> {
  const userId = input.userId ?? caller.userId
  if (userId === null || await loadUser(platform.database, userId) === undefined) throw new Problem('REFERENCE_MISSING', { fields: [{ path: '/userId', message: 'has no user' }] })
  if (userId !== caller.userId && !caller.may('tokens.write')) throw new Problem('PERMISSION_MISSING', { extra: { permission: 'tokens.write' } })
  assertMayScope(platform, caller, input.scopes)
  const secret = createSecret()
  const token = { userId, name: input.name.trim(), secretHash: hashSecret(secret), scopes: [...input.scopes], expiresAt: parseExpiry(platform, input.expiresAt), createdAt: platform.now() }
  const id = await platform.database.write(async (transaction) => {
    const created = await insertToken(transaction, token)
    await noteAction(transaction, caller, { kind: 'tokens', id: created, label: token.name, action: 'created' }, token.createdAt)
    return created
  })
  platform.log.info({ tokenId: id, userId, scopes: token.scopes, by: caller.label }, 'API token created')
  return { id, token: `shopdb_${id}_${secret}` }
}

/** Ends a token at once: the own, or with `tokens.write` anybody's. */
export async function revokeToken(platform: Platform, caller: Caller, id: number): Promise<void> {
  const token = await loadToken(platform.database, id)
  if (token === undefined || (token.userId !== caller.userId && !caller.may('tokens.write'))) throw new Problem('NOT_FOUND')
  await platform.database.write(async (transaction) => {
    await markTokenRevoked(transaction, id, platform.now())
    await noteAction(transaction, caller, { kind: 'tokens', id, label: token.name, action: 'deleted' }, platform.now())
  })
  platform.auth.callers.forgetAll()
  platform.log.info({ tokenId: id, by: caller.label }, 'API token revoked')
}

/** A token cannot make one that reaches further than itself, nor a person one for what they do not have. */
function assertMayScope(platform: Platform, caller: Caller, scopes: readonly string[]): void {
  const wrong = scopes.findIndex((scope) => !new RegExp(scopePattern).test(scope))
  if (wrong >= 0 || scopes.length === 0) throw new Problem('RULE_BROKEN', { fields: [{ path: `/scopes/${Math.max(0, wrong)}`, message: 'must be a permission, such as assets.read, or collector:<plugin>' }] })
  const inScope = createScopeCheck(scopes)
  // A person's token can never do more than the person, now or later; a token must hold itself to its own scopes.
  if (caller.kind !== 'token') return
  const missing = platform.permissions.all().find(({ id }) => id !== 'account.read' && inScope(id) && !caller.may(id))
  if (missing !== undefined || scopes.includes('*')) throw new Problem('PERMISSION_MISSING', { detail: 'A token cannot create one that reaches further.', extra: { permission: missing?.id ?? '*' } })
}

function parseExpiry({ now }: Platform, text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null
  const time = Date.parse(text)
  if (!(time > now())) throw new Problem('RULE_BROKEN', { fields: [{ path: '/expiresAt', message: 'must lie in the future' }] })
  return time
}
