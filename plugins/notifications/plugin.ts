import type { PluginOf } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'
import { boardRoutes } from './board-routes.ts'
import { announceCommand } from './command.ts'
import { noticeConsumer } from './from-notices.ts'
import { clockOf } from './now.ts'
import { readRoutes } from './read-routes.ts'
import { notificationReports } from './reports.ts'
import { sendRoutes } from './send-routes.ts'
import { countRunning } from './store.ts'
import { changed } from './topic.ts'
import { addTypes } from './types.ts'
import { notificationMarkers, notificationWidgets } from './views.ts'
import { wallRoutes } from './wall-routes.ts'
import { jobName, work } from './work.ts'
import { writeRoutes } from './write-routes.ts'

export default {
  onInstall: (context) => addTypes(context),

  routes: (context) => [...sendRoutes(context, clockOf(context)), ...writeRoutes(context, clockOf(context)), ...wallRoutes(context, clockOf(context)), ...readRoutes(context, clockOf(context)), ...boardRoutes(context, clockOf(context))],
  consumers: (context) => [noticeConsumer(context)],
  jobs: (context) => [{ name: jobName, title: 'Begin and end notifications, and tell subscribers', everySeconds: 60, run: ({ signal }) => work(context, clockOf(context)(), signal) }],
  topics: () => [{ name: changed, title: 'Notifications have changed', permission: 'notifications.read' }],

  reports: (context) => notificationReports(context, clockOf(context)),
  widgets: (context) => notificationWidgets(context, clockOf(context)),
  mapMarkers: (context) => notificationMarkers(context, clockOf(context)),
  commands: (context) => [announceCommand(context, clockOf(context))],

  demo: (context) => ({ order: 900, fill: async (plant) => (await import('./demo.ts')).fillWithNotifications(context, plant) }),

  health: async (context) => ({ status: 'ok', figures: Object.fromEntries(await countRunning(context.database, clockOf(context)())) }),
} satisfies PluginOf<Manifest>
