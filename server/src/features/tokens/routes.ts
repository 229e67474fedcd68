import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pageOf, smallListQuery, smallListSchema, type SmallListQuery } from '../../platform/http/small-list.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { loadToken, loadTokens, type StoredToken } from './store.ts'
import { scopePattern } from './token-scope.ts'
import { createToken, revokeToken, type TokenInput } from './write-tokens.ts'

type ById = { Params: { id: number } }
type ListQuery = SmallListQuery & { all?: boolean }

const tokenFields = {
  name: { type: 'string', minLength: 1, maxLength: 100, pattern: '\\S' },
  scopes: { type: 'array', minItems: 1, maxItems: 200, uniqueItems: true, items: { type: 'string', maxLength: 120, pattern: scopePattern }, description: 'Permissions, or collector:<plugin>.' },
  userId: { type: 'integer', minimum: 1, description: 'Default: yourself.' },
  expiresAt: { type: ['string', 'null'], format: 'date-time', description: 'Null: never.' },
} as const
const tokenSchema = {
  type: 'object',
  properties: { id: { type: 'integer' }, ...tokenFields, username: { type: 'string' }, lastUsedAt: { type: ['string', 'null'] }, createdAt: { type: 'string' }, expiresAt: { type: ['string', 'null'] } },
} as const
const params = { type: 'object', properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } } } as const
const query = { type: 'object', additionalProperties: false, properties: { ...smallListQuery, all: { type: 'boolean', description: 'Those of everybody; needs tokens.read.' } } } as const
const body = { type: 'object', additionalProperties: false, required: ['name', 'scopes'], properties: tokenFields } as const
const created = { type: 'object', properties: { ...tokenSchema.properties, token: { type: 'string', description: 'Shown this once.' } } } as const
const tags = ['API tokens']

export function tokenRoutes(http: FastifyInstance, platform: Platform): void {
  http.get<{ Querystring: ListQuery }>('/api/tokens', { config: { permission: 'account.read' }, schema: { summary: 'List the own API tokens', tags, querystring: query, response: { 200: smallListSchema(tokenSchema) } } }, (request) => listTokens(platform, request))
  http.post<{ Body: TokenInput }>('/api/tokens', { config: { permission: 'account.write' }, schema: { summary: 'Create an API token', tags, body, response: { 201: created } } }, (request, reply) => postToken(platform, request, reply))
  http.delete<ById>('/api/tokens/:id', { config: { permission: 'account.write' }, schema: { summary: 'Revoke an API token', tags, params } }, async (request, reply) => {
    await revokeToken(platform, request.caller, request.params.id)
    return reply.code(204).send()
  })
}

function present({ id, userId, username, name, scopes, expiresAt, lastUsedAt, createdAt }: StoredToken) {
  const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())
  return { id, userId, username, name, scopes, expiresAt: iso(expiresAt), lastUsedAt: iso(lastUsedAt), createdAt: iso(createdAt) }
}

async function listTokens({ database }: Platform, { caller, query: wanted }: FastifyRequest<{ Querystring: ListQuery }>) {
  if (wanted.all === true && !caller.may('tokens.read')) throw new Problem('PERMISSION_MISSING', { extra: { permission: 'tokens.read' } })
  const tokens = await loadTokens(database, wanted.all === true ? null : caller.userId)
  return pageOf(tokens.map(present), wanted, ({ name, username }) => `${name} ${username}`)
}

async function postToken(platform: Platform, request: FastifyRequest<{ Body: TokenInput }>, reply: FastifyReply) {
  const { id, token } = await createToken(platform, request.caller, request.body)
  const stored = await loadToken(platform.database, id)
  if (stored === undefined) throw new Problem('NOT_FOUND')
  reply.code(201)
  return { ...present(stored), token }
}
