import type { JobRun } from '../../platform/jobs/job.ts'

/** A run as the API shows it: times in ISO 8601. */
export type PresentedRun = ReturnType<typeof presentRun>

export function presentRun(run: JobRun) {
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
  return {
    id: run.id, plugin: run.plugin, name: run.name, state: run.state, cause: run.cause, requestedBy: run.requestedBy?.label ?? null,
    createdAt: new Date(run.createdAt).toISOString(), dueAt: new Date(run.dueAt).toISOString(), startedAt: time(run.startedAt), finishedAt: time(run.finishedAt),
    milliseconds: run.startedAt === null || run.finishedAt === null ? null : run.finishedAt - run.startedAt,
    attempt: run.attempt, attempts: run.attempts, progress: run.progress, parameters: run.parameters, result: run.result, error: run.error,
  }
}

const time = { type: ['string', 'null'], format: 'date-time' } as const

export const runSchema = {
  type: 'object',
  required: ['id', 'plugin', 'name', 'state', 'createdAt'],
  properties: {
    id: { type: 'integer' }, plugin: { type: 'string' }, name: { type: 'string' }, state: { type: 'string', enum: ['waiting', 'running', 'done', 'failed', 'aborted', 'lost'] },
    cause: { type: 'string', enum: ['schedule', 'request'] }, requestedBy: { type: ['string', 'null'] },
    createdAt: { type: 'string', format: 'date-time' }, dueAt: { type: 'string', format: 'date-time' }, startedAt: time, finishedAt: time, milliseconds: { type: ['integer', 'null'] },
    attempt: { type: 'integer' }, attempts: { type: 'integer' },
    progress: { type: ['object', 'null'], properties: { done: { type: 'integer' }, total: { type: 'integer' } } },
    parameters: {}, result: {}, error: { type: ['string', 'null'] },
  },
} as const
