import type { PluginOf } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'
import { tellStale, tellWarranties } from './notices.ts'
import { assetPanels, mapMarkers, reports, widgets } from './views.ts'

export default {
  widgets, reports, mapMarkers, assetPanels,
  /** The PCs are those of the plant; what is to be told of them is told as the jobs would. */
  demo: (context) => ({
    fill: async ({ signal }) => {
      const [stale, warranties] = [await tellStale(context, signal), await tellWarranties(context, signal)]
      return { notices: stale.raised + warranties.raised }
    },
  }),
  jobs: (context) => [
    { name: 'stale', title: 'Look for PCs that are not seen any more', everySeconds: 3600, run: ({ signal }) => tellStale(context, signal) },
    { name: 'warranties', title: 'Look for warranties that end soon', at: '04:40', run: ({ signal }) => tellWarranties(context, signal) },
  ],
} satisfies PluginOf<Manifest>
