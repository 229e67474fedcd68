import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { permissionPattern } from '../../platform/auth/permission-check.ts'
import { pageOf, smallListQuery, smallListSchema, type SmallListQuery } from '../../platform/http/small-list.ts'
import { assertVersion, expectedVersion, versionHeaders } from '../../platform/http/version-precondition.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { noteAction } from '../changes/index.ts'
import { assertMayGrant, grantsOf } from './grants.ts'
import { countUsersOfRole, insertRole, loadRole, loadRoles, removeRole, updateRole, type StoredRole } from './store.ts'

type ById = { Params: { id: number } }
type RoleBody = { name: string; description?: string | null; permissions: string[] }

const roleFields = {
  name: { type: 'string', minLength: 2, maxLength: 60, pattern: '\\S' },
  description: { type: ['string', 'null'], maxLength: 500 },
  permissions: { type: 'array', maxItems: 1000, uniqueItems: true, items: { type: 'string', maxLength: 120, pattern: permissionPattern } },
} as const
const roleSchema = {
  type: 'object',
  properties: { id: { type: 'integer' }, ...roleFields, readyMade: { type: 'boolean' }, version: { type: 'integer' }, createdAt: { type: 'string' }, modifiedAt: { type: 'string' } },
} as const
const params = { type: 'object', properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } } } as const
const tags = ['Users and roles']

export function roleRoutes(http: FastifyInstance, platform: Platform): void {
  const read = { config: { permission: 'roles.read' } }
  const write = { config: { permission: 'roles.write' } }
  const body = (required: readonly string[]) => ({ type: 'object', additionalProperties: false, required, properties: { ...roleFields, version: { type: 'integer' } } })
  const query = { type: 'object', additionalProperties: false, properties: smallListQuery }

  http.get<{ Querystring: SmallListQuery }>('/api/roles', { ...read, schema: { summary: 'List roles', tags, querystring: query, response: { 200: smallListSchema(roleSchema) } } }, (request) => listRoles(platform, request.query))
  http.get<ById>('/api/roles/:id', { ...read, schema: { summary: 'Get one role', tags, params, response: { 200: roleSchema } } }, (request, reply) => getRole(platform, request.params.id, reply))
  http.post<{ Body: RoleBody }>('/api/roles', { ...write, schema: { summary: 'Create a role', tags, body: body(['name', 'permissions']), response: { 201: roleSchema } } }, (request, reply) => createRole(platform, request, reply))
  http.patch<ById & { Body: Partial<RoleBody> }>('/api/roles/:id', { ...write, schema: { summary: 'Change a role; it counts from the next request on', tags, params, headers: versionHeaders, body: body([]), response: { 200: roleSchema } } }, (request, reply) => changeRole(platform, request, reply))
  http.delete<ById>('/api/roles/:id', { config: { permission: 'roles.delete' }, schema: { summary: 'Delete a role nobody has', tags, params, headers: versionHeaders } }, (request, reply) => deleteRole(platform, request, reply))
  http.get<{ Querystring: SmallListQuery }>('/api/permissions', { ...read, schema: { summary: 'List what roles and tokens can be granted', tags, querystring: query } }, (request) =>
    pageOf(platform.permissions.all(), { limit: 500, ...request.query }, ({ id, title }) => `${id} ${title}`))
}

function present(platform: Platform, role: StoredRole) {
  return { ...role, permissions: grantsOf(platform, role), createdAt: new Date(role.createdAt).toISOString(), modifiedAt: new Date(role.modifiedAt).toISOString() }
}

async function listRoles(platform: Platform, query: SmallListQuery) {
  const roles = await loadRoles(platform.database)
  return pageOf(roles.map((role) => present(platform, role)), query, ({ name, description }) => `${name} ${description ?? ''}`)
}

async function getRole(platform: Platform, id: number, reply: FastifyReply) {
  const role = await existingRole(platform, id)
  reply.header('etag', `"${role.version}"`)
  return present(platform, role)
}

async function existingRole({ database }: Pick<Platform, 'database'>, id: number): Promise<StoredRole> {
  const role = await loadRole(database, id)
  if (role === undefined) throw new Problem('NOT_FOUND')
  return role
}

async function createRole(platform: Platform, request: FastifyRequest<{ Body: RoleBody }>, reply: FastifyReply) {
  const role = { name: request.body.name.trim(), description: request.body.description ?? null, permissions: request.body.permissions, readyMade: false }
  assertMayGrant(platform, request.caller, [role])
  const id = await platform.database.write(async (transaction) => {
    const created = await insertRole(transaction, role, platform.now())
    await noteAction(transaction, request.caller, { kind: 'roles', id: created, label: role.name, action: 'created' }, platform.now())
    return created
  })
  reply.code(201).header('location', `/api/roles/${id}`)
  return getRole(platform, id, reply)
}

async function changeRole(platform: Platform, request: FastifyRequest<ById & { Body: Partial<RoleBody> }>, reply: FastifyReply) {
  const role = await existingRole(platform, request.params.id)
  const { version: _version, ...wanted } = { version: 0, ...request.body }
  assertVersion(expectedVersion(request), role, wanted)
  assertOwn(role)
  const changed = { ...role, ...wanted }
  assertMayGrant(platform, request.caller, [role, changed])
  await platform.database.write(async (transaction) => {
    if (!await updateRole(transaction, changed, platform.now())) throw new Problem('VERSION_STALE')
    await noteAction(transaction, request.caller, { kind: 'roles', id: role.id, label: role.name, action: 'updated' }, platform.now())
  })
  platform.auth.callers.forgetAll()
  return getRole(platform, role.id, reply)
}

async function deleteRole(platform: Platform, request: FastifyRequest<ById>, reply: FastifyReply) {
  const role = await existingRole(platform, request.params.id)
  assertVersion(expectedVersion(request), role)
  assertOwn(role)
  await platform.database.write(async (transaction) => {
    const users = await countUsersOfRole(transaction, role.id)
    if (users > 0) throw new Problem('IN_USE', { detail: `${users} users have this role.` })
    await removeRole(transaction, role.id)
    await noteAction(transaction, request.caller, { kind: 'roles', id: role.id, label: role.name, action: 'deleted' }, platform.now())
  })
  platform.auth.callers.forgetAll()
  return reply.code(204).send()
}

function assertOwn(role: StoredRole): void {
  if (role.readyMade) throw new Problem('STATE_CONFLICT', { detail: 'This role comes with ShopDB and cannot be changed. Make one of your own.' })
}
