import { matchesHash } from '../../platform/auth/secret.ts'
import type { Authentication, AuthenticationResult } from '../../platform/http/authentication.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { createUserCheck, loadRolesOfUser } from '../roles/index.ts'
import { loadToken, noteTokenUsed, type StoredToken } from './store.ts'
import { createTokenCheck } from './token-scope.ts'

const usedResolution = 60_000

/** Who an API token (`shopdb_<id>_<secret>`) stands for. Remembered under `b<token>`. */
export async function authenticateToken(platform: Platform, text: string): Promise<AuthenticationResult> {
  const { auth, database, now } = platform
  const generation = auth.callers.generation
  const [, id, secret = ''] = /^shopdb_(\d{1,15})_([\w-]{43})$/.exec(text) ?? []
  const token = id === undefined ? undefined : await loadToken(database, Number(id))
  if (token === undefined || !matchesHash(secret, token.secretHash) || !token.userActive) return new Problem('SIGN_IN_REQUIRED', { detail: 'The API token is not valid or was revoked.' })
  if (token.expiresAt !== null && token.expiresAt <= now()) return new Problem('SIGN_IN_REQUIRED', { detail: 'The API token has expired.' })
  const authentication = await authenticationFor(platform, token)
  auth.callers.set(`b${text}`, authentication, generation, token.expiresAt ?? Infinity)
  if (now() - (token.lastUsedAt ?? 0) > usedResolution) noteUsedSoon(platform, token.id)
  return authentication
}

/** An API token that was let in before; null when it was revoked or has expired meanwhile. */
export async function recheckToken(platform: Platform, id: number): Promise<Authentication | null> {
  const token = await loadToken(platform.database, id)
  const isValid = token !== undefined && token.userActive && (token.expiresAt === null || token.expiresAt > platform.now())
  return isValid ? authenticationFor(platform, token) : null
}

async function authenticationFor(platform: Platform, token: StoredToken): Promise<Authentication> {
  const may = createTokenCheck(createUserCheck(platform, await loadRolesOfUser(platform.database, token.userId)), token.scopes)
  return { caller: { kind: 'token', userId: token.userId, label: `token ${token.name}`, may }, via: 'bearer', sessionId: null, tokenId: token.id, csrf: null }
}

function noteUsedSoon({ database, log, now }: Platform, id: number): void {
  database.write((transaction) => noteTokenUsed(transaction, id, now())).catch((error: unknown) => log.warn({ err: error }, 'the last use of a token was not noted'))
}
