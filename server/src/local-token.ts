import { randomBytes, timingSafeEqual } from 'node:crypto'
import { systemCaller } from './platform/caller.ts'
import type { Authenticate } from './platform/http/authentication.ts'

/** A secret of this run, for the command line of the same computer: whoever can read the data folder owns the data. */
export function createLocalToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Lets the local token act as the system; everything else is the sign-in's business. */
export function acceptLocalToken(localToken: string, authenticate: Authenticate): Authenticate {
  const expected = Buffer.from(`Bearer ${localToken}`)
  return (request) => {
    const { authorization } = request.headers
    if (authorization?.length !== expected.length) return authenticate(request)
    const isLocal = timingSafeEqual(Buffer.from(authorization), expected)
    return isLocal ? { caller: systemCaller, via: 'bearer', sessionId: null, tokenId: null, csrf: null } : authenticate(request)
  }
}
