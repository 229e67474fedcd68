import type { PluginFinding } from '@shopdb/contract/plugins'
import type { Platform } from '../../platform/platform.ts'
import { nearest } from '../../platform/resources/nearest.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { defineExtensionPoint, type ExtensionPoint, type PluginHandle, type PluginSubject, type ResourceTableFile } from '../../plugin-host/index.ts'
import { buildResourceTable } from './resource-table-model.ts'

export type ResourceTablesPointOptions = {
  platform: Pick<Platform, 'resources'>
  /** Binds the operations of a resource to the plugin's own server. */
  bindRoutes: (plugin: PluginHandle, model: ResourceModel) => void
}

/** Where plugins bring tables of kind `resource`: records of their own, with everything that a resource of core has. */
export function resourceTablesPoint({ platform: { resources }, bindRoutes }: ResourceTablesPointOptions): ExtensionPoint<readonly ResourceTableFile[]> {
  const prepared = new WeakMap<PluginHandle, ResourceModel[]>()
  return defineExtensionPoint<readonly ResourceTableFile[]>({
    key: 'tables',
    check: (subject, files) => files.flatMap((file) => checkTargets(resources, subject, file)),
    prepare: (plugin, files) => {
      const models = files.map((file) => buildResourceTable(plugin.name, file))
      for (const model of models) bindRoutes(plugin, model)
      prepared.set(plugin, models)
    },
    added: (plugin) => {
      for (const model of prepared.get(plugin) ?? []) {
        resources.add(model)
        plugin.own(`resource ${model.name}`, () => resources.remove(model.name))
      }
    },
  })
}

/** A reference leads to a resource of the platform, to another table of the plugin, or to a plugin it depends on. */
function checkTargets(resources: Platform['resources'], subject: PluginSubject, { file, schema }: ResourceTableFile): PluginFinding[] {
  if (Object.keys(subject.manifest?.dependencies ?? {}).length > 0) return []
  const known = [...resources.all().filter(({ plugin }) => plugin === null).map(({ name }) => name), ...subject.resourceTables.map(({ name }) => name)]
  return Object.entries(schema.properties).flatMap(([field, { 'x-shopdb': annotation }]) => {
    const target = annotation?.reference
    if (target === undefined || known.includes(target)) return []
    const message = `"${target}" is no resource of the platform and no table of kind "resource" of the plugin.`
    return [{ id: 'tables/reference', severity: 'error', plugin: subject.name, file, path: `/properties/${field}/x-shopdb/reference`, message, fix: `Did you mean "${nearest(target, known)}"? Records of another plugin need it under "dependencies".` }]
  })
}
