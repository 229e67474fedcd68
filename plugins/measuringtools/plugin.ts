import type { PluginOf } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'
import { fillWithDemoTools } from './demo.ts'
import { listDue } from './due-list.ts'
import { measuringToolReports } from './reports.ts'
import { measuringToolRoutes } from './routes.ts'
import { countStates, findFailedAsFound } from './store.ts'
import { daysAgo } from './due.ts'
import { refreshByCalendar, toolType } from './tool.ts'

const linkTo = (state: string) => ({ type: toolType, query: `calibrationState=${state}` })

/** None is no alarm: the tone is that of a number above zero. */
function counted(value: number | undefined, tone: 'warning' | 'critical') {
  return { value: value ?? 0, ...(value !== undefined && value > 0 && { tone }) }
}

export default {
  routes: measuringToolRoutes,
  reports: measuringToolReports,

  widgets: (context) => [
    { id: 'due', title: 'Calibrations due soon', kind: 'counter', permission: 'measuringtools.read', load: async () => ({ ...counted((await countStates(context.database)).get('due'), 'warning'), label: `within ${context.settings.dueSoonDays} days`, link: linkTo('due') }) },
    { id: 'overdue', title: 'Calibrations overdue', kind: 'counter', permission: 'measuringtools.read', load: async () => ({ ...counted((await countStates(context.database)).get('overdue'), 'critical'), link: linkTo('overdue') }) },
    { id: 'failed', title: 'Tools that failed', kind: 'counter', permission: 'measuringtools.read', load: async () => ({ ...counted((await countStates(context.database)).get('failed'), 'critical'), link: linkTo('failed') }) },
    { id: 'unassessed', title: 'Out of tolerance, not assessed', kind: 'counter', permission: 'measuringtools.read', load: async () => ({ ...counted((await findFailedAsFound(context.database, daysAgo(730), true, 1000)).length, 'critical'), label: 'what they measured is in doubt' }) },
    {
      id: 'next', title: 'Next calibrations', kind: 'table', permission: 'measuringtools.read',
      load: async () => ({
        columns: [{ name: 'tool', title: 'Tool' }, { name: 'name', title: 'Name' }, { name: 'due', title: 'Due', type: 'date' }, { name: 'state', title: 'Calibration', type: 'word' }],
        rows: (await listDue(context, context.settings.dueSoonDays, 8)).map((tool) => ({ tool: tool.assetNumber, name: tool.name, due: tool.nextDueOn, state: tool.calibrationState, link: { type: toolType, id: tool.id } })),
      }),
    },
  ],

  demo: (context) => ({ fill: (plant) => fillWithDemoTools(context, plant) }),

  /** Due and overdue come with the calendar, without anybody changing anything. */
  jobs: (context) => [{ name: 'states', title: 'Look for calibrations that have become due', everySeconds: 3600, run: ({ signal }) => refreshByCalendar(context, signal) }],

  health: async (context) => ({ status: 'ok', figures: Object.fromEntries([...(await countStates(context.database))].map(([state, tools]) => [state.replace(' ', ''), tools])) }),
} satisfies PluginOf<Manifest>
