/** waiting: not begun, or to be tried again. aborted: by a person, or with its plugin. lost: its server process died, and no attempt is left. */
export const jobStates = ['waiting', 'running', 'done', 'failed', 'aborted', 'lost'] as const
export type JobState = (typeof jobStates)[number]

export type JobRequester = { id: number | null; label: string }

/** One run of a job, as it is stored. Times are UTC milliseconds. */
export type JobRun = {
  id: number
  plugin: string
  name: string
  state: JobState
  cause: 'schedule' | 'request'
  parameters: unknown
  requestedBy: JobRequester | null
  createdAt: number
  /** Not before. */
  dueAt: number
  startedAt: number | null
  finishedAt: number | null
  attempt: number
  attempts: number
  progress: { done: number; total: number } | null
  result: unknown
  error: string | null
}

/** What the work of a job is given. */
export type JobWork = {
  id: number
  /** Aborted at the time limit, by a person, when the plugin stops and when the server stops. */
  signal: AbortSignal
  parameters: unknown
  progress: (done: number, total: number) => void
  requestedBy: JobRequester | null
  /** 1 at the first attempt. */
  attempt: number
}

export type JobDeclaration = {
  name: string
  title: string
  everySeconds?: number
  /** Time of day in UTC, `HH:MM`. */
  at?: string
  /** Milliseconds; default ten minutes. */
  timeLimit?: number
  /** Further attempts after a failure, or after its process died. Default 2. */
  retries?: number
  /** Several runs at once, as of imports by different people. Default: one run at a time over all server processes. */
  isParallel?: boolean
  run: (work: JobWork) => unknown
}

/** The plugin name under which jobs of the platform itself run. */
export const coreOwner = 'core'
export const defaultTimeLimit = 600_000
export const defaultRetries = 2
