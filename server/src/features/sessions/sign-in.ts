import { hashPassword, needsRehash, pretendToVerify, verifyPassword } from '../../platform/auth/password.ts'
import type { AttemptKey } from '../../platform/auth/throttle.ts'
import { naturalKey } from '../../platform/natural-key.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { loadUserByName, noteSignIn, replaceHash, type StoredUser } from '../users/index.ts'
import { startSession, type Client } from './start-session.ts'

/** Checks user name and password and opens a session. A wrong name and a wrong password look and last the same. */
export async function signIn(platform: Platform, username: string, password: string, client: Client) {
  const attempt = attemptKeys(username, client.ip)
  platform.auth.throttle.begin(attempt)
  const user = await loadUserByName(platform.database, username)
  if (!await isRight(user, password) || user === undefined) {
    platform.log.warn({ userId: user?.id ?? null, ip: client.ip }, 'sign-in refused')
    throw new Problem('CREDENTIALS_WRONG')
  }
  platform.auth.throttle.succeed(attempt)
  const newHash = user.passwordHash !== null && needsRehash(user.passwordHash) ? await hashPassword(password) : null
  const session = await startSession(platform, user.id, client, async (transaction) => {
    if (newHash !== null) await replaceHash(transaction, user.id, newHash)
    await noteSignIn(transaction, user.id, platform.now())
  })
  platform.log.info({ userId: user.id, sessionId: session.sessionId, ip: client.ip }, 'signed in')
  return { user, session }
}

async function isRight(user: StoredUser | undefined, password: string): Promise<boolean> {
  if (user === undefined || user.passwordHash === null || !user.active) return pretendToVerify(password)
  return verifyPassword(password, user.passwordHash)
}

/** The person at this address first; then guessing at one name from everywhere, and at many names from here. */
export function attemptKeys(username: string, ip: string): AttemptKey[] {
  const name = naturalKey(username)
  return [{ key: `${name} ${ip}`, free: 10 }, { key: `name ${name}`, free: 60 }, { key: `ip ${ip}`, free: 120 }]
}
