import { Problem } from '../problem.ts'
import { defaultTimeLimit, type JobDeclaration, type JobRun } from './job.ts'

export type StopReason = 'time limit' | 'person' | 'plugin' | 'server' | 'lease'

/** Why a run was told to stop; the reason of its signal. */
export class JobStopped extends Error {
  readonly reason: StopReason
  constructor(reason: StopReason, message: string) {
    super(message)
    this.name = 'JobStopped'
    this.reason = reason
  }
}

const stopTexts: Record<StopReason, string> = {
  'time limit': 'It took longer than its time limit.', person: 'A person stopped it.', plugin: 'Its plugin was stopped or replaced while it ran.',
  server: 'The server stopped while it ran.', lease: 'Another server process took it over.',
}

/** How an attempt ended. */
export type Attempt = { outcome: 'done'; result: unknown } | { outcome: 'stopped'; reason: StopReason; error: string } | { outcome: 'failed'; error: string; isFinal: boolean; cause: unknown }

export type RunningJob = {
  run: JobRun
  /** Settles when the work has ended or is no longer waited for. Never rejects. */
  ended: Promise<Attempt>
  stop: (reason: StopReason) => void
  progress: JobRun['progress']
}

/** How long work that was told to stop is waited for. */
const graceMilliseconds = 5000

/** Begins the work of a run, under its time limit. */
export function runJob(declaration: JobDeclaration, run: JobRun, attempt: number): RunningJob {
  const controller = new AbortController()
  const stop = (reason: StopReason): void => controller.abort(new JobStopped(reason, stopTexts[reason]))
  const timer = setTimeout(() => stop('time limit'), declaration.timeLimit ?? defaultTimeLimit)
  const running: RunningJob = { run, stop, progress: null, ended: Promise.resolve({ outcome: 'done', result: null }) }
  const progress = (done: number, total: number): void => {
    if (Number.isFinite(done) && Number.isFinite(total)) running.progress = { done: Math.round(done), total: Math.round(total) }
  }
  const work = (async () => declaration.run({ id: run.id, signal: controller.signal, parameters: run.parameters, progress, requestedBy: run.requestedBy, attempt }))()
  running.ended = Promise.race([work, givenUp(controller.signal)])
    .then((result): Attempt => stoppedAttempt(controller.signal) ?? { outcome: 'done', result }, (error: unknown) => failedAttempt(controller.signal, error))
    .finally(() => clearTimeout(timer))
  return running
}

/** Rejects some time after the signal: work that heeds it ends earlier, and by itself. */
function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), graceMilliseconds).unref(), { once: true })
  })
}

/** Work that ended after it was told to stop is not taken for complete. */
function stoppedAttempt(signal: AbortSignal): Attempt | null {
  const reason: unknown = signal.reason
  return signal.aborted && reason instanceof JobStopped ? { outcome: 'stopped', reason: reason.reason, error: reason.message } : null
}

function failedAttempt(signal: AbortSignal, error: unknown): Attempt {
  // A Problem is an answer: the same request would get it again.
  return stoppedAttempt(signal) ?? { outcome: 'failed', error: textOf(error), isFinal: error instanceof Problem, cause: error }
}

function textOf(error: unknown): string {
  if (error instanceof Problem) return `${error.code}: ${error.message}`.slice(0, 4000)
  return (error instanceof Error ? error.message : String(error)).slice(0, 4000)
}
