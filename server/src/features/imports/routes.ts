import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendCsv } from '../../platform/http/csv.ts'
import { smallListSchema } from '../../platform/http/small-list.ts'
import { Problem } from '../../platform/problem.ts'
import { newBatchId } from '../changes/index.ts'
import { runSchema, presentRun } from '../jobs/index.ts'
import type { ImportCounts, ImportOptions, LineOutcome, StoredImport } from './import-record.ts'
import { completeOptions } from './import-options.ts'
import type { Imports } from './imports.ts'
import { importSchema, optionsSchema, presentImport, presentTarget } from './present-import.ts'
import { encodings, separators } from './read-file.ts'
import { findImport, findImports, findLines, findOutcomes, findPartNumbers, removeImport } from './store.ts'
import { guessColumns } from './target-fields.ts'
import { takeUpload, type UploadQuery } from './take-upload.ts'

type ById = { Params: { id: number } }
type List = { Querystring: { limit: number; cursor?: string } }
type Rows = ById & { Querystring: { outcome?: keyof ImportCounts; limit: number; cursor?: string } }
type Check = ById & { Body: Partial<ImportOptions> | null }
type Commit = ById & { Body: { skipErrors?: boolean } | null }

const tags = ['Imports']
const config = { permission: 'imports.run' }
const idSchema = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } } } as const
const page = { limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, cursor: { type: 'string', pattern: '^[0-9.]*$', maxLength: 30 } } as const
const uploadQuery = {
  type: 'object', required: ['type'],
  properties: { type: { type: 'string', minLength: 1, maxLength: 65, description: 'Name (computers) or kind (computers.computer) of the records.' }, name: { type: 'string', maxLength: 255 }, encoding: { type: 'string', enum: encodings }, separator: { type: 'string', enum: [...separators, 'tab'] } },
} as const
const job = { type: 'object', properties: { import: importSchema, job: runSchema } } as const
const fileTypes = ['text/csv', 'text/plain', 'application/octet-stream', 'application/vnd.ms-excel']
const largestFile = 256 * 1024 * 1024

/** Import of CSV: upload, map and rehearse, look, commit, undo. Nothing is written before the commit. */
export async function registerImportRoutes(http: FastifyInstance, imports: Imports): Promise<void> {
  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(fileTypes, (_request, payload, done) => done(null, payload))
    scope.post<{ Querystring: UploadQuery }>('/api/imports', { config: { ...config, takes: fileTypes }, bodyLimit: largestFile, schema: { summary: 'Upload a CSV file', description: 'The body is the file itself, as text/csv.', tags, querystring: uploadQuery, response: { 201: importSchema } } }, (request, reply) => upload(imports, request, reply))
  })
  http.get<List>('/api/imports', { config, schema: { summary: 'Own imports, newest first', tags, querystring: { type: 'object', properties: page }, response: { 200: smallListSchema(importSchema) } } }, (request) => listImports(imports, request))
  http.get<ById>('/api/imports/:id', { config, schema: { summary: 'One import with the fields its columns can fill', tags, params: idSchema, response: { 200: importSchema } } }, async (request) => describe(imports, await ownImport(imports, request)))
  http.post<Check>('/api/imports/:id/check', { config, schema: { summary: 'Rehearse: what would be created, updated, skipped, and every error', tags, params: idSchema, body: optionsSchema, response: { 202: job } } }, (request, reply) => check(imports, request, reply))
  http.get<Rows>('/api/imports/:id/rows', { config, schema: { summary: 'Line by line what becomes, or became, of the file', tags, params: idSchema, querystring: { type: 'object', properties: { ...page, outcome: { type: 'string', enum: ['create', 'update', 'skip', 'error'] } } } } }, (request) => listRows(imports, request))
  http.get<ById>('/api/imports/:id/failed', { config, schema: { summary: 'The lines with errors as CSV, with what is wrong', tags, params: idSchema } }, (request, reply) => sendFailed(imports, request, reply))
  http.post<Commit>('/api/imports/:id/commit', { config, schema: { summary: 'Write what was rehearsed, as one batch', tags, params: idSchema, body: { type: ['object', 'null'], additionalProperties: false, properties: { skipErrors: { type: 'boolean', description: 'Leave lines with errors out.' } } }, response: { 202: job } } }, (request, reply) => commit(imports, request, reply))
  http.post<ById>('/api/imports/:id/undo', { config, schema: { summary: 'Take an import back', tags, params: idSchema, response: { 202: job } } }, async (request, reply) => begin(imports, request, reply, await ownImport(imports, request), 'undo', {}))
  http.delete<ById>('/api/imports/:id', { config, schema: { summary: 'Forget an import; what it wrote stays', tags, params: idSchema, response: { 204: { type: 'null' } } } }, (request, reply) => forget(imports, request, reply))
}

async function upload(imports: Imports, request: FastifyRequest<{ Querystring: UploadQuery }>, reply: FastifyReply): Promise<unknown> {
  const model = imports.modelOf(request.query.type)
  assertMayWrite(request, model.permissions.write)
  if (!(request.body instanceof Readable)) throw new Problem('BODY_UNREADABLE', { detail: 'The body is empty; it is the file itself.' })
  const found = await takeUpload(imports, request.caller, model, request.query, request.body)
  void reply.code(201).header('location', `/api/imports/${found.id}`)
  return describe(imports, found)
}

function assertMayWrite(request: FastifyRequest, permission: string): void {
  if (!request.caller.may(permission)) throw new Problem('PERMISSION_MISSING', { extra: { permission } })
}

async function listImports({ services }: Imports, request: FastifyRequest<List>): Promise<unknown> {
  const { limit, cursor } = request.query
  const seesAll = request.caller.kind === 'system' || request.caller.may('jobs.read')
  const found = await findImports(services.platform.database, seesAll ? undefined : (request.caller.userId ?? 0), cursor ? Number(cursor) : undefined, limit)
  const items = found.slice(0, limit).map(presentImport)
  return { items, total: null, totalIsExact: false, nextCursor: found.length > limit ? String(items.at(-1)?.id ?? '') : null, prevCursor: null }
}

async function ownImport({ services }: Imports, request: FastifyRequest<ById>): Promise<StoredImport> {
  const found = await findImport(services.platform.database, request.params.id)
  const isOwn = found?.actor.id === request.caller.userId || request.caller.kind === 'system' || request.caller.may('jobs.read')
  if (!found || !isOwn) throw new Problem('NOT_FOUND')
  return found
}

/** With the fields that can be filled, what the headings are taken for, and the first lines to look at. */
async function describe(imports: Imports, found: StoredImport): Promise<unknown> {
  const targets = imports.targetsOf(imports.modelOf(found.kind))
  const lines = (await findLines(imports.services.platform.database, found.id, 0)) ?? []
  return { ...presentImport(found), fields: targets.map(presentTarget), guessed: guessColumns(found.headers, targets), samples: lines.slice(0, 5).map(([, cells]) => cells) }
}

async function check(imports: Imports, request: FastifyRequest<Check>, reply: FastifyReply): Promise<unknown> {
  const found = await ownImport(imports, request)
  const model = imports.modelOf(found.kind)
  assertMayWrite(request, model.permissions.write)
  const options = completeOptions(model, imports.targetsOf(model), found, request.body ?? {})
  return begin(imports, request, reply, found, 'check', { options })
}

async function commit(imports: Imports, request: FastifyRequest<Commit>, reply: FastifyReply): Promise<unknown> {
  const found = await ownImport(imports, request)
  assertMayWrite(request, imports.modelOf(found.kind).permissions.write)
  const errors = found.counts?.error ?? 0
  if (errors > 0 && request.body?.skipErrors !== true) throw new Problem('STATE_CONFLICT', { detail: `${errors} lines have errors. Correct them, or commit with "skipErrors": true to leave them out.`, extra: { counts: found.counts } })
  return begin(imports, request, reply, found, 'commit', { batchId: found.batchId ?? newBatchId(imports.services.platform.now()) })
}

async function begin(imports: Imports, request: FastifyRequest<ById>, reply: FastifyReply, found: StoredImport, work: 'check' | 'commit' | 'undo', update: { options?: ImportOptions; batchId?: string }): Promise<unknown> {
  const run = await imports.begin(found, work, request.caller, update)
  void reply.code(202).header('location', `/api/jobs/${run.id}`)
  const now = await findImport(imports.services.platform.database, found.id)
  return { import: presentImport(now ?? found), job: presentRun(run) }
}

/** Lines of what was written, else of the rehearsal. The cursor names a part and a place in it. */
async function listRows(imports: Imports, request: FastifyRequest<Rows>): Promise<unknown> {
  const found = await ownImport(imports, request)
  const { database } = imports.services.platform
  const { outcome, limit, cursor } = request.query
  const [fromPart = 0, fromLine = 0] = (cursor ?? '').split('.').map(Number)
  const stage = stageOf(found)
  const items: LineOutcome[] = []
  let lastPart = fromPart
  for (const part of await findPartNumbers(database, found.id, stage, outcome ?? null, fromPart)) {
    const lines = ((await findOutcomes(database, found.id, stage, part)) ?? []).filter((line) => (outcome === undefined || line.outcome === outcome) && (part > fromPart || line.line > fromLine))
    for (const line of lines) {
      if (items.length === limit) return { items, total: null, totalIsExact: false, nextCursor: `${lastPart}.${items.at(-1)?.line ?? 0}`, prevCursor: null }
      items.push(line)
      lastPart = part
    }
  }
  return { items, total: found.counts && outcome ? found.counts[outcome] : null, totalIsExact: found.counts !== null && outcome !== undefined, nextCursor: null, prevCursor: null }
}

const stageOf = (found: StoredImport): 'plan' | 'result' => (found.committedAt === null ? 'plan' : 'result')

/** The file's own columns, then what is wrong: to be mended and uploaded again. */
async function sendFailed(imports: Imports, request: FastifyRequest<ById>, reply: FastifyReply): Promise<FastifyReply> {
  const found = await ownImport(imports, request)
  return sendCsv(request, reply, `failed-${found.fileName.replace(/\.csv$/i, '')}.csv`, [...found.headers, 'import problems'], failedLines(imports, found))
}

async function* failedLines({ services }: Imports, found: StoredImport): AsyncGenerator<string[]> {
  const { database } = services.platform
  for (const part of await findPartNumbers(database, found.id, stageOf(found), 'error', 0)) {
    const failed = new Map(((await findOutcomes(database, found.id, stageOf(found), part)) ?? []).filter(({ outcome }) => outcome === 'error').map((outcome) => [outcome.line, outcome]))
    for (const [line, cells] of (await findLines(database, found.id, part)) ?? []) {
      const outcome = failed.get(line)
      if (outcome) yield [...found.headers.map((_, index) => cells[index] ?? ''), `line ${line}: ${outcome.problems.map(({ column, message }) => (column === null ? message : `${column}: ${message}`)).join(' | ')}`]
    }
  }
}

async function forget(imports: Imports, request: FastifyRequest<ById>, reply: FastifyReply): Promise<void> {
  const found = await ownImport(imports, request)
  const isWorking = ['checking', 'importing', 'undoing'].includes(found.state)
  const run = !isWorking || found.jobId === null ? null : await imports.jobs.get(found.jobId)
  if (run?.state === 'running' || run?.state === 'waiting') throw new Problem('STATE_CONFLICT', { detail: `The import is ${found.state}.` })
  await imports.services.platform.database.write((transaction) => removeImport(transaction, found.id))
  await reply.code(204).send()
}
