import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../caller.ts'
import type { Problem } from '../problem.ts'

/** A caller together with how it proved who it is. */
export type Authentication = {
  readonly caller: Caller
  /** `feed`: by the token of an address; only routes that are feeds answer it. */
  readonly via: 'cookie' | 'bearer' | 'feed'
  readonly sessionId: number | null
  readonly tokenId: number | null
  /** What X-CSRF-Token must hold when `via` is cookie. */
  readonly csrf: string | null
}

export type Credentials = { readonly method?: string; readonly url?: string; readonly headers: IncomingHttpHeaders; readonly ip: string }

/**
 * Resolves who asks. Answers at once when it is known, else by a promise. `null`: nothing was sent; a Problem: what was
 * sent is not accepted (thrown only when the route needs a caller).
 */
export type Authenticate = (credentials: Credentials) => AuthenticationResult | Promise<AuthenticationResult>
export type AuthenticationResult = Authentication | Problem | null

/** Stands for nobody on public routes. */
export const anonymousCaller: Caller = { kind: 'user', userId: null, label: 'anonymous', may: () => false }
