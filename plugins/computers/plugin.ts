import type { PluginOf } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'
import { assetPanels, mapMarkers, reports, widgets } from './views.ts'

export default { widgets, reports, mapMarkers, assetPanels } satisfies PluginOf<Manifest>
