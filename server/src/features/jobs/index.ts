import type { Feature } from '../../feature.ts'
import type { Platform } from '../../platform/platform.ts'
import { findLastRuns } from '../../platform/jobs/store.ts'
import { jobRunsTable, jobsTable } from '../../platform/jobs/tables.ts'
import { presentRun, type PresentedRun } from './present-run.ts'

export { jobsForPlugin, jobsPoint, workersPoint } from './for-plugins.ts'
export { callerOfRequester } from './caller-of-requester.ts'
export { registerJobRoutes } from './routes.ts'
export { presentRun, runSchema, type PresentedRun } from './present-run.ts'

/** The newest run of each job of a plugin, by the job's name; also when the plugin is not active. */
export async function lastRuns(platform: Pick<Platform, 'database'>, plugin: string): Promise<PresentedRun[]> {
  return (await findLastRuns(platform.database, plugin)).map(presentRun)
}

export const jobsFeature: Feature = {
  name: 'jobs',
  tables: [jobsTable, jobRunsTable],
  holdings: () => [{ title: 'jobs and their runs', rows: async (_reader, { name }) => [jobsTable, jobRunsTable].map((table) => ({ table: table.name, where: 'plugin = ?', parameters: [name] })) }],
  permissions: [
    { id: 'jobs.read', title: 'See jobs and their runs', roles: ['administrator'] },
    { id: 'jobs.run', title: 'Run and stop jobs', roles: ['administrator'] },
  ],
}
