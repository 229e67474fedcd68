import type { Feature } from '../../feature.ts'
import { text, uniqueName } from '../../platform/resources/fields.ts'
import { sightingsTable } from './asset-resource.ts'

export { buildAssetModel, sightingsTable } from './asset-resource.ts'
export { assetTypesPoint, buildTypesOf } from './asset-types-point.ts'
export { buildAssetType, type AssetTypeModels } from './asset-type-model.ts'
export { archiveStaleJob, staleAfterSetting, staleSetting } from './archive-stale.ts'
export { assetRules } from './asset-rules.ts'
export { createAssetTypes, type AssetType, type AssetTypes } from './asset-types.ts'
export { assetsForPlugin, auditForPlugin } from './for-plugins.ts'
export { assetHoldings } from './plugin-holding.ts'
export { modelForCreate } from './model-for-create.ts'
export { resolveAssetPosition, type AssetPosition } from './positions.ts'
export { registerAssetRoutes } from './routes.ts'
export { createScope, createVisibilityCheck } from './scope.ts'
export { findMarkers, type MarkerAsset } from './store.ts'
export { isVisible, visibleTo, type Visibility } from './visible-to.ts'

export const assetsFeature: Feature = {
  name: 'assets',
  tables: [sightingsTable],
  resources: [{
    name: 'assettypes', singular: 'asset type', titlePlural: 'Asset types', label: 'name', icon: 'shapes', readOnly: true,
    schema: { title: 'Asset type', description: 'Declared by plugins; a row stays when its plugin goes, so that assets and history keep their type.', type: 'object', required: ['name', 'title'], properties: { name: uniqueName('Name', 65), title: text('Title', 120, { list: 2, readOnly: true }), plugin: text('Plugin', 32, { list: 3, readOnly: true }) } },
  }],
  permissions: [
    { id: 'assets.read', title: 'Read assets', roles: ['administrator', 'editor', 'technician', 'viewer', 'walldisplay'] },
    { id: 'assets.write', title: 'Create and change assets', roles: ['administrator', 'editor', 'technician'] },
    { id: 'assets.delete', title: 'Delete and restore assets', roles: ['administrator', 'editor'] },
    { id: 'assettypes.read', title: 'Read asset types', roles: ['administrator', 'editor', 'technician', 'viewer', 'collector', 'walldisplay'] },
  ],
}
