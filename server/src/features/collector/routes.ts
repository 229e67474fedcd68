import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../platform/problem.ts'
import { changeContext, type ChangeContext } from '../changes/index.ts'
import { emptyAnswer, type IngestAnswer } from './answer.ts'
import { recordSchemaOf } from './collector-type.ts'
import type { Collector } from './collectors.ts'
import { onceForKey } from './idempotency.ts'
import { assertMayPush, collectorOf, type CollectorServices } from './collector-services.ts'
import { registerQuarantineRoutes } from './quarantine-routes.ts'

type ByPlugin = { Params: { plugin: string } }

const pluginSchema = { type: 'object', required: ['plugin'], properties: { plugin: { type: 'string', pattern: '^[a-z][a-z0-9]{1,31}$' } } } as const
const recordTypes = ['application/json', 'application/x-ndjson', 'application/ndjson', 'application/jsonl']
const largestDocument = 32 * 1024 * 1024
const answerSchema = {
  type: 'object',
  properties: { received: { type: 'integer' }, created: { type: 'integer' }, updated: { type: 'integer' }, unchanged: { type: 'integer' }, quarantined: { type: 'integer' }, results: { type: 'array', items: { type: 'object', additionalProperties: true } } },
} as const

export async function registerCollectorRoutes(http: FastifyInstance, services: CollectorServices): Promise<void> {
  const tags = ['Collectors']
  http.get('/api/collectors', { config: { permission: 'collectors.read' }, schema: { summary: 'Collectors of the active plugins', tags } }, () => listCollectors(services))
  http.get<ByPlugin>('/api/collector/:plugin', { config: { permission: 'account.read' }, schema: { summary: 'What a collector takes', tags, params: pluginSchema } }, (request) => describeCollector(services, request.params.plugin))
  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(recordTypes, (_request, payload, done) => done(null, payload))
    scope.post<ByPlugin>('/api/collector/:plugin', {
      // Who may push depends on the collector: checked in the handler, by permission and by the token's scope.
      config: { permission: 'account.read', takes: recordTypes }, bodyLimit: 1024 * 1024 * 1024,
      schema: { summary: 'Push one record, a list, or NDJSON', description: 'NDJSON is answered line by line; the last line is the summary.', tags, params: pluginSchema, headers: { type: 'object', properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 128 } } }, response: { 200: answerSchema } },
    }, (request, reply) => push(services, request, reply))
  })
  registerQuarantineRoutes(http, services)
}

function listCollectors({ collectors }: CollectorServices): unknown {
  const items = collectors.all().map((collector) => ({ plugin: collector.plugin, types: collector.types.map((type) => type.kind), path: `/api/collector/${collector.plugin}` }))
  return { items, total: items.length, totalIsExact: true, nextCursor: null, prevCursor: null }
}

function describeCollector(services: CollectorServices, plugin: string): unknown {
  const { types } = collectorOf(services, plugin)
  const [first] = types
  const of = (type: Collector['types'][number]): Record<string, unknown> => ({ identity: type.identity, fields: [...type.fields.map((field) => field.recordName), ...type.collections.map((collection) => collection.recordName)], schema: recordSchemaOf(type) })
  if (types.length === 1 && first) return { plugin, ...of(first) }
  return { plugin, ...(first ? of(first) : {}), types: types.map((type) => ({ type: type.kind, ...of(type) })) }
}

async function push(services: CollectorServices, request: FastifyRequest<ByPlugin>, reply: FastifyReply): Promise<unknown> {
  const { plugin } = request.params
  assertMayPush(request, plugin)
  const collector = collectorOf(services, plugin)
  const context = changeContext(request.caller, `collector:${plugin}`, request.id, services.platform.now())
  if (!(request.body instanceof Readable)) throw new Problem('BODY_UNREADABLE', { detail: 'The body is empty.' })
  const isStream = /nd-?json|jsonl/.test(request.headers['content-type'] ?? '')
  return isStream ? pushStream(services, collector, request.body, context, reply) : pushDocument(services, collector, request, request.body, context)
}

async function pushDocument(services: CollectorServices, collector: Collector, request: FastifyRequest, stream: Readable, context: ChangeContext): Promise<IngestAnswer> {
  const body = await readAll(stream)
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return services.ingest.document(collector, body, context)
  const bodyHash = createHash('sha256').update(body).digest('hex')
  return onceForKey(services.platform, { collector: collector.plugin, key, bodyHash }, () => services.ingest.document(collector, body, context))
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += bytes.length
    if (size > largestDocument) throw new Problem('BODY_TOO_LARGE', { detail: `A document of a collector is ${largestDocument / 1024 / 1024} MB at most; send NDJSON for more.` })
    chunks.push(bytes)
  }
  if (size === 0) throw new Problem('BODY_UNREADABLE', { detail: 'The body is empty.' })
  return Buffer.concat(chunks)
}

/** Each record is answered by a line of its own; the last line has the counts. A fault ends the stream with a problem line. */
async function pushStream(services: CollectorServices, collector: Collector, body: Readable, context: ChangeContext, reply: FastifyReply): Promise<FastifyReply> {
  const lines = Readable.from(answerLines(services, collector, body, context))
  return reply.header('content-type', 'application/x-ndjson; charset=utf-8').send(lines)
}

async function* answerLines(services: CollectorServices, collector: Collector, body: Readable, context: ChangeContext): AsyncGenerator<string> {
  const total = emptyAnswer()
  try {
    for await (const answer of services.ingest.stream(collector, body, context)) {
      for (const name of ['received', 'created', 'updated', 'unchanged', 'quarantined'] as const) total[name] += answer[name]
      yield answer.results.map((result) => `${JSON.stringify(result)}\n`).join('')
    }
  } catch (error) {
    services.platform.log.error({ err: error, requestId: context.requestId, collector: collector.plugin }, 'a collector stream failed')
    const code = error instanceof Problem ? error.code : 'INTERNAL'
    yield `${JSON.stringify({ error: { code, requestId: context.requestId } })}\n`
  }
  const { results: _results, ...counts } = total
  yield `${JSON.stringify(counts)}\n`
}
