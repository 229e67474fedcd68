import type { IncomingMessage } from 'node:http'
import type { ExtendedError, Socket } from 'socket.io'
import type { Authenticate, Authentication } from '../http/authentication.ts'
import { Problem } from '../problem.ts'
import { presentProblem } from './present-problem.ts'

/**
 * Who connects: by the session cookie or an Authorization header as everywhere, or by `auth: { token }` of the handshake,
 * for clients that can set no header. Nobody is let in without.
 */
export function createHandshake(authenticate: Authenticate, isStopping: () => boolean) {
  return async (socket: Socket, next: (error?: ExtendedError) => void): Promise<void> => {
    try {
      if (isStopping()) throw new Problem('SHUTTING_DOWN')
      socket.data.authentication = await authenticationOf(socket)
      next()
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem('DATABASE_UNAVAILABLE', { cause: error })
      next(Object.assign(new Error(problem.message), { data: presentProblem(problem) }))
    }
  }

  async function authenticationOf({ handshake }: Socket): Promise<Authentication> {
    const { headers, auth, address } = handshake
    const token: unknown = auth['token']
    const found = await authenticate({ headers: typeof token === 'string' && token.length < 4096 ? { ...headers, authorization: `Bearer ${token}` } : headers, ip: address })
    if (found === null) throw new Problem('SIGN_IN_REQUIRED')
    if (found instanceof Problem) throw found
    return found
  }
}

/** A page of another origin must not listen with the cookies of who visits it. */
export function isOwnOrigin(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined || origins.includes(origin.toLowerCase())) return true
  const withoutPort = (text: string): string => text.toLowerCase().replace(/:(?:80|443)$/, '')
  const asked = String(request.headers['x-forwarded-host'] ?? host ?? '')
  return URL.canParse(origin) && [asked, host ?? ''].some((own) => withoutPort(new URL(origin).host) === withoutPort(own))
}
