import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { jobStates, type JobRun } from '../../platform/jobs/job.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { smallListSchema } from '../../platform/http/small-list.ts'
import { Problem } from '../../platform/problem.ts'
import { presentRun, runSchema } from './present-run.ts'

type ById = { Params: { id: number } }
type ByName = { Params: { plugin: string; name: string }; Body: { parameters?: unknown } | null }
type List = { Querystring: { plugin?: string; name?: string; state?: string; limit: number; cursor?: string } }

const tags = ['Jobs']
const idSchema = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } } } as const
const nameSchema = { type: 'object', required: ['plugin', 'name'], properties: { plugin: { type: 'string', maxLength: 32 }, name: { type: 'string', maxLength: 80 } } } as const
const bodySchema = { type: ['object', 'null'], additionalProperties: false, properties: { parameters: { description: 'Handed to the job as it is.' } } } as const
const listQuery = {
  type: 'object',
  properties: {
    plugin: { type: 'string', maxLength: 32 }, name: { type: 'string', maxLength: 80 }, state: { type: 'string', enum: jobStates },
    limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, cursor: { type: 'string', pattern: '^[0-9]*$', maxLength: 15 },
  },
} as const
const scheduleSchema = {
  type: 'object',
  properties: {
    plugin: { type: 'string' }, name: { type: 'string' }, title: { type: 'string' }, everySeconds: { type: ['integer', 'null'] }, at: { type: ['string', 'null'] }, timeLimit: { type: ['integer', 'null'] },
    nextAt: { type: ['string', 'null'], format: 'date-time' }, lastRun: { anyOf: [runSchema, { type: 'null' }] },
  },
} as const

/** Runs of jobs. Everybody sees the runs he asked for himself; the permission `jobs.read` shows all. */
export function registerJobRoutes(http: FastifyInstance, jobs: Jobs): void {
  const everybody = { config: { permission: 'account.read' } }
  http.get<List>('/api/jobs', { ...everybody, schema: { summary: 'Runs of jobs, newest first', tags, querystring: listQuery, response: { 200: smallListSchema(runSchema) } } }, (request) => listRuns(jobs, request))
  http.get('/api/jobs/schedule', { config: { permission: 'jobs.read' }, schema: { summary: 'Every job that can run now, with its schedule and last run', tags, response: { 200: smallListSchema(scheduleSchema) } } }, () => listSchedule(jobs))
  http.get<ById>('/api/jobs/:id', { ...everybody, schema: { summary: 'One run with progress, result or error', tags, params: idSchema, response: { 200: runSchema } } }, async (request) => presentRun(await visibleRun(jobs, request)))
  http.post<ById>('/api/jobs/:id/cancel', { ...everybody, schema: { summary: 'Take back a waiting run, or stop a running one', tags, params: idSchema, response: { 202: runSchema } } }, (request, reply) => cancelRun(jobs, request, reply))
  http.post<ByName>('/api/jobs/:plugin/:name', { config: { permission: 'jobs.run' }, schema: { summary: 'Run a job now', tags, params: nameSchema, body: bodySchema, response: { 202: runSchema } } }, (request, reply) => startRun(jobs, request, reply))
}

async function listRuns(jobs: Jobs, request: FastifyRequest<List>): Promise<unknown> {
  const { plugin, name, state, limit, cursor } = request.query
  if (!request.caller.may('jobs.read') && request.caller.userId === null) return { items: [], total: null, totalIsExact: false, nextCursor: null, prevCursor: null }
  const own = request.caller.may('jobs.read') ? undefined : (request.caller.userId ?? undefined)
  const runs = await jobs.list({ plugin, name, state, limit, requestedById: own, before: cursor ? Number(cursor) : undefined })
  const items = runs.slice(0, limit).map(presentRun)
  return { items, total: null, totalIsExact: false, nextCursor: runs.length > limit ? String(items.at(-1)?.id ?? '') : null, prevCursor: null }
}

async function listSchedule(jobs: Jobs): Promise<unknown> {
  const scheduled = await jobs.scheduled()
  const items = await Promise.all(scheduled.map(async (job) => {
    const [last] = await jobs.list({ plugin: job.plugin, name: job.name, limit: 1 })
    return { ...job, nextAt: job.nextAt === null ? null : new Date(job.nextAt).toISOString(), lastRun: last ? presentRun(last) : null }
  }))
  return { items, total: items.length, totalIsExact: true, nextCursor: null, prevCursor: null }
}

async function visibleRun(jobs: Jobs, request: FastifyRequest<ById>): Promise<JobRun> {
  const run = await jobs.get(request.params.id)
  const isOwn = run?.requestedBy?.id !== null && run?.requestedBy?.id === request.caller.userId
  if (!run || !(isOwn || request.caller.may('jobs.read'))) throw new Problem('NOT_FOUND')
  return run
}

async function startRun(jobs: Jobs, request: FastifyRequest<ByName>, reply: FastifyReply): Promise<unknown> {
  const { plugin, name } = request.params
  const run = await jobs.start(plugin, name, { parameters: request.body?.parameters, requestedBy: { id: request.caller.userId, label: request.caller.label } })
  request.log.info({ job: run.id, plugin, name, by: request.caller.label }, 'job asked for')
  void reply.code(202).header('location', `/api/jobs/${run.id}`)
  return presentRun(run)
}

async function cancelRun(jobs: Jobs, request: FastifyRequest<ById>, reply: FastifyReply): Promise<unknown> {
  const run = await visibleRun(jobs, request)
  const isOwn = run.requestedBy?.id !== null && run.requestedBy?.id === request.caller.userId
  if (!isOwn && !request.caller.may('jobs.run')) throw new Problem('PERMISSION_MISSING', { extra: { permission: 'jobs.run' } })
  if (!(await jobs.cancel(run.id))) throw new Problem('STATE_CONFLICT', { detail: `The run ${run.id} is over.` })
  void reply.code(202)
  return presentRun((await jobs.get(run.id)) ?? run)
}
