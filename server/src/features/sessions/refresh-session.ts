import { createSecret, hashSecret, matchesHash } from '../../platform/auth/secret.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { isAlive } from './authenticate.ts'
import { sessionSeconds, type SessionTokens } from './session-cookies.ts'
import { tokensOf } from './start-session.ts'
import { loadSession, markSessionRevoked, rotateSession } from './store.ts'

export type RefreshToken = { sessionId: number; family: string; rotation: string }

export function parseRefreshToken(text: string | null): RefreshToken | null {
  const match = /^(\d{1,15})\.([\w-]{43})\.([\w-]{43})$/.exec(text ?? '')
  const [, sessionId, family, rotation] = match ?? []
  return family === undefined || rotation === undefined ? null : { sessionId: Number(sessionId), family, rotation }
}

/**
 * Exchanges a refresh token for the next ones. Each is good once: when an old one comes again, somebody has a copy, and
 * the whole session ends. Requests with the same token at the same time (two tabs) share one exchange.
 */
export function createRefresh(platform: Platform): (token: RefreshToken) => Promise<SessionTokens> {
  const running = new Map<string, Promise<SessionTokens>>()
  return (token) => {
    const known = running.get(token.rotation)
    if (known !== undefined) return known
    const exchange = refreshSession(platform, token).finally(() => running.delete(token.rotation))
    running.set(token.rotation, exchange)
    return exchange
  }
}

async function refreshSession(platform: Platform, { sessionId, family, rotation }: RefreshToken): Promise<SessionTokens> {
  const session = await loadSession(platform.database, sessionId)
  const now = platform.now()
  if (session === undefined || !matchesHash(family, session.familyHash) || !isAlive(session, now)) throw new Problem('SESSION_ENDED')
  const next = createSecret()
  const isCurrent = matchesHash(rotation, session.rotationHash)
  const rotated = isCurrent && await platform.database.write((transaction) => rotateSession(transaction, session, hashSecret(next), now, now + sessionSeconds * 1000))
  if (rotated) return tokensOf(platform, { userId: session.userId, sessionId }, family, next)
  await platform.database.write((transaction) => markSessionRevoked(transaction, sessionId, now))
  platform.auth.callers.forgetAll()
  platform.log.warn({ sessionId, userId: session.userId }, 'a used refresh token came again; the session was ended')
  throw new Problem('SESSION_ENDED')
}
