import type { PluginOf } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'
import { escalate } from './overdue.ts'
import { usbReports } from './reports.ts'
import { usbRoutes } from './routes.ts'
import { countFindings, countMedia } from './store.ts'
import { takeInventories } from './take-sightings.ts'
import { assetPanels, mapMarkers, widgets } from './views.ts'
import { addWording, firstWording } from './wording.ts'

export default {
  routes: usbRoutes, reports: usbReports, widgets, mapMarkers, assetPanels,

  jobs: (context) => [
    { name: 'overdue', title: 'Look for USB media that have become overdue', everySeconds: 900, run: ({ signal }) => escalate(context, signal) },
    { name: 'inventories', title: 'Compare USB media with what computers reported', everySeconds: 900, run: ({ signal }) => takeInventories(context, signal) },
  ],

  onInstall: async (context) => { await addWording(context, firstWording, 'ShopDB') },

  demo: (context) => ({ order: 60, fill: async (plant) => (await import('./demo.ts')).fillDemo(context, plant) }),

  health: async ({ database }) => {
    const [media, unknown] = await Promise.all([countMedia(database, Date.now()), countFindings(database, ['unknown medium'], 0)])
    return { status: 'ok', figures: { ...media, unknown } }
  },
} satisfies PluginOf<Manifest>
