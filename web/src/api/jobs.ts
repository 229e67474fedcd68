import { request } from './request.ts'

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'aborted' | 'lost'
export type JobRun = {
  id: number
  plugin: string
  name: string
  title?: string | null
  state: JobState
  cause?: string | null
  progress?: { done: number; total: number } | null
  requestedBy?: string | { label: string } | null
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  attempt?: number
  result?: unknown
  error?: string | null
}

export type JobPage = { items: readonly JobRun[]; nextCursor?: string | null }

export function listJobs(query: { plugin?: string; state?: string; cursor?: string | null; limit?: number } = {}): Promise<JobPage> {
  return request('GET', '/api/jobs', { query })
}

export function getJob(id: number): Promise<JobRun> {
  return request('GET', `/api/jobs/${id}`)
}

export function startJob(plugin: string, name: string): Promise<JobRun> {
  return request('POST', `/api/jobs/${encodeURIComponent(plugin)}/${encodeURIComponent(name)}`, { json: {} })
}

export function cancelJob(id: number): Promise<unknown> {
  return request('DELETE', `/api/jobs/${id}`)
}

export function isOver(run: JobRun): boolean {
  return run.state !== 'waiting' && run.state !== 'running'
}

/** Waits until a run is over, and tells how far it is meanwhile. */
export async function followJob(id: number, progress: (run: JobRun) => void, signal: AbortSignal): Promise<JobRun> {
  for (;;) {
    const run = await getJob(id)
    progress(run)
    if (isOver(run) || signal.aborted) return run
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
