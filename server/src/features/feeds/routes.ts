import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createSecret, hashSecret } from '../../platform/auth/secret.ts'
import type { RouteEntry } from '../../platform/http/route-table.ts'
import { pageOf, smallListQuery, smallListSchema, type SmallListQuery } from '../../platform/http/small-list.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { noteAction } from '../changes/index.ts'
import { findFeed, findFeedsOf, insertFeed, markFeedRevoked, type StoredFeed } from './store.ts'

type NewFeed = { Body: { name: string; path: string } }
type ById = { Params: { id: number } }
type Routes = () => readonly RouteEntry[]

const tags = ['Feeds']
const text = { type: 'string' } as const
const moment = { type: ['string', 'null'], format: 'date-time' } as const
const feedSchema = { type: 'object', properties: { id: { type: 'integer' }, name: text, path: text, createdAt: moment, lastUsedAt: moment } } as const
const createdSchema = { type: 'object', properties: { ...feedSchema.properties, url: { type: 'string', description: 'The address with its token. Shown this once.' } } } as const
const offerSchema = { type: 'object', properties: { path: text, title: text, plugin: { type: ['string', 'null'] } } } as const
const body = {
  type: 'object', additionalProperties: false, required: ['name', 'path'],
  properties: { name: { type: 'string', minLength: 1, maxLength: 100, pattern: '\\S' }, path: { type: 'string', maxLength: 500, pattern: '^/api/[^\\s#]+$', description: 'Address of a route that can be a feed, with its query.' } },
} as const
const params = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } } } as const
const query = { type: 'object', additionalProperties: false, properties: smallListQuery } as const
const mostFeeds = 100

/** Addresses for calendars and wall displays: each opens one route, read-only, in the name of who made it, until it is revoked. */
export function registerFeedRoutes(http: FastifyInstance, platform: Platform, routes: Routes): void {
  const read = { config: { permission: 'account.read' } }
  const write = { config: { permission: 'account.write' } }
  http.get<{ Querystring: SmallListQuery }>('/api/feeds', { ...read, schema: { summary: 'List the own feeds', tags, querystring: query, response: { 200: smallListSchema(feedSchema) } } }, async (request) => pageOf((await findFeedsOf(platform.database, ownUser(request))).map(present), request.query, ({ name, path }) => `${name} ${path}`))
  http.get<{ Querystring: SmallListQuery }>('/api/feeds/offers', { ...read, schema: { summary: 'What can be a feed', tags, querystring: query, response: { 200: smallListSchema(offerSchema) } } }, (request) => pageOf(offers(routes, request), request.query, ({ title, path }) => `${title} ${path}`))
  http.post<NewFeed>('/api/feeds', { ...write, schema: { summary: 'Make a feed: an address that works without a sign-in', tags, body, response: { 201: createdSchema } } }, async (request, reply) => {
    void reply.code(201)
    return createFeed(platform, routes, request)
  })
  http.delete<ById>('/api/feeds/:id', { ...write, schema: { summary: 'Revoke a feed', tags, params, response: { 204: { type: 'null' } } } }, async (request, reply) => {
    await revokeFeed(platform, request)
    return reply.code(204).send()
  })
}

function ownUser({ caller }: FastifyRequest): number {
  if (caller.userId === null) throw new Problem('RULE_BROKEN', { detail: 'A feed belongs to a user. Sign in as one.' })
  return caller.userId
}

/** Feeds that the caller may read, those with a value in their address left out. */
function offers(routes: Routes, { caller }: FastifyRequest): { path: string; title: string; plugin: string | null }[] {
  return routes().filter(({ isFeed, url, permission }) => isFeed && !url.includes(':') && permission !== null && caller.may(permission)).map(({ url, schema, plugin }) => ({ path: url, title: schema.summary ?? url, plugin }))
}

async function createFeed(platform: Platform, routes: Routes, request: FastifyRequest<NewFeed>): Promise<unknown> {
  const { caller, body: { name, path: wanted } } = request
  const userId = ownUser(request)
  const url = new URL(wanted, 'http://feed.invalid')
  url.searchParams.delete('feed')
  const entry = routes().find((candidate) => candidate.isFeed && isAt(candidate.url, url.pathname))
  if (entry?.permission === null || entry === undefined) throw new Problem('RULE_BROKEN', { detail: `${url.pathname} cannot be a feed.`, fields: [{ path: '/path', message: 'must be one of GET /api/feeds/offers' }] })
  if (!caller.may(entry.permission)) throw new Problem('PERMISSION_MISSING', { extra: { permission: entry.permission } })
  if ((await findFeedsOf(platform.database, userId)).length >= mostFeeds) throw new Problem('STATE_CONFLICT', { detail: `A user has ${mostFeeds} feeds at most. Revoke one that is not used.` })
  const secret = createSecret()
  const feed = { userId, name: name.trim(), path: url.pathname, secretHash: hashSecret(secret), createdAt: platform.now() }
  const id = await platform.database.write(async (transaction) => {
    const created = await insertFeed(transaction, feed)
    await noteAction(transaction, caller, { kind: 'feeds', id: created, label: feed.name, action: 'created' }, feed.createdAt)
    return created
  })
  url.searchParams.set('feed', `${id}_${secret}`)
  return { ...present({ ...feed, id, userIsActive: true, lastUsedAt: null }), url: url.pathname + url.search }
}

async function revokeFeed({ database, now }: Platform, request: FastifyRequest<ById>): Promise<void> {
  const feed = await findFeed(database, request.params.id)
  const mayRevoke = feed !== null && (feed.userId === request.caller.userId || request.caller.may('tokens.write'))
  if (!mayRevoke) throw new Problem('NOT_FOUND')
  await database.write(async (transaction) => {
    await markFeedRevoked(transaction, feed.id, now())
    await noteAction(transaction, request.caller, { kind: 'feeds', id: feed.id, label: feed.name, action: 'deleted' }, now())
  })
}

function isAt(pattern: string, path: string): boolean {
  const [expected, given] = [pattern.split('/'), path.split('/')]
  return expected.length === given.length && expected.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
}

function present({ id, name, path, createdAt, lastUsedAt }: StoredFeed) {
  return { id, name, path, createdAt: new Date(createdAt).toISOString(), lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString() }
}
