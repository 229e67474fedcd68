import { pauseAfter } from './schedule.ts'
import type { JobRun } from './job.ts'
import type { Attempt } from './run-job.ts'
import type { RunEnd } from './store.ts'

const largestResult = 64 * 1024

/** What becomes of a run after an attempt: done, waiting for the next attempt, or over. `run` is as it was claimed. */
export function endOf(attempt: Attempt, run: JobRun, now: number, progress: JobRun['progress']): RunEnd {
  const number = run.attempt + 1
  const over = (state: RunEnd['state'], error: string | null, result: string | null = null): RunEnd => ({ state, dueAt: null, finishedAt: now, attempt: number, result, error, progress })
  const again = (dueAt: number, used: number, error: string): RunEnd => ({ state: 'waiting', dueAt, finishedAt: null, attempt: used, result: null, error, progress })
  if (attempt.outcome === 'done') return over('done', null, textOf(attempt.result))
  if (attempt.outcome === 'stopped') {
    if (attempt.reason === 'person' || attempt.reason === 'plugin') return over('aborted', attempt.error)
    // A server that is stopped in good order costs the run no attempt.
    if (attempt.reason === 'server') return again(now, run.attempt, attempt.error)
  }
  const isFinal = (attempt.outcome === 'failed' && attempt.isFinal) || number >= run.attempts
  return isFinal ? over('failed', attempt.error) : again(now + pauseAfter(number), number, attempt.error)
}

/** The process of a running attempt has died: `run` is as it was left. */
export function endOfLost(run: JobRun, now: number): RunEnd {
  const error = 'The server process that ran it died.'
  if (run.attempt >= run.attempts) return { state: 'lost', dueAt: null, finishedAt: now, attempt: run.attempt, result: null, error, progress: null }
  return { state: 'waiting', dueAt: now, finishedAt: null, attempt: run.attempt, result: null, error, progress: null }
}

function textOf(result: unknown): string | null {
  const text = result === undefined ? undefined : JSON.stringify(result)
  if (text === undefined) return null
  return text.length <= largestResult ? text : JSON.stringify({ truncated: true, characters: text.length })
}
