import type { PluginJobRun, PluginOverview } from '@shopdb/contract/plugin-overview'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import type { PluginHost } from '../../plugin-host/index.ts'
import { lastRuns } from '../jobs/index.ts'
import { pluginDetailSchema } from './plugin-schema.ts'

export type OverviewParts = { platform: Pick<Platform, 'database'>; host: Pick<PluginHost, 'overview'>; jobs: Pick<Jobs, 'scheduled'> | null }

/** One plugin as its operator sees it: what the host knows of it, and its jobs. */
export async function readOverview({ platform, host, jobs }: OverviewParts, name: string): Promise<PluginOverview> {
  const [overview, runs] = await Promise.all([host.overview(name), jobs ? readJobs(platform, jobs, name) : []])
  return { ...overview, jobs: runs }
}

/** Jobs that are declared now, and those of which only runs are left because the plugin does not run. */
async function readJobs(platform: OverviewParts['platform'], jobs: Pick<Jobs, 'scheduled'>, plugin: string): Promise<PluginJobRun[]> {
  const [declared, runs] = await Promise.all([jobs.scheduled(), lastRuns(platform, plugin)])
  const own = declared.filter((job) => job.plugin === plugin)
  const lastRunOf = (name: string): PluginJobRun['lastRun'] => {
    const run = runs.find((candidate) => candidate.name === name)
    return run ? { id: run.id, state: run.state, startedAt: run.startedAt, finishedAt: run.finishedAt, error: run.error } : null
  }
  const known = own.map(({ name, title, everySeconds, at, nextAt }) => ({ name, title, schedule: scheduleOf(everySeconds, at), lastRun: lastRunOf(name), nextRunAt: nextAt === null ? null : new Date(nextAt).toISOString() }))
  const gone = runs.filter(({ name }) => !own.some((job) => job.name === name)).map(({ name }) => ({ name, title: name, schedule: null, lastRun: lastRunOf(name), nextRunAt: null }))
  return [...known, ...gone]
}

/** `every 3600 s`, `02:30 UTC`; null when it runs on demand alone. */
function scheduleOf(everySeconds: number | null, at: string | null): string | null {
  const parts = [...(everySeconds === null ? [] : [`every ${everySeconds} s`]), ...(at === null ? [] : [`${at} UTC`])]
  return parts.length > 0 ? parts.join(', ') : null
}

const text = { type: ['string', 'null'] } as const
const closed = <Properties>(properties: Properties) => ({ type: 'object', properties }) as const
const listOf = <Properties>(properties: Properties) => ({ type: 'array', items: closed(properties) }) as const
const time = { type: 'string', format: 'date-time' } as const
const timeOrNone = { type: ['string', 'null'], format: 'date-time' } as const
const healthPart = { status: { type: 'string', enum: ['ok', 'degraded', 'down'] }, detail: text, figures: { type: ['object', 'null'], additionalProperties: { type: ['number', 'string', 'boolean', 'null'] } } } as const

export const pluginOverviewSchema = {
  type: 'object',
  required: pluginDetailSchema.required,
  properties: {
    ...pluginDetailSchema.properties,
    permissions: listOf({ id: { type: 'string' }, title: { type: 'string' }, roles: { type: 'array', items: { type: 'string' } } }),
    tables: listOf({ name: { type: 'string' }, kind: { type: 'string', enum: ['records', 'plain'] }, rows: { type: ['integer', 'null'], description: 'Null: the table is not there. Counted up to 100,000.' }, isExact: { type: 'boolean' } }),
    jobs: listOf({
      name: { type: 'string' }, title: { type: 'string' }, schedule: text, nextRunAt: timeOrNone,
      lastRun: { type: ['object', 'null'], properties: { id: { type: ['integer', 'string'] }, state: { type: 'string' }, startedAt: timeOrNone, finishedAt: timeOrNone, error: text } },
    }),
    health: { type: ['object', 'null'], properties: { ...healthPart, parts: { type: 'object', additionalProperties: { type: 'object', properties: healthPart } } } },
    errors: { ...listOf({ kind: { type: 'string', enum: ['uncaught', 'failed', 'timeout', 'ending'] }, at: time, label: { type: 'string' }, message: { type: 'string' }, requestId: text, place: text }), description: 'What went wrong in its code since this process started, the latest first, 50 at most.' },
    deprecations: listOf({ id: { type: 'string' }, since: { type: 'string' }, removedIn: { type: 'string' }, replacement: { type: 'string' }, count: { type: 'integer' }, lastAt: time }),
    tier: { type: ['string', 'null'], enum: ['bronze', 'silver', 'gold', 'platinum', null] },
    tierSource: { type: ['string', 'null'], enum: ['check', 'static', null], description: 'check: computed by plugin check, of this content or when it was packed. static: only its files were read.' },
    testedContractVersions: { type: 'array', items: { type: 'string' } },
  },
} as const
