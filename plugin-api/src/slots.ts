/** A place in the web application that a plugin may fill. The number after the slash is the version of its props. */
export type SlotId = keyof SlotProps

/** What the host hands to a component in each slot. */
export type SlotProps = {
  'asset.panel/v1': { assetId: number; type: string }
  'asset.action/v1': { assetId: number; type: string }
  'map.marker/v1': { assetId: number; type: string }
  'search.result/v1': { id: number; type: string; query: string }
  'dashboard.widget/v1': { widgetId: string; size: 'small' | 'medium' | 'large' }
  'nav.item/v1': { path: string }
  'settings.page/v1': { plugin: string }
  'page/v1': { path: string; query: Record<string, string> }
  'palette.command/v1': { query: string }
}
