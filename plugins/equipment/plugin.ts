import type { PluginOf } from '@shopdb/plugin-api'
import { fillDemo } from './demo.ts'
import { dependencyRoutes } from './dependency-routes.ts'
import { refreshDueDates, today } from './maintenance.ts'
import { maintenanceRoutes } from './maintenance-routes.ts'
import type { Manifest } from './manifest-type.ts'
import { mtconnectRoutes } from './mtconnect-routes.ts'
import { tellAll } from './notices.ts'
import { countOverdue } from './store.ts'
import { assetPanels, mapMarkers, reports, searchResults, widgets } from './views.ts'

export default {
  routes: (context) => [...maintenanceRoutes(context), ...dependencyRoutes(context), ...mtconnectRoutes(context)],
  widgets, reports, mapMarkers, searchResults, assetPanels,
  demo: (context) => ({ fill: (plant) => fillDemo(context, plant) }),
  jobs: (context) => [{ name: 'duedates', title: 'Work out when maintenance is due', everySeconds: 3600, run: async ({ signal }) => { const result = await refreshDueDates(context, signal); await tellAll(context); return result } }],
  health: async (context) => ({ status: 'ok', figures: { overdue: await countOverdue(context, today()) } }),
} satisfies PluginOf<Manifest>
