import type { AssetTypeSchema } from '@shopdb/contract/asset-type'
import type { Platform } from '../../platform/platform.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { collectorTypeOf, type CollectorType } from './collector-type.ts'

/** A plugin's collector: the asset types it feeds. */
export type Collector = { plugin: string; types: CollectorType[]; /** Changes whenever the declarations do. */ key: string }

export type Collectors = {
  all: () => Collector[]
  get: (plugin: string) => Collector | undefined
  /** Look-up resources whose records a collector may create by name. */
  lookups: () => ResourceModel[]
  add: (schema: AssetTypeSchema, typeId: number, model: ResourceModel) => void
  remove: (model: ResourceModel) => void
}

/** The collectors of this server: one for each active plugin with an asset type that says how a record is recognised. */
export function createCollectors(platform: Platform): Collectors {
  const declared = new Map<string, { schema: AssetTypeSchema; typeId: number; model: ResourceModel }>()
  let built: { generation: number; collectors: Map<string, Collector> } | null = null

  const build = (): Map<string, Collector> => {
    if (built?.generation === platform.resources.generation) return built.collectors
    const collectors = new Map<string, Collector>()
    for (const { schema, typeId, model } of declared.values()) {
      if (model.identity.length === 0 || model.plugin === null) continue
      const type = collectorTypeOf(schema, typeId, model, (resource) => platform.resources.get(resource))
      const known = collectors.get(model.plugin) ?? { plugin: model.plugin, types: [], key: `${model.plugin} ${platform.resources.generation}` }
      collectors.set(model.plugin, { ...known, types: [...known.types, type] })
    }
    built = { generation: platform.resources.generation, collectors }
    return collectors
  }

  return {
    all: () => [...build().values()],
    get: (plugin) => build().get(plugin),
    lookups: () => ['vendors', 'models', 'operatingsystems', 'applications', 'applicationversions', 'communicationtypes'].flatMap((name) => platform.resources.get(name) ?? []),
    add: (schema, typeId, model) => void declared.set(model.kind, { schema, typeId, model }),
    remove: (model) => void declared.delete(model.kind),
  }
}
