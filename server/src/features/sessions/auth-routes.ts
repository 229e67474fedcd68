import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readCookie } from '../../platform/auth/cookie.ts'
import { verifyPassword } from '../../platform/auth/password.ts'
import { createCors } from '../../platform/http/cors.ts'
import { assertCsrfToken } from '../../platform/http/csrf-check.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { createUserCheck, loadRolesOfUser } from '../roles/index.ts'
import { loadUser, passwordSchema, setPassword, usernameSchema } from '../users/index.ts'
import { createFirstAdministrator, needsFirstAdministrator } from './first-administrator.ts'
import { createRefresh, parseRefreshToken } from './refresh-session.ts'
import { clearSessionCookies, cookieNames, setSessionCookies } from './session-cookies.ts'
import { attemptKeys, signIn } from './sign-in.ts'
import { startSession, type Client } from './start-session.ts'
import { loadSession, markSessionRevoked, restartSession } from './store.ts'

type SignInBody = { username: string; password: string }
type SetupBody = SignInBody & { code: string }
type PasswordBody = { currentPassword: string; newPassword: string }

const tags = ['Sign-in']
const textField = { type: 'string', minLength: 1, maxLength: 1000 } as const
const userSchema = {
  type: 'object',
  properties: { id: { type: ['integer', 'null'] }, username: { type: 'string' }, displayName: { type: ['string', 'null'] }, email: { type: ['string', 'null'] }, kind: { type: 'string' }, roles: { type: 'array', items: { type: 'string' } } },
} as const
const meSchema = {
  type: 'object',
  properties: { user: userSchema, permissions: { type: 'array', items: { type: 'string' } }, csrf: { type: ['string', 'null'] } },
} as const

export function authRoutes(http: FastifyInstance, platform: Platform): void {
  const open = { config: { public: true } }
  const cors = createCors(platform.config.corsOrigins)
  const refresh = createRefresh(platform)
  const signInBody = { type: 'object', additionalProperties: false, required: ['username', 'password'], properties: { username: textField, password: textField } }
  const setupBody = { type: 'object', additionalProperties: false, required: ['code', 'username', 'password'], properties: { code: textField, username: usernameSchema, password: passwordSchema } }
  const passwordBody = { type: 'object', additionalProperties: false, required: ['currentPassword', 'newPassword'], properties: { currentPassword: passwordSchema, newPassword: passwordSchema } }

  http.post<{ Body: SignInBody }>('/api/auth/login', { ...open, schema: { summary: 'Sign in; sets the session cookies', tags, body: signInBody, response: { 200: meSchema } } }, async (request, reply) => {
    assertMaySignIn(platform, request)
    cors.assertOwnOrigin(request)
    const { user, session } = await signIn(platform, request.body.username, request.body.password, clientOf(request))
    setSessionCookies(platform, request, reply, session)
    return describeUser(platform, user.id, session.csrf)
  })
  http.post('/api/auth/refresh', { ...open, schema: { summary: 'Exchange the refresh cookie for a new session', tags, response: { 200: meSchema } } }, async (request, reply) => {
    assertMaySignIn(platform, request)
    cors.assertOwnOrigin(request)
    const token = parseRefreshToken(readCookie(request.headers.cookie, cookieNames.refresh))
    if (token === null) throw new Problem('SIGN_IN_REQUIRED')
    assertCsrfToken(request, platform.auth.csrfToken(token.sessionId))
    const tokens = await refresh(token).catch((error: unknown) => {
      clearSessionCookies(platform, request, reply)
      throw error
    })
    setSessionCookies(platform, request, reply, tokens)
    const session = await loadSession(platform.database, token.sessionId)
    return describeUser(platform, session?.userId ?? 0, tokens.csrf)
  })
  http.post('/api/auth/logout', { ...open, schema: { summary: 'End the session and clear its cookies', tags } }, (request, reply) => signOut(platform, request, reply))
  http.get('/api/auth/me', { config: { permission: 'account.read' }, schema: { summary: 'Who am I and what may I do', tags, response: { 200: meSchema } } }, (request) => describeCaller(platform, request))
  http.patch<{ Body: PasswordBody }>('/api/auth/password', { config: { permission: 'account.write' }, schema: { summary: 'Change the own password; other sessions end', tags, body: passwordBody } }, (request, reply) => changePassword(platform, request, reply))
  http.get('/api/auth/setup', { ...open, schema: { summary: 'Whether the first administrator is missing', tags } }, async () => ({ required: await needsFirstAdministrator(platform) }))
  http.post<{ Body: SetupBody }>('/api/auth/setup', { ...open, schema: { summary: 'Create the first administrator with the code of the one-time link', tags, body: setupBody, response: { 201: meSchema } } }, async (request, reply) => {
    assertMaySignIn(platform, request)
    cors.assertOwnOrigin(request)
    const attempt = attemptKeys('setup code', request.ip)
    platform.auth.throttle.begin(attempt)
    const userId = await createFirstAdministrator(platform, request.body)
    platform.auth.throttle.succeed(attempt)
    const session = await startSession(platform, userId, clientOf(request))
    setSessionCookies(platform, request, reply, session)
    reply.code(201)
    return describeUser(platform, userId, session.csrf)
  })
}

function assertMaySignIn({ config }: Platform, request: FastifyRequest): void {
  if (config.production && request.protocol !== 'https') throw new Problem('HTTPS_REQUIRED')
}

function clientOf(request: FastifyRequest): Client {
  return { ip: request.ip.slice(0, 45), device: (request.headers['user-agent'] ?? 'unknown').slice(0, 300) }
}

async function describeUser(platform: Platform, userId: number, csrf: string | null) {
  const [user, roles] = await Promise.all([loadUser(platform.database, userId), loadRolesOfUser(platform.database, userId)])
  if (user === undefined) throw new Problem('SESSION_ENDED')
  const may = createUserCheck(platform, roles)
  const described = { id: user.id, username: user.username, displayName: user.displayName, email: user.email, kind: 'user', roles: roles.map(({ name }) => name) }
  return { user: described, permissions: platform.permissions.all().filter(({ id }) => may(id)).map(({ id }) => id), csrf }
}

async function describeCaller(platform: Platform, { caller, authentication }: FastifyRequest) {
  const csrf = authentication?.csrf ?? null
  if (caller.kind === 'user' && caller.userId !== null) return describeUser(platform, caller.userId, csrf)
  const permissions = platform.permissions.all().filter(({ id }) => caller.may(id)).map(({ id }) => id)
  return { user: { id: caller.userId, username: caller.label, displayName: null, email: null, kind: caller.kind, roles: [] }, permissions, csrf: null }
}

/** Ends the session by whichever of its cookies is left; without any it is 401, like everything else. */
async function signOut(platform: Platform, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const refresh = parseRefreshToken(readCookie(request.headers.cookie, cookieNames.refresh))
  const sessionId = request.authentication?.sessionId ?? refresh?.sessionId
  if (sessionId === undefined || sessionId === null) throw request.refusal ?? new Problem('SIGN_IN_REQUIRED')
  // With a living access cookie the host has checked it already.
  if (request.authentication === null) assertCsrfToken(request, platform.auth.csrfToken(sessionId))
  await platform.database.write((transaction) => markSessionRevoked(transaction, sessionId, platform.now()))
  platform.auth.callers.forgetAll()
  clearSessionCookies(platform, request, reply)
  return reply.code(204).send()
}

async function changePassword(platform: Platform, request: FastifyRequest<{ Body: PasswordBody }>, reply: FastifyReply): Promise<FastifyReply> {
  const { caller, authentication, body } = request
  if (caller.kind !== 'user' || caller.userId === null) throw new Problem('PERMISSION_MISSING', { detail: 'Only a signed-in person can change a password.', extra: { permission: 'account.write' } })
  const user = await loadUser(platform.database, caller.userId)
  const attempt = attemptKeys(user?.username ?? '', request.ip)
  platform.auth.throttle.begin(attempt)
  if (user?.passwordHash == null || !await verifyPassword(body.currentPassword, user.passwordHash)) throw new Problem('RULE_BROKEN', { fields: [{ path: '/currentPassword', message: 'is wrong' }] })
  platform.auth.throttle.succeed(attempt)
  await setPassword(platform, caller, user.id, body.newPassword)
  const sessionId = authentication?.sessionId
  if (sessionId !== null && sessionId !== undefined) await platform.database.write((transaction) => restartSession(transaction, sessionId, platform.now()))
  return reply.code(204).send()
}
