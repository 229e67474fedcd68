import type { PluginOf } from '@shopdb/plugin-api'
import { dependencyRoutes } from './dependency-routes.ts'
import { refreshDueDates, today } from './maintenance.ts'
import { maintenanceRoutes } from './maintenance-routes.ts'
import type { Manifest } from './manifest-type.ts'
import { mtconnectRoutes } from './mtconnect-routes.ts'
import { countOverdue } from './store.ts'
import { assetPanels, mapMarkers, reports, searchResults, widgets } from './views.ts'

export default {
  routes: (context) => [...maintenanceRoutes(context), ...dependencyRoutes(context), ...mtconnectRoutes(context)],
  widgets, reports, mapMarkers, searchResults, assetPanels,
  jobs: (context) => [{ name: 'duedates', title: 'Work out when maintenance is due', everySeconds: 3600, run: ({ signal }) => refreshDueDates(context, signal) }],
  health: async (context) => ({ status: 'ok', figures: { overdue: await countOverdue(context, today()) } }),
} satisfies PluginOf<Manifest>
