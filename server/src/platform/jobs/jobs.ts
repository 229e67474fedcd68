import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import { Problem } from '../problem.ts'
import { defaultRetries, type JobDeclaration, type JobRequester, type JobRun } from './job.ts'
import { runJob, type Attempt, type RunningJob, type StopReason } from './run-job.ts'
import { nextTime } from './schedule.ts'
import { endOf, endOfLost } from './settle-run.ts'
import * as store from './store.ts'

export type JobsOptions = { database: Database; log: Logger; now: () => number; /** Milliseconds between two looks for due work. Default 1,000. */ tickMilliseconds?: number }

export type StartOptions = { parameters?: unknown; requestedBy?: JobRequester }
export type ScheduledJob = { plugin: string; name: string; title: string; everySeconds: number | null; at: string | null; timeLimit: number | null; nextAt: number | null }

/** Work by schedule or on demand, in one server process at a time, that outlives the process that ran it. */
export type Jobs = {
  /** Adds jobs of a plugin (or of `core`). The answer stops what of them runs here, waits for it, and takes them away. */
  declare: (plugin: string, declarations: readonly JobDeclaration[]) => Promise<() => Promise<void>>
  /** Begins as soon as a process is free; answers the waiting run at once. */
  start: (plugin: string, name: string, options?: StartOptions) => Promise<JobRun>
  get: (id: number) => Promise<JobRun | null>
  list: (query: store.RunQuery) => Promise<JobRun[]>
  /** Takes back a waiting run, or tells a running one to stop. False when it is over. */
  cancel: (id: number) => Promise<boolean>
  /** What is declared in this process, with the next time each is due. */
  scheduled: () => Promise<ScheduledJob[]>
  /** Looks for due work every second until `stop`. */
  begin: () => void
  /** One such look, now; resolves when what is due has begun. */
  tick: () => Promise<void>
  /** Tells running work to stop and waits for it; another process, or the next start, does it again. */
  stop: () => Promise<void>
}

/** A process whose lease has not been renewed for so long is taken for dead. Clocks of processes may differ by half of it. */
const leaseMilliseconds = 30_000
const renewalMilliseconds = 5000
const progressMilliseconds = 1000
const mostAtOnce = 4
const mostWaiting = 100
const runsKept = 50
/** A run that nobody could do for so long (its plugin is switched off) is given up. */
const longestWait = 86_400_000

export function createJobs({ database, log, now, tickMilliseconds = 1000 }: JobsOptions): Jobs {
  const holder = randomUUID()
  const declared = new Map<string, { plugin: string; declaration: JobDeclaration }>()
  const running = new Map<number, RunningJob & { settled: Promise<void> }>()
  const due = new Map<string, number | null>()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let isStopped = false
  let lookedForForgotten = Date.now()

  const keyOf = (plugin: string, name: string): string => `${plugin}/${name}`

  async function declare(plugin: string, declarations: readonly JobDeclaration[]): Promise<() => Promise<void>> {
    for (const declaration of declarations) if (declared.has(keyOf(plugin, declaration.name))) throw new Error(`The job ${declaration.name} of ${plugin} is declared twice.`)
    for (const declaration of declarations) {
      await enter(plugin, declaration)
      declared.set(keyOf(plugin, declaration.name), { plugin, declaration })
    }
    return async () => {
      for (const { name } of declarations) {
        declared.delete(keyOf(plugin, name))
        due.delete(keyOf(plugin, name))
      }
      const names = new Set(declarations.map(({ name }) => name))
      await stopRunning(({ run }) => run.plugin === plugin && names.has(run.name), 'plugin')
    }
  }

  /** A schedule that was written down before is kept, unless the declared one comes earlier. */
  async function enter(plugin: string, declaration: JobDeclaration): Promise<void> {
    const next = nextTime(declaration, now())
    const known = await store.findSchedule(database, plugin, declaration.name)
    const kept = known && next !== null && known.nextAt !== null ? Math.min(known.nextAt, next) : next
    if (!known || known.nextAt !== kept) await database.write((transaction) => store.enterJob(transaction, plugin, declaration.name, kept))
    due.set(keyOf(plugin, declaration.name), kept)
  }

  async function start(plugin: string, name: string, { parameters, requestedBy }: StartOptions = {}): Promise<JobRun> {
    const found = declared.get(keyOf(plugin, name))
    if (!found) throw new Problem('NOT_FOUND', { detail: `The plugin ${plugin} has no job ${name}.` })
    const id = await database.write(async (transaction) => {
      if ((await store.countOpen(transaction, plugin, name)) >= mostWaiting) throw new Problem('STATE_CONFLICT', { detail: `${mostWaiting} runs of the job ${name} wait already.` })
      return store.insertRun(transaction, newRun(plugin, found.declaration, 'request', { parameters, requestedBy }))
    })
    const run = await store.findRun(database, id)
    if (!run) throw new Problem('INTERNAL')
    lookSoon()
    return run
  }

  function newRun(plugin: string, declaration: JobDeclaration, cause: JobRun['cause'], { parameters, requestedBy }: StartOptions): store.NewRun {
    return { plugin, name: declaration.name, cause, parameters, requestedBy: requestedBy ?? null, attempts: 1 + (declaration.retries ?? defaultRetries), at: now() }
  }

  function lookSoon(): void {
    if (!isStopped && timer !== undefined) setImmediate(() => void tick())
  }

  /** One look at a time; a failure of the database is told, and tried again at the next look. */
  function tick(): Promise<void> {
    const next = (looking ?? Promise.resolve()).then(look).catch((error: unknown) => log.warn({ err: error }, 'could not look for due jobs'))
    looking = next
    return next
  }

  async function look(): Promise<void> {
    if (isStopped) return
    await giveUpLost()
    await enqueueDue()
    await beginDue()
    await giveUpForgotten()
  }

  async function giveUpLost(): Promise<void> {
    for (const run of await store.findExpired(database, now())) {
      const end = endOfLost(run, now())
      const isTaken = await database.write((transaction) => store.endRun(transaction, run.id, { expiredBefore: now() }, end))
      if (isTaken) log.warn({ job: run.id, plugin: run.plugin, name: run.name, state: end.state }, 'the process of a job died')
    }
  }

  async function enqueueDue(): Promise<void> {
    const at = now()
    for (const [key, nextAt] of [...due]) {
      const found = declared.get(key)
      if (!found || nextAt === null || nextAt > at) continue
      const { plugin, declaration } = found
      const following = nextTime(declaration, at)
      await database.write(async (transaction) => {
        if (!(await store.moveSchedule(transaction, plugin, declaration.name, nextAt, following))) return
        // A run that still waits or runs does what this one would do.
        if ((await store.countOpen(transaction, plugin, declaration.name)) === 0) await store.insertRun(transaction, newRun(plugin, declaration, 'schedule', {}))
      })
      due.set(key, (await store.findSchedule(database, plugin, declaration.name))?.nextAt ?? null)
    }
  }

  async function beginDue(): Promise<void> {
    if (running.size >= mostAtOnce) return
    const at = now()
    const plugins = [...new Set([...declared.values()].map(({ plugin }) => plugin))]
    for (const run of await store.findDue(database, plugins, at, mostWaiting * 5)) {
      const found = declared.get(keyOf(run.plugin, run.name))
      if (found && running.size < mostAtOnce) await begin(run, found.declaration)
    }
  }

  async function giveUpForgotten(): Promise<void> {
    const at = Date.now()
    if (at - lookedForForgotten < 60_000) return
    lookedForForgotten = at
    await database.write((transaction) => store.abortForgotten(transaction, now() - longestWait, now(), 'Nobody could run it for a day.'))
  }

  async function begin(run: JobRun, declaration: JobDeclaration): Promise<void> {
    const at = now()
    const isMine = await database.write(async (transaction) => {
      const isFree = declaration.isParallel === true || (await store.takeLease(transaction, run.plugin, run.name, holder, at, at + leaseMilliseconds))
      if (!isFree) return false
      if (await store.claimRun(transaction, run.id, holder, at, at + leaseMilliseconds)) return true
      if (declaration.isParallel !== true) await store.releaseLease(transaction, run.plugin, run.name, holder)
      return false
    })
    if (!isMine) return
    const job = runJob(declaration, run, run.attempt + 1)
    const renewal = setInterval(() => void renew(job).catch((error: unknown) => log.warn({ err: error, job: run.id }, 'the lease of a job was not renewed')), progressMilliseconds)
    const settled = job.ended.then((attempt) => settle(job, attempt)).catch((error: unknown) => log.error({ err: error, job: run.id }, 'the end of a job was not written')).finally(() => {
      clearInterval(renewal)
      running.delete(run.id)
      lookSoon()
    })
    running.set(run.id, Object.assign(job, { settled }))
  }

  const renewed = new WeakMap<RunningJob, { at: number; progress: JobRun['progress'] }>()

  /** The lease every five seconds, progress every second. */
  async function renew(job: RunningJob): Promise<void> {
    const last = renewed.get(job)
    const at = Date.now()
    if (last && last.progress === job.progress && at - last.at < renewalMilliseconds) return
    renewed.set(job, { at, progress: job.progress })
    const answer = await database.write((transaction) => store.renewRun(transaction, job.run, holder, now() + leaseMilliseconds, job.progress))
    if (answer === null) job.stop('lease')
    else if (answer.cancelRequested) job.stop('person')
  }

  async function settle(job: RunningJob, attempt: Attempt): Promise<void> {
    const { run } = job
    if (attempt.outcome === 'stopped' && attempt.reason === 'lease') return
    if (attempt.outcome === 'failed') log.warn({ err: attempt.cause, job: run.id, plugin: run.plugin, name: run.name }, 'a job failed')
    const end = endOf(attempt, run, now(), job.progress)
    await database.write(async (transaction) => {
      await store.endRun(transaction, run.id, { holder }, end)
      await store.releaseLease(transaction, run.plugin, run.name, holder)
      await store.forgetOldRuns(transaction, run.plugin, run.name, runsKept)
    })
  }

  async function stopRunning(which: (job: RunningJob) => boolean, reason: StopReason): Promise<void> {
    const jobs = [...running.values()].filter(which)
    for (const job of jobs) job.stop(reason)
    await Promise.all(jobs.map(({ settled }) => settled))
  }

  return {
    declare, start, tick,
    get: (id) => store.findRun(database, id),
    list: (query) => store.findRuns(database, query),
    cancel: async (id) => {
      const isTakenBack = await database.write(async (transaction) => (await store.cancelWaiting(transaction, id, now(), 'A person stopped it.')) || (await store.requestCancel(transaction, id)))
      running.get(id)?.stop('person')
      return isTakenBack
    },
    scheduled: async () => Promise.all([...declared.values()].map(async ({ plugin, declaration: { name, title, everySeconds, at, timeLimit } }) => ({ plugin, name, title, everySeconds: everySeconds ?? null, at: at ?? null, timeLimit: timeLimit ?? null, nextAt: (await store.findSchedule(database, plugin, name))?.nextAt ?? null }))),
    begin: () => {
      timer ??= setInterval(() => void tick(), tickMilliseconds).unref()
      lookSoon()
    },
    stop: async () => {
      isStopped = true
      clearInterval(timer)
      await looking
      await stopRunning(() => true, 'server')
    },
  }
}
