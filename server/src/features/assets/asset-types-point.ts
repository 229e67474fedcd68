import type { PluginFinding } from '@shopdb/contract/plugins'
import { defineExtensionPoint, type AssetTypeFile, type ExtensionPoint, type PluginHandle, type PluginSubject } from '../../plugin-host/index.ts'
import type { Platform } from '../../platform/platform.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { buildAssetType, type AssetTypeModels } from './asset-type-model.ts'
import type { AssetTypes } from './asset-types.ts'
import { groupFields } from './form-groups.ts'

export type AssetTypeListener = { added: (type: AssetTypeFile, typeId: number, model: ResourceModel) => void; removed: (model: ResourceModel) => void }

export type AssetTypesPointOptions = {
  platform: Platform
  types: AssetTypes
  /** Binds the operations of a resource to the plugin's own server. */
  bindRoutes: (plugin: PluginHandle, model: ResourceModel) => void
  listener: AssetTypeListener
}

/** Where plugins bring asset types: each becomes a resource with its table, routes, lists, search and collector. */
export function assetTypesPoint({ platform, types, bindRoutes, listener }: AssetTypesPointOptions): ExtensionPoint<readonly AssetTypeFile[]> {
  const prepared = new WeakMap<PluginHandle, { file: AssetTypeFile; models: AssetTypeModels }[]>()
  return defineExtensionPoint<readonly AssetTypeFile[]>({
    key: 'asset_types',
    check: checkTypes,
    prepare: (plugin, files) => {
      const built = files.map((file) => ({ file, models: buildForPlugin(plugin, file) }))
      for (const { models } of built) for (const model of [...models.children, models.type]) bindRoutes(plugin, model)
      prepared.set(plugin, built)
    },
    added: async (plugin) => {
      for (const { file, models } of prepared.get(plugin) ?? []) {
        for (const model of [...models.children, models.type]) addResource(platform, plugin, model)
        const type = await types.register(models.type)
        listener.added(file, type.id, models.type)
        plugin.own(`asset type ${file.id}`, () => listener.removed(models.type))
      }
    },
  })
}

function buildForPlugin({ name, subject }: PluginHandle, file: AssetTypeFile): AssetTypeModels {
  const { type, children } = buildAssetType(name, file.path, file.schema)
  return { type: groupFields(type, subject.ui?.forms), children }
}

function addResource(platform: Platform, plugin: PluginHandle, model: ResourceModel): void {
  platform.resources.add(model)
  plugin.own(`resource ${model.name}`, () => platform.resources.remove(model.name))
}

/** The tables that the types of a plugin need; for generating and checking its migrations. */
export function buildTypesOf(subject: PluginSubject): AssetTypeModels[] {
  return subject.assetTypes.map((file) => buildAssetType(subject.name, file.path, file.schema))
}

/** Every table that follows from the types stands in the manifest, for the manifest says what a plugin owns. */
function checkTypes(subject: PluginSubject): PluginFinding[] {
  const declared = new Set((subject.manifest?.tables ?? []).map(({ name }) => name))
  return buildTypesOf(subject).flatMap(({ type, children }) => [type, ...children].flatMap((model) => model.tables)).filter((table) => !declared.has(table.name)).map((table) => ({
    id: 'tables/undeclared', severity: 'error', plugin: subject.name, file: 'manifest.json', path: '/tables', message: `The asset types need the table "${table.name}", which the manifest does not list.`, fix: `Add { "name": "${table.name}" } to "tables".`,
  }))
}
