import type { Authentication } from '../../platform/http/authentication.ts'
import type { Platform } from '../../platform/platform.ts'
import { recheckToken } from '../tokens/index.ts'
import { createUserCaller, isAlive } from './authenticate.ts'
import { loadSession } from './store.ts'

/**
 * Whether who was let in some time ago still would be, with the permissions of now; null when the session or token has
 * ended. The short-lived access token of then does not matter: the session behind it does.
 */
export async function recheckAuthentication(platform: Platform, authentication: Authentication): Promise<Authentication | null> {
  const { caller, sessionId, tokenId } = authentication
  if (tokenId !== null) return recheckToken(platform, tokenId)
  if (sessionId === null) return caller.kind === 'system' ? authentication : null
  const session = await loadSession(platform.database, sessionId)
  if (!session || !isAlive(session, platform.now())) return null
  return { ...authentication, caller: await createUserCaller(platform, session) }
}
