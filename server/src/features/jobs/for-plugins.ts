import type { HealthAnswer, Job, JobDeclaration, JobsApi, WorkerDeclaration } from '@shopdb/plugin-api'
import { defineExtensionPoint, type ExtensionPoint, type PluginHandle } from '../../plugin-host/index.ts'
import type { JobRun } from '../../platform/jobs/job.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { WorkerState, Workers } from '../../platform/jobs/workers.ts'

/** The hook `jobs`: what runs of it stops with the plugin, before its code goes. */
export function jobsPoint(jobs: Jobs): ExtensionPoint<readonly JobDeclaration[]> {
  return defineExtensionPoint<readonly JobDeclaration[]>({
    key: 'jobs',
    added: async (plugin, declarations) => {
      if (plugin.manifest.capabilities?.jobs !== true) throw new Error('The hook "jobs" needs the capability "jobs". Add "jobs": true under "capabilities" of the manifest.')
      // Only what the contract promises reaches the plugin.
      const release = await jobs.declare(plugin.name, declarations.map((declaration) => ({ ...declaration, run: ({ signal, parameters, progress }) => declaration.run({ signal, parameters, progress }) })))
      plugin.own('running jobs', release)
    },
  })
}

/** The hook `workers`: loops that run as long as the plugin is active. */
export function workersPoint(workers: Workers): ExtensionPoint<readonly WorkerDeclaration[]> {
  return defineExtensionPoint<readonly WorkerDeclaration[]>({
    key: 'workers',
    added: async (plugin, declarations) => {
      const release = await workers.start(plugin.name, declarations)
      plugin.own('workers', release)
      for (const { name } of declarations) plugin.addHealth(`worker ${name}`, () => healthOf(workers.states(plugin.name).find((state) => state.name === name)))
    },
  })
}

/** Waiting is well: another process runs it. */
function healthOf(worker: WorkerState | undefined): HealthAnswer {
  if (!worker) return { status: 'down', detail: 'It is not there.' }
  const { state, restarts, error, since } = worker
  const figures = { state, restarts, since: new Date(since).toISOString() }
  return error !== null && state !== 'running' ? { status: 'degraded', detail: `It failed and is begun again: ${error}`.slice(0, 500), figures } : { status: 'ok', figures }
}

/** `context.jobs`: a plugin starts and sees its own jobs. */
export function jobsForPlugin(jobs: Jobs, plugin: PluginHandle): JobsApi {
  return {
    start: async (name, parameters) => jobOf(await jobs.start(plugin.name, name, { parameters, requestedBy: { id: null, label: `plugin ${plugin.name}` } })),
    get: async (id) => {
      const run = await jobs.get(id)
      return run && run.plugin === plugin.name ? jobOf(run) : null
    },
  }
}

function jobOf({ id, name, state, progress, result, error }: JobRun): Job {
  return { id, name, state, progress, result, error }
}
