import type { Caller } from '../../platform/caller.ts'
import { readCookie } from '../../platform/auth/cookie.ts'
import type { Authenticate, Authentication, AuthenticationResult } from '../../platform/http/authentication.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { authenticateFeed, feedTokenIn } from '../feeds/index.ts'
import { createUserCheck, loadRolesOfUser } from '../roles/index.ts'
import { authenticateToken } from '../tokens/index.ts'
import { cookieNames } from './session-cookies.ts'
import { loadSession, noteSessionUsed, type SessionUser, type StoredSession } from './store.ts'

/** How long a session or token may be used before "last used" is written again. */
const usedResolution = 60_000

/**
 * Who asks: by the access cookie, or by `Authorization: Bearer` with an access token or an API token. What was just
 * looked up is answered at once, without a promise.
 */
export function createAuthenticate(platform: Platform): Authenticate {
  const { callers } = platform.auth
  let permissions = platform.permissions.generation

  return ({ headers, ip, method = '', url = '' }) => {
    if (platform.permissions.generation !== permissions) {
      permissions = platform.permissions.generation
      callers.forgetAll()
    }
    const { authorization } = headers
    if (authorization === undefined) {
      const feed = url.includes('feed=') ? feedTokenIn(method, url) : null
      if (feed !== null) return authenticateFeed(platform, feed, url)
      const access = readCookie(headers.cookie, cookieNames.access)
      if (access === null || access === '') return null
      return callers.get(access) ?? authenticateSession(platform, access, 'cookie', ip)
    }
    if (!/^bearer /i.test(authorization)) return new Problem('SIGN_IN_REQUIRED', { detail: 'Only Bearer is understood.' })
    const token = authorization.slice(7).trim()
    return callers.get(`b${token}`) ?? (token.startsWith('shopdb_') ? authenticateToken(platform, token) : authenticateSession(platform, token, 'bearer', ip))
  }
}

async function authenticateSession(platform: Platform, token: string, via: Authentication['via'], ip: string): Promise<AuthenticationResult> {
  const { auth, database, now } = platform
  const generation = auth.callers.generation
  const content = auth.accessTokens.read(token)
  if (content === null) return new Problem('SESSION_ENDED')
  const session = await loadSession(database, content.sessionId)
  if (session === undefined || session.userId !== content.userId || !isAlive(session, now())) return new Problem('SESSION_ENDED')
  const authentication: Authentication = { caller: await createUserCaller(platform, session), via, sessionId: session.id, tokenId: null, csrf: auth.csrfToken(session.id) }
  auth.callers.set(via === 'cookie' ? token : `b${token}`, authentication, generation, content.expiresAt)
  if (now() - session.lastUsedAt > usedResolution) noteUsedSoon(platform, session.id, ip)
  return authentication
}

/** A person with the permissions of his roles as they are now. */
export async function createUserCaller(platform: Platform, { userId, username }: StoredSession & SessionUser): Promise<Caller> {
  return { kind: 'user', userId, label: username, may: createUserCheck(platform, await loadRolesOfUser(platform.database, userId)) }
}

/** Not revoked, not expired, its user active and the password not changed since. */
export function isAlive(session: StoredSession & SessionUser, now: number): boolean {
  return session.revokedAt === null && session.expiresAt > now && session.active && session.startedAt >= session.sessionsValidFrom
}

function noteUsedSoon({ database, log, now }: Platform, id: number, ip: string): void {
  database.write((transaction) => noteSessionUsed(transaction, id, now(), ip)).catch((error: unknown) => log.warn({ err: error }, 'the last use of a session was not noted'))
}
