import type { FastifySchema } from 'fastify'
import { errorCatalogue } from '@shopdb/contract/errors'
import { contractVersion, productVersion } from '@shopdb/contract/version'
import { problemSchema } from './problem-response.ts'
import type { Creates, RouteEntry } from './route-table.ts'

type JsonObject = Record<string, unknown>

/** The API description (OpenAPI 3.1) of exactly these operations. */
export function describeApi(entries: readonly RouteEntry[]): JsonObject {
  const paths: Record<string, JsonObject> = {}
  const kinds = entries.filter(({ creates }) => creates !== null && creates.kind !== creates.base)
  for (const entry of entries.filter(({ hidden }) => !hidden)) {
    const path = pathOf(entry)
    paths[path] = { ...paths[path], [entry.method.toLowerCase()]: describeOperation(entry, kinds) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'ShopDB', version: productVersion, description: `Everything under one origin. Plugin contract ${contractVersion}.`, 'x-contract-version': contractVersion },
    paths,
    components: {
      schemas: { Problem: problemSchema, ...Object.fromEntries(kinds.map(({ creates, schema }) => [creates?.kind, schema.body])) },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'shopdb_access', description: 'Set by POST /api/auth/login. What changes state also needs the header X-CSRF-Token with the value of the cookie shopdb_csrf.' },
        token: { type: 'http', scheme: 'bearer', description: 'An API token, from POST /api/tokens.' },
      },
    },
  }
}

/** `/api/things/:id` as OpenAPI writes it: `/api/things/{id}`. */
export function pathOf({ url }: Pick<RouteEntry, 'url'>): string {
  return url.replace(/:([A-Za-z0-9_]+)(?:\([^)]*\))?/g, '{$1}').replace(/\*$/, '{path}')
}

function describeOperation(entry: RouteEntry, kinds: readonly RouteEntry[]): JsonObject {
  const { schema, permission, plugin, method, url } = entry
  return {
    operationId: `${method.toLowerCase()}${url.replace(/[^A-Za-z0-9]+(.)?/g, (_match, letter: string | undefined) => (letter ?? '').toUpperCase())}`,
    summary: schema.summary ?? `${method} ${url}`,
    ...(schema.description === undefined ? {} : { description: schema.description }),
    tags: schema.tags ?? [plugin ?? 'Other'],
    security: permission === null ? [] : [{ session: [] }, { token: [] }],
    ...(permission === null ? {} : { 'x-permission': permission }),
    ...(plugin === null ? {} : { 'x-plugin': plugin }),
    parameters: describeParameters(entry),
    ...describeBody(entry, kinds),
    responses: describeResponses(schema, entry),
  }
}

function describeBody({ schema, takes, creates }: RouteEntry, kinds: readonly RouteEntry[]): JsonObject {
  if (takes !== null) return { requestBody: { required: true, content: Object.fromEntries(takes.map((type) => [type, {}])) } }
  if (schema.body === undefined) return {}
  return { requestBody: { required: true, content: { 'application/json': { schema: creates === null ? schema.body : bodyOf(creates, { ...Object(schema.body) }, kinds) } } } }
}

/** The body of a whole family is one of its kinds, with the kind named in it. */
function bodyOf({ kind, base }: Creates, body: JsonObject, kinds: readonly RouteEntry[]): JsonObject {
  if (kind !== base) return body
  const family = kinds.flatMap(({ creates }) => (creates?.base === base ? [creates.kind] : []))
  return family.length === 0 ? body : { ...body, oneOf: family.map((one) => ({ allOf: [schemaOfKind(one), { type: 'object', required: ['type'] }] })) }
}

function schemaOfKind(kind: string): JsonObject {
  return { $ref: `#/components/schemas/${kind}` }
}

function describeParameters({ url, schema }: RouteEntry): JsonObject[] {
  const names = [...url.matchAll(/:([A-Za-z0-9_]+)/g)].map((match) => match[1] ?? '')
  if (url.endsWith('*')) names.push('path')
  const inPath = propertiesOf(schema.params)
  const path = names.map((name) => ({ name, in: 'path', required: true, schema: inPath[name] ?? { type: 'string' } }))
  const required = new Set(requiredOf(schema.querystring))
  const query = Object.entries(propertiesOf(schema.querystring)).map(([name, one]) => ({ name, in: 'query', required: required.has(name), schema: one }))
  const headers = Object.entries(propertiesOf(schema.headers)).map(([name, one]) => ({ name, in: 'header', required: false, schema: one }))
  return [...path, ...query, ...headers]
}

function propertiesOf(schema: unknown): Record<string, unknown> {
  return typeof schema === 'object' && schema !== null && 'properties' in schema && typeof schema.properties === 'object' ? { ...schema.properties } : {}
}

function requiredOf(schema: unknown): string[] {
  return typeof schema === 'object' && schema !== null && 'required' in schema && Array.isArray(schema.required) ? schema.required.map(String) : []
}

function describeResponses(schema: FastifySchema, entry: RouteEntry): JsonObject {
  const declared = Object.entries(schema.response ?? {}).map(([status, answer]: [string, unknown]) => [status, describeAnswer(status, answer)])
  const success = declared.length > 0 ? declared : [[entry.method === 'DELETE' ? '204' : '200', { description: 'Done.' }]]
  const problems = problemStatuses(entry).map((status) => [String(status), { description: meaningOf(status), content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }])
  return Object.fromEntries([...problems, ...success])
}

function describeAnswer(status: string, schema: unknown): JsonObject {
  const description = status.startsWith('2') ? 'Done.' : meaningOf(Number(status))
  const isEmpty = status === '204' || (typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'null')
  return isEmpty ? { description } : { description, content: { 'application/json': { schema } } }
}

function problemStatuses({ permission, method, url, schema, takes }: RouteEntry): number[] {
  return [
    ...(schema.body !== undefined || schema.querystring !== undefined ? [400] : []), ...(permission === null ? [] : [401, 403]), ...(url.includes(':') ? [404] : []),
    ...(method === 'GET' ? [] : [409, 422]), ...('if-match' in propertiesOf(schema.headers) ? [412, 428] : []), ...(schema.body === undefined && takes === null ? [] : [413, 415]), 429, 500, 503,
  ]
}

function meaningOf(status: number): string {
  return Object.values(errorCatalogue).find((entry) => entry.status === status)?.message ?? 'Answer.'
}
