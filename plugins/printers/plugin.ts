import type { PluginOf } from '@shopdb/plugin-api'
import { printerType } from './context.ts'
import type { Manifest } from './manifest-type.ts'
import { askAll, askPrinter } from './poll.ts'
import { printerReports } from './reports.ts'
import { printerRoutes } from './routes.ts'
import { countStates, removeBefore } from './store.ts'
import { takeReadings } from './take-readings.ts'
import { dateIn, day } from './time.ts'
import { assetPanels, mapMarkers, searchFields, searchResults } from './views.ts'
import { printerWidgets } from './widgets.ts'

export default {
  routes: printerRoutes, reports: printerReports, widgets: printerWidgets, mapMarkers, searchFields, searchResults, assetPanels,
  collected: (context) => [{ type: printerType, take: (records) => takeReadings(context, records) }],

  commands: (context) => [
    {
      name: 'poll', description: 'Ask printers for their supplies by IPP', permission: 'printers.poll', parameters: { type: 'object', properties: { printer: { type: 'integer', minimum: 1, title: 'Id of one printer; otherwise all that have an IPP address' } } },
      run: ({ printer }) => (printer === undefined ? askAll(context, AbortSignal.timeout(540_000)) : askPrinter(context, Number(printer), AbortSignal.timeout(60_000))),
    },
  ],

  jobs: (context) => [
    { name: 'poll', title: 'Ask printers for their supplies', everySeconds: 900, run: ({ signal, progress }) => (context.settings.poll ? askAll(context, signal, progress) : Promise.resolve({ off: true })) },
    { name: 'forget', title: 'Forget old levels and page counters', at: '03:40', run: async () => ({ forgotten: await context.database.write((transaction) => removeBefore(transaction, Date.now() - context.settings.keepDays * day, dateIn(-context.settings.keepDays))) }) },
  ],

  demo: (context) => ({ fill: async (plant) => (await import('./demo.ts')).fillWithDemoPrinters(context, plant) }),
  health: async ({ database }) => ({ status: 'ok', figures: Object.fromEntries(await countStates(database)) }),
} satisfies PluginOf<Manifest>
