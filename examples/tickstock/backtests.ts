import type { PluginRoute } from '@shopdb/plugin-api'
import { changeJob, insertJob, listJobs, readJob, type Job } from './backtests-store.ts'
import type { Context } from './context.ts'
import { isFields, readNumber, readText } from './fields.ts'
import { badInput, clamp, integer, named, number, symbolsOf, text, texts } from './query.ts'
import type { Report } from './read-message.ts'

/** A report about a backtest changes the stored job, and goes to the windows of its owner alone. */
export async function takeBacktest({ database, sockets, clock, log }: Pick<Context, 'database' | 'sockets' | 'clock' | 'log'>, { event_type: type, data, ...report }: Report): Promise<void> {
  const job = await readJob(database, String(data['job_id']))
  if (job === null) return log.warn({ jobId: data['job_id'] }, 'a report about an unknown backtest was dropped')
  const progress = clamp(readNumber(data['progress']) ?? job.progress, 0, 1)
  const hasFailed = readText(data['status']) === 'failed'
  const change = type === 'backtest_progress' ? { state: 'running', progress, result: null } as const : { state: hasFailed ? 'failed' : 'completed', progress: hasFailed ? progress : 1, result: isFields(data['results']) ? data['results'] : {} } as const
  await changeJob(database, job.jobId, change, clock.now())
  sockets.emit(type, { type, event: { event_type: type, ...report, data } }, { user: job.userId, local: true })
}

const longestYears = 5
const request = named({
  symbols: texts, patterns: texts, start_date: { type: 'string', format: 'date' }, end_date: { type: 'string', format: 'date' }, initial_capital: { type: 'number', exclusiveMinimum: 0 },
  commission_rate: { type: 'number', minimum: 0, maximum: 0.01 }, slippage_rate: { type: 'number', minimum: 0, maximum: 0.01 }, max_position_size: number, stop_loss_pct: number, take_profit_pct: number,
}, ['symbols', 'patterns', 'start_date', 'end_date'])

/** Backtests run at the producer; here they are asked for and looked after. */
export function backtestRoutes(context: Context): PluginRoute[] {
  const { answer, clock, database, errors, redis, route } = context
  const always = { permission: 'tickstock.read', flag: 'backtesting' } as const
  const params = named({ id: text }, ['id'])
  const timestamp = (): string => new Date(clock.now()).toISOString()
  const publish = (channel: string, message: object): Promise<number> => redis.publish(channel, JSON.stringify({ ...message, timestamp: timestamp(), source: 'shopdb' }))

  async function ownJob(id: string, userId: number | null): Promise<Job> {
    const job = await readJob(database, id)
    if (job === null) throw errors.notFound(`There is no backtest ${id}.`)
    if (job.userId !== (userId ?? 0)) throw errors.problem({ code: 'FOREIGN_BACKTEST', status: 403, message: 'The backtest belongs to somebody else', fix: 'Ask its owner.' })
    return job
  }

  return [
    route({
      ...always, method: 'POST', path: '/backtest/submit', summary: 'Asks the producer for a backtest', body: request, status: 201,
      handle: async ({ body, caller }) => {
        const { symbols, patterns, start_date: start, end_date: end, ...parameters } = body
        const wanted = symbolsOf(symbols.join(','))
        if (wanted.length === 0 || wanted.length > 50 || patterns.length === 0 || start >= end || Date.parse(end) - Date.parse(start) > longestYears * 366 * 86_400_000) throw badInput(errors)
        const jobId = `backtest_${Math.floor(clock.now() / 1000)}_${crypto.randomUUID().slice(0, 8)}`
        await insertJob(database, { jobId, userId: caller.userId ?? 0, request: body, createdAt: clock.now() })
        await publish('tickstock.jobs.backtest', { type: 'backtest_job', job_id: jobId, user_id: caller.userId, symbols: wanted, patterns, start_date: start, end_date: end, parameters })
        return { success: true, message: 'The backtest was submitted', job_id: jobId, timestamp: timestamp() }
      },
    }),
    route({
      ...always, method: 'GET', path: '/backtest/jobs', summary: 'Backtests of who asks, newest first', query: named({ limit: integer }),
      handle: async ({ query: { limit = 20 }, caller }) => ({ jobs: (await listJobs(database, caller.userId ?? 0, clamp(limit, 1, 100))).map(presentJob) }),
    }),
    route({ ...always, method: 'GET', path: '/backtest/job/:id', summary: 'One backtest', params, handle: async ({ params: { id }, caller }) => presentJob(await ownJob(id, caller.userId)) }),
    route({
      ...always, method: 'POST', path: '/backtest/job/:id/cancel', summary: 'Asks the producer to stop a backtest', params,
      handle: async ({ params: { id }, caller }) => {
        const job = await ownJob(id, caller.userId)
        await publish('tickstock.jobs.cancel', { type: 'cancel_job', job_id: id })
        await changeJob(database, id, { state: 'cancelled', progress: job.progress, result: null }, clock.now())
        return answer(200, { success: true, job_id: id })
      },
    }),
  ]
}

function presentJob({ jobId, state, progress, request: asked, result, createdAt }: Job) {
  return { job_id: jobId, status: state, progress, request: asked, results: result, created_at: new Date(createdAt).toISOString() }
}
