import { createSecret, hashSecret } from '../../platform/auth/secret.ts'
import type { Transaction } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { sessionSeconds, type SessionTokens } from './session-cookies.ts'
import { insertSession } from './store.ts'

export type Client = { ip: string; device: string }

/** Opens a session for a user whose identity is proven; `also` runs in the same transaction. */
export async function startSession(platform: Platform, userId: number, client: Client, also: (transaction: Transaction) => Promise<void> = async () => {}): Promise<SessionTokens & { sessionId: number }> {
  const [family, rotation] = [createSecret(), createSecret()]
  const sessionId = await platform.database.write(async (transaction) => {
    await also(transaction)
    // After `also`: a password set there may count only sessions that start later.
    const now = platform.now()
    return insertSession(transaction, {
      userId, familyHash: hashSecret(family), rotationHash: hashSecret(rotation), startedAt: now, lastUsedAt: now, expiresAt: now + sessionSeconds * 1000, ip: client.ip, device: client.device,
    })
  })
  return { sessionId, ...tokensOf(platform, { userId, sessionId }, family, rotation) }
}

export function tokensOf({ auth }: Pick<Platform, 'auth'>, session: { userId: number; sessionId: number }, family: string, rotation: string): SessionTokens {
  return { access: auth.accessTokens.create(session), refresh: `${session.sessionId}.${family}.${rotation}`, csrf: auth.csrfToken(session.sessionId) }
}
