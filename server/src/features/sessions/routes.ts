import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pageOf, smallListQuery, smallListSchema, type SmallListQuery } from '../../platform/http/small-list.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { loadSession, loadSessions, markSessionRevoked, markSessionsRevoked, type SessionUser, type StoredSession } from './store.ts'

type ById = { Params: { id: number } }
type ListQuery = SmallListQuery & { all?: boolean }

const sessionSchema = {
  type: 'object',
  properties: {
    id: { type: 'integer' }, userId: { type: 'integer' }, username: { type: 'string' }, current: { type: 'boolean' }, ip: { type: 'string' }, device: { type: 'string' },
    startedAt: { type: 'string' }, lastUsedAt: { type: 'string' }, expiresAt: { type: 'string' },
  },
} as const
const params = { type: 'object', properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } } } as const
const query = { type: 'object', additionalProperties: false, properties: { ...smallListQuery, all: { type: 'boolean', description: 'Those of everybody; needs sessions.read.' } } } as const
const tags = ['Sign-in']

export function sessionRoutes(http: FastifyInstance, platform: Platform): void {
  http.get<{ Querystring: ListQuery }>('/api/sessions', { config: { permission: 'account.read' }, schema: { summary: 'List the own sessions', tags, querystring: query, response: { 200: smallListSchema(sessionSchema) } } }, (request) => listSessions(platform, request))
  http.delete<ById>('/api/sessions/:id', { config: { permission: 'account.write' }, schema: { summary: 'End one session', tags, params } }, (request, reply) => endSession(platform, request, reply))
  http.delete('/api/sessions', { config: { permission: 'account.write' }, schema: { summary: 'End all own sessions but this one', tags } }, (request, reply) => endOtherSessions(platform, request, reply))
}

async function listSessions(platform: Platform, { caller, authentication, query: wanted }: FastifyRequest<{ Querystring: ListQuery }>) {
  if (wanted.all === true && !caller.may('sessions.read')) throw new Problem('PERMISSION_MISSING', { extra: { permission: 'sessions.read' } })
  const sessions = await loadSessions(platform.database, wanted.all === true ? null : caller.userId, platform.now())
  return pageOf(sessions.map((session) => present(session, authentication?.sessionId ?? null)), wanted, ({ username, device, ip }) => `${username} ${device} ${ip}`)
}

function present({ id, userId, username, ip, device, startedAt, lastUsedAt, expiresAt }: StoredSession & SessionUser, currentId: number | null) {
  return { id, userId, username, current: id === currentId, ip, device, startedAt: new Date(startedAt).toISOString(), lastUsedAt: new Date(lastUsedAt).toISOString(), expiresAt: new Date(expiresAt).toISOString() }
}

async function endSession(platform: Platform, { caller, params: { id } }: FastifyRequest<ById>, reply: FastifyReply) {
  const session = await loadSession(platform.database, id)
  // Somebody else's session does not exist for those who may not see it.
  if (session === undefined || session.revokedAt !== null || (session.userId !== caller.userId && !caller.may('sessions.write'))) throw new Problem('NOT_FOUND')
  await platform.database.write((transaction) => markSessionRevoked(transaction, id, platform.now()))
  platform.auth.callers.forgetAll()
  return reply.code(204).send()
}

async function endOtherSessions(platform: Platform, { caller, authentication }: FastifyRequest, reply: FastifyReply) {
  const { userId } = caller
  if (userId !== null) await platform.database.write((transaction) => markSessionsRevoked(transaction, userId, authentication?.sessionId ?? 0, platform.now()))
  platform.auth.callers.forgetAll()
  return reply.code(204).send()
}
