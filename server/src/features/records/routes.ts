import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { wantsCsv } from '../../platform/http/csv.ts'
import { Problem } from '../../platform/problem.ts'
import { inputSchema, recordSchema, type JsonSchema } from '../../platform/resources/input-schema.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { historyOf } from '../changes/index.ts'
import { exportRecords } from './export-records.ts'
import type { RecordServices } from './record-services.ts'
import type { WriteRequest } from './write-record.ts'

type ById = { Params: { id: number } }

const idSchema = { type: 'object', properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } }, required: ['id'] } as const

/** Binds the operations of a resource: list, get, create, change, replace, delete, restore, history. */
export function registerRecordRoutes(http: FastifyInstance, services: RecordServices, model: ResourceModel): void {
  const { path, permissions, titlePlural } = model
  const title = model.title.toLowerCase()
  const tags = [titlePlural]
  const further = services.rules.get(model.base)?.furtherInput?.(model) ?? {}
  const one = { 200: recordSchema(model) }
  const body = (mode: 'create' | 'patch'): JsonSchema => inputSchema(model, mode, further)
  const byHand = { validatorCompiler: idChecked, serializerCompiler: asJson }

  http.get(path, { config: { permission: permissions.read }, schema: { summary: `List ${titlePlural.toLowerCase()}`, tags, querystring: listQuerySchema(model), response: { 200: listSchema(model) } }, validatorCompiler: unchecked, serializerCompiler: asText }, (request, reply) => listRecords(services, model, request, reply))
  http.get<ById>(`${path}/:id`, { config: { permission: permissions.read }, schema: { summary: `Get one ${title}`, tags, params: idSchema, response: one }, ...byHand }, (request, reply) => getRecord(services, model, request.params.id, request, reply))
  http.get<ById & { Querystring: { limit: number; cursor?: string } }>(`${path}/:id/history`, { config: { permission: permissions.read }, schema: { summary: `Every change of a ${title}, newest first`, tags, params: idSchema, querystring: historyQuery } }, (request) => listHistory(services, model, request))
  if (model.declaration.readOnly) return
  if (!model.declaration.ownCreate) http.post(path, { config: { permission: permissions.write, creates: { kind: model.kind, base: model.base } }, schema: { summary: `Create a ${title}`, tags, body: inputSchema(model, 'create', { ...further, ...services.rules.get(model.base)?.createInput?.(model) }), response: { 201: recordSchema(model) } }, ...byHand }, (request, reply) => createRecord(services, model, request, reply))
  http.patch<ById>(`${path}/:id`, { config: { permission: permissions.write }, schema: { summary: `Change fields of a ${title}`, tags, params: idSchema, headers: versionHeader, body: body('patch'), response: one }, ...byHand }, (request, reply) => changeRecord(services, model, request, reply, 'patch'))
  http.put<ById>(`${path}/:id`, { config: { permission: permissions.write }, schema: { summary: `Replace a ${title}; fields left out become empty`, tags, params: idSchema, headers: versionHeader, body: body('create'), response: one }, ...byHand }, (request, reply) => changeRecord(services, model, request, reply, 'replace'))
  http.delete<ById>(`${path}/:id`, { config: { permission: permissions.delete }, schema: { summary: `Delete a ${title}; it can be restored`, tags, params: idSchema, headers: versionHeader, response: { 204: { type: 'null' } } }, ...byHand }, (request, reply) => deleteRecord(services, model, request, reply))
  http.post<ById>(`${path}/:id/restore`, { config: { permission: permissions.delete }, schema: { summary: `Restore a deleted ${title}`, tags, params: idSchema, response: one }, ...byHand }, (request, reply) => restoreRecord(services, model, request, reply))
}

const versionHeader = { type: 'object', properties: { 'if-match': { type: 'string', maxLength: 64, description: 'The version you read; or send "version" in the body.' } } } as const
const historyQuery = { type: 'object', properties: { limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 }, cursor: { type: 'string', pattern: '^[0-9]*$', maxLength: 20 } } } as const

/** Lists and records check what they get themselves, naming unknown members; the schemas document it. */
const unchecked = (): (() => boolean) => () => true
/**
 * Every resource has these routes, so validators and serializers compiled for each would cost a server with many plugins
 * start-up time and memory. Ids in the address are checked here; bodies by the record's own validator.
 */
const idChecked = ({ httpPart }: { httpPart?: string }): ((value: unknown) => boolean | { value: unknown } | { error: Error }) => {
  if (httpPart !== 'params') return () => true
  return (value) => checkId(value)
}

function checkId(value: unknown): { value: unknown } | { error: Error } {
  const id = typeof value === 'object' && value !== null && 'id' in value ? Number(value.id) : Number.NaN
  return Number.isSafeInteger(id) && id > 0 ? { value: { id } } : { error: new Problem('NOT_FOUND') }
}

const asJson = () => (value: unknown): string => JSON.stringify(value)
const asText = () => (text: unknown): string => String(text)

function listRecords(services: RecordServices, model: ResourceModel, request: FastifyRequest, reply: FastifyReply): string | Promise<string | FastifyReply> {
  if (wantsCsv(request)) return exportRecords(services, model, request, reply)
  void reply.header('content-type', 'application/json; charset=utf-8')
  const query = request.query as Record<string, unknown> // Fastify parses it into a plain object; list-request.ts checks every member
  return services.lists.list(model, request.url, query, (parsed) => services.scopeOf(model, request.caller, parsed))
}

async function getRecord(services: RecordServices, model: ResourceModel, id: number, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  await services.assertVisible(model, request.caller, id)
  const record = await services.read(await readableModel(services, model, id), id)
  if (!record) throw new Problem('NOT_FOUND')
  await services.rules.get(model.base)?.forCaller?.(services.platform, record, request.caller)
  void reply.header('etag', `"${String(record.version)}"`)
  return record
}

/**
 * `/api/assets/7` answers with the fields of the asset's type. Under the address of a type the id of another type's asset
 * is no record: the statement joins the type's table.
 */
async function readableModel(services: RecordServices, model: ResourceModel, id: number): Promise<ResourceModel> {
  return model.base === model.name ? specificModel(services, model, id) : model
}

async function specificModel(services: RecordServices, model: ResourceModel, id: number): Promise<ResourceModel> {
  const specific = await services.platform.resources.specific(services.platform.database, model, id)
  if (model.base !== model.name && specific.name !== model.name) throw new Problem('NOT_FOUND')
  return specific
}

/** Who may write assets of a type is that type's business, whatever address the request came by. */
async function writableModel(services: RecordServices, model: ResourceModel, request: FastifyRequest<ById>, verb: 'write' | 'delete'): Promise<ResourceModel> {
  await services.assertVisible(model, request.caller, request.params.id)
  const specific = await specificModel(services, model, request.params.id)
  assertMay(request, specific.permissions[verb])
  return specific
}

function assertMay(request: FastifyRequest, permission: string): void {
  if (!request.caller.may(permission)) throw new Problem('PERMISSION_MISSING', { extra: { permission } })
}

/** What a caller may not see does not exist for him, not even as the target of a reference. */
async function assertReferencesVisible(services: RecordServices, model: ResourceModel, request: FastifyRequest): Promise<void> {
  const body: Record<string, unknown> = typeof request.body === 'object' && request.body !== null ? { ...request.body } : {}
  for (const field of model.fields) {
    const id = body[field.name]
    const target = field.reference && !field.readOnly ? services.platform.resources.get(field.reference) : undefined
    if (!target || typeof id !== 'number' || !Number.isSafeInteger(id)) continue
    if (await isVisibleTo(services, target, request, id)) continue
    const message = `There is no ${target.title.toLowerCase()} with id ${id}.`
    throw new Problem('REFERENCE_MISSING', { detail: message, fields: [{ path: `/${field.name}`, message }] })
  }
}

async function isVisibleTo(services: RecordServices, model: ResourceModel, request: FastifyRequest, id: number): Promise<boolean> {
  try {
    await services.assertVisible(model, request.caller, id)
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'NOT_FOUND') return false
    throw error
  }
}

async function createRecord(services: RecordServices, model: ResourceModel, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const target = services.modelForCreate(model, request.body)
  assertMay(request, target.permissions.write)
  await assertReferencesVisible(services, target, request)
  const id = await services.writer.create(target, request.body, writeRequest(request, null))
  void reply.code(201).header('location', `${target.path}/${id}`)
  return getRecord(services, target, id, request, reply)
}

async function changeRecord(services: RecordServices, model: ResourceModel, request: FastifyRequest<ById>, reply: FastifyReply, mode: 'patch' | 'replace'): Promise<unknown> {
  const { id } = request.params
  const specific = await writableModel(services, model, request, 'write')
  await assertReferencesVisible(services, specific, request)
  await services.writer.update(specific, id, request.body, writeRequest(request, versionOf(request)), mode)
  return getRecord(services, model, id, request, reply)
}

async function deleteRecord(services: RecordServices, model: ResourceModel, request: FastifyRequest<ById>, reply: FastifyReply): Promise<void> {
  await services.writer.remove(await writableModel(services, model, request, 'delete'), request.params.id, writeRequest(request, versionOf(request)))
  await reply.code(204).send()
}

async function restoreRecord(services: RecordServices, model: ResourceModel, request: FastifyRequest<ById>, reply: FastifyReply): Promise<unknown> {
  const { id } = request.params
  await services.writer.restore(await writableModel(services, model, request, 'delete'), id, writeRequest(request, 'any'))
  return getRecord(services, model, id, request, reply)
}

async function listHistory(services: RecordServices, model: ResourceModel, request: FastifyRequest<ById & { Querystring: { limit: number; cursor?: string } }>): Promise<unknown> {
  const { id } = request.params
  await services.assertVisible(model, request.caller, id)
  const page = await historyOf(services.platform, await specificModel(services, model, id), id, request.query.limit, request.query.cursor ? Number(request.query.cursor) : null, (target, other) => isVisibleTo(services, target, request, other))
  if (page.items.length === 0 && !(await services.read(model, id))) throw new Problem('NOT_FOUND')
  return { items: page.items, total: null, totalIsExact: false, nextCursor: page.nextCursor, prevCursor: null }
}

export function writeRequest(request: FastifyRequest, version: WriteRequest['version']): WriteRequest {
  return { caller: request.caller, source: request.caller.kind === 'token' ? 'api' : 'web', requestId: request.id, version }
}

/** The version a client read: `If-Match: "3"`, or `version` in the body. */
export function versionOf(request: FastifyRequest): number | null {
  const header = request.headers['if-match']
  if (header !== undefined) return parseVersion(header)
  const body = request.body
  if (typeof body !== 'object' || body === null || !('version' in body) || body.version === undefined || body.version === null) return null
  return parseVersion(String(body.version))
}

function parseVersion(text: string): number {
  const digits = /^(?:W\/)?"?(\d{1,15})"?$/.exec(text.trim())?.[1]
  if (!digits) throw new Problem('REQUEST_INVALID', { detail: 'If-Match takes the version of the record, a whole number.', fields: [{ path: 'If-Match', message: 'must be a version' }] })
  return Number(digits)
}

function listQuerySchema(model: ResourceModel): JsonSchema {
  const filters = Object.fromEntries(model.fields.filter((field) => field.filter).map((field) => [field.name, { type: 'string', description: `${field.title}; several values separated by commas.` }]))
  return {
    type: 'object',
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, cursor: { type: 'string' }, last: { type: 'string', enum: ['true', 'false'] }, offset: { type: 'integer', minimum: 0, maximum: 10_000 },
      count: { type: 'string', enum: ['none', 'capped', 'exact'] }, sort: { type: 'string', enum: model.fields.filter((field) => field.sort).flatMap((field) => [field.name, `-${field.name}`]) },
      q: { type: 'string', maxLength: 200 }, facets: { type: 'string' }, archived: { type: 'string', enum: ['true', 'false'] },
      format: { type: 'string', enum: ['json', 'csv'], description: 'csv: everything that matches, as a file (also by Accept: text/csv); with it columns=<names>, headers=titles, bom=true.' }, ...filters,
    },
    additionalProperties: true,
  }
}

function listSchema(model: ResourceModel): JsonSchema {
  return { type: 'object', required: ['items', 'nextCursor', 'prevCursor'], properties: { items: { type: 'array', items: recordSchema(model) }, total: { type: ['integer', 'null'] }, totalIsExact: { type: 'boolean' }, nextCursor: { type: ['string', 'null'] }, prevCursor: { type: ['string', 'null'] }, facets: { type: 'object' } } }
}
