import { createSigner, createVerifier } from 'fast-jwt'

export type AccessTokenContent = { userId: number; sessionId: number; expiresAt: number }
export const accessTokenSeconds = 15 * 60

/** Short-lived signed tokens. They name user and session only: permissions are looked up, so a change counts at once. */
export function createAccessTokens(key: string) {
  const sign = createSigner({ key, algorithm: 'HS256', expiresIn: accessTokenSeconds * 1000 })
  const verify = createVerifier({ key, algorithms: ['HS256'], cache: false })
  return {
    create: ({ userId, sessionId }: Omit<AccessTokenContent, 'expiresAt'>): string => sign({ sub: String(userId), sid: sessionId }),
    /** Null when it was forged, changed or has expired. */
    read(token: string): AccessTokenContent | null {
      let content: unknown
      try {
        content = verify(token)
      } catch {
        // Whatever is wrong with it, the answer is the same: it proves nothing.
        return null
      }
      if (typeof content !== 'object' || content === null || !('sub' in content) || !('sid' in content) || !('exp' in content)) return null
      const [userId, sessionId, expires] = [Number(content.sub), Number(content.sid), Number(content.exp)]
      return [userId, sessionId, expires].every(Number.isSafeInteger) ? { userId, sessionId, expiresAt: expires * 1000 } : null
    },
  }
}

export type AccessTokens = ReturnType<typeof createAccessTokens>
