import type { FastifyReply, FastifyRequest } from 'fastify'
import { accessTokenSeconds } from '../../platform/auth/access-token.ts'
import { formatCookie } from '../../platform/auth/cookie.ts'
import type { Platform } from '../../platform/platform.ts'

/** A session ends after this time without a refresh. */
export const sessionSeconds = 14 * 24 * 3600
export const cookieNames = { access: 'shopdb_access', refresh: 'shopdb_refresh', csrf: 'shopdb_csrf' } as const

export type SessionTokens = { access: string; refresh: string; csrf: string }

export function setSessionCookies({ config }: Pick<Platform, 'config'>, request: FastifyRequest, reply: FastifyReply, tokens: SessionTokens): void {
  const secure = config.production || request.protocol === 'https'
  const base = { path: '/', sameSite: 'Lax', secure } as const
  reply.header('set-cookie', [
    formatCookie(cookieNames.access, tokens.access, { ...base, maxAgeSeconds: accessTokenSeconds, httpOnly: true }),
    // Sent to the sign-in routes only, and never from another site.
    formatCookie(cookieNames.refresh, tokens.refresh, { ...base, path: '/api/auth', sameSite: 'Strict', maxAgeSeconds: sessionSeconds, httpOnly: true }),
    // Read by the web application, which sends it back in X-CSRF-Token.
    formatCookie(cookieNames.csrf, tokens.csrf, { ...base, maxAgeSeconds: sessionSeconds, httpOnly: false }),
  ])
}

export function clearSessionCookies({ config }: Pick<Platform, 'config'>, request: FastifyRequest, reply: FastifyReply): void {
  const gone = { sameSite: 'Lax', secure: config.production || request.protocol === 'https', maxAgeSeconds: 0, httpOnly: true } as const
  reply.header('set-cookie', [
    formatCookie(cookieNames.access, '', { ...gone, path: '/' }),
    formatCookie(cookieNames.refresh, '', { ...gone, path: '/api/auth', sameSite: 'Strict' }),
    formatCookie(cookieNames.csrf, '', { ...gone, path: '/', httpOnly: false }),
  ])
}
