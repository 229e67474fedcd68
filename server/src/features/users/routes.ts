import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pageOf, smallListQuery, smallListSchema, type SmallListQuery } from '../../platform/http/small-list.ts'
import { expectedVersion, versionHeaders } from '../../platform/http/version-precondition.ts'
import type { Platform } from '../../platform/platform.ts'
import { loadRolesOfUser } from '../roles/index.ts'
import { loadUsers, type StoredUser } from './store.ts'
import { changeUser, createUser, deleteUser, existingUser, type UserChange, type UserInput } from './write-users.ts'

type ById = { Params: { id: number } }

/** What a user name may be: what people type and scripts quote. */
export const usernameSchema = { type: 'string', minLength: 1, maxLength: 100, pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}._@\\\\ +-]*$' } as const
export const passwordSchema = { type: 'string', minLength: 1, maxLength: 1000, writeOnly: true } as const

const userFields = {
  username: usernameSchema,
  displayName: { type: ['string', 'null'], maxLength: 200 },
  email: { type: ['string', 'null'], maxLength: 254, format: 'email' },
  active: { type: 'boolean' },
  roles: { type: 'array', maxItems: 50, uniqueItems: true, items: { type: 'string', maxLength: 60 } },
} as const
const userSchema = {
  type: 'object',
  properties: {
    id: { type: 'integer' }, ...userFields, username: { type: 'string' }, email: { type: ['string', 'null'] }, source: { type: 'string' }, hasPassword: { type: 'boolean' },
    lastSignInAt: { type: ['string', 'null'] }, version: { type: 'integer' }, createdAt: { type: 'string' }, modifiedAt: { type: 'string' },
  },
} as const
const params = { type: 'object', properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } } } as const
const tags = ['Users and roles']

export function userRoutes(http: FastifyInstance, platform: Platform): void {
  const body = (required: readonly string[], more: object) => ({ type: 'object', additionalProperties: false, required, properties: { ...userFields, password: passwordSchema, ...more } })
  const read = { config: { permission: 'users.read' } }
  const write = { config: { permission: 'users.write' } }
  const query = { type: 'object', additionalProperties: false, properties: { ...smallListQuery, active: { type: 'boolean' } } }

  http.get<{ Querystring: SmallListQuery & { active?: boolean } }>('/api/users', { ...read, schema: { summary: 'List users', tags, querystring: query, response: { 200: smallListSchema(userSchema) } } }, (request) => listUsers(platform, request.query))
  http.get<ById>('/api/users/:id', { ...read, schema: { summary: 'Get one user', tags, params, response: { 200: userSchema } } }, (request, reply) => getUser(platform, request.params.id, reply))
  http.post<{ Body: UserInput }>('/api/users', { ...write, schema: { summary: 'Create a user', tags, body: body(['username'], {}), response: { 201: userSchema } } }, (request, reply) => postUser(platform, request, reply))
  http.patch<ById & { Body: UserChange }>('/api/users/:id', { ...write, schema: { summary: 'Change a user; a new password ends their sessions', tags, params, headers: versionHeaders, body: body([], { version: { type: 'integer' } }), response: { 200: userSchema } } }, (request, reply) => patchUser(platform, request, reply))
  http.delete<ById>('/api/users/:id', { config: { permission: 'users.delete' }, schema: { summary: 'Delete a user; history keeps the name', tags, params, headers: versionHeaders } }, async (request, reply) => {
    await deleteUser(platform, request.caller, request.params.id, expectedVersion(request))
    return reply.code(204).send()
  })
}

/** The user as answered: everything but the hash. */
export function presentUser({ passwordHash, lastSignInAt, createdAt, modifiedAt, ...user }: StoredUser, roles: readonly string[]) {
  return {
    ...user, roles: [...roles], hasPassword: passwordHash !== null, lastSignInAt: lastSignInAt === null ? null : new Date(lastSignInAt).toISOString(),
    createdAt: new Date(createdAt).toISOString(), modifiedAt: new Date(modifiedAt).toISOString(),
  }
}

async function listUsers({ database }: Platform, query: SmallListQuery & { active?: boolean }) {
  const users = await loadUsers(database)
  const wanted = query.active === undefined ? users : users.filter(({ active }) => active === query.active)
  return pageOf(wanted.map((user) => presentUser(user, user.roles)), query, ({ username, displayName, email }) => `${username} ${displayName ?? ''} ${email ?? ''}`)
}

async function getUser({ database }: Platform, id: number, reply: FastifyReply) {
  const user = await existingUser(database, id)
  const roles = await loadRolesOfUser(database, id)
  reply.header('etag', `"${user.version}"`)
  return presentUser(user, roles.map(({ name }) => name))
}

async function postUser(platform: Platform, request: FastifyRequest<{ Body: UserInput }>, reply: FastifyReply) {
  const id = await createUser(platform, request.caller, request.body)
  reply.code(201).header('location', `/api/users/${id}`)
  return getUser(platform, id, reply)
}

async function patchUser(platform: Platform, request: FastifyRequest<ById & { Body: UserChange & { version?: number } }>, reply: FastifyReply) {
  const { version: _version, ...change } = request.body
  await changeUser(platform, request.caller, request.params.id, expectedVersion(request), change)
  return getUser(platform, request.params.id, reply)
}
