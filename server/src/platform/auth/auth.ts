import type { Config } from '../../config.ts'
import { createAccessTokens, type AccessTokens } from './access-token.ts'
import { createCallerCache, type CallerCache } from './caller-cache.ts'
import { bindToken, createSecretBox, type SecretBox } from './secret.ts'
import { createSetupCode, type SetupCode } from './setup-code.ts'
import { createThrottle, type Throttle } from './throttle.ts'

/** What sign-in is made of, one set per server. Which users and roles there are is the business of the features. */
export type Auth = {
  readonly accessTokens: AccessTokens
  readonly callers: CallerCache
  readonly throttle: Throttle
  readonly setupCode: SetupCode
  readonly secretBox: SecretBox
  /** What X-CSRF-Token must hold in a session. */
  readonly csrfToken: (sessionId: number) => string
}

export function createAuth(config: Pick<Config, 'jwtSecretKey' | 'secretKey'>, now: () => number = Date.now): Auth {
  return {
    accessTokens: createAccessTokens(config.jwtSecretKey),
    callers: createCallerCache(now),
    throttle: createThrottle(now),
    setupCode: createSetupCode(),
    secretBox: createSecretBox(config.secretKey),
    csrfToken: (sessionId) => bindToken(config.jwtSecretKey, 'csrf', String(sessionId)),
  }
}
