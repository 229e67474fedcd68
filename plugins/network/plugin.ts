import type { PluginOf } from '@shopdb/plugin-api'
import { fillPlant } from './demo.ts'
import type { Manifest } from './manifest-type.ts'
import { reports } from './reports.ts'
import { networkRoutes } from './routes.ts'
import { countConflicts, countStates } from './store.ts'
import { mapMarkers, searchFields, searchResults, widgets } from './views.ts'
import { compare } from './watch.ts'
import { findWhere } from './where.ts'

export default {
  routes: networkRoutes,
  widgets, reports, mapMarkers, searchResults, searchFields,

  commands: (context) => [{
    name: 'where', description: 'Where something is plugged in, by any part of a MAC address, an IP address or an asset', permission: 'network.read',
    parameters: { type: 'object', required: ['find'], properties: { find: { type: 'string', minLength: 1, maxLength: 100, title: 'Part of a MAC address, an IP address, or an asset' } } },
    run: async ({ find }) => (await findWhere(context, String(find))).items.flatMap(({ mac, vendor, isLocal, assets, places }) => (places.length > 0 ? places : [null]).map((place) => ({
      mac, madeBy: isLocal ? 'made up by software' : (vendor ?? ''), asset: assets.map(({ assetNumber }) => assetNumber).join(', '), device: place?.device.assetNumber ?? '', port: place?.port ?? '', vlan: place?.vlan ?? '', lastSeen: place?.lastSeenAt ?? '', way: place?.isWay === true ? 'leads on' : '',
    }))),
  }],

  jobs: (context) => [
    { name: 'compare', title: 'Compare planned addresses with those that collectors report', everySeconds: 600, retries: 0, run: ({ signal }) => compare(context, false, signal) },
    { name: 'compareall', title: 'Compare all addresses anew and forget what is old', at: '02:40', timeLimit: 3_600_000, run: ({ signal }) => compare(context, true, signal) },
  ],

  demo: (context) => ({ order: 60, fill: (plant) => fillPlant(context, plant) }),

  health: async ({ database }) => ({ status: 'ok', figures: { conflicts: await countConflicts(database), ...Object.fromEntries([...(await countStates(database))].map(([state, devices]) => [state.replaceAll(' ', ''), devices])) } }),
} satisfies PluginOf<Manifest>
