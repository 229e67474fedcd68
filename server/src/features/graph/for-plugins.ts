import type { AssetRelationship, RelationshipsApi } from '@shopdb/plugin-api'
import { systemCaller } from '../../platform/caller.ts'
import { naturalKey } from '../../platform/natural-key.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { PluginHandle } from '../../plugin-host/index.ts'
import type { AssetTypes } from '../assets/index.ts'
import type { RecordServices } from '../records/index.ts'
import { findRelationships, findSame } from '../relationships/index.ts'
import { deepest, defaultDepth, defaultLimit, highestLimit, readGraph } from './graph.ts'
import { findRelationshipType } from './store.ts'

/** Relationships as plugins reach them. A plugin acts as itself and sees every asset. */
export function relationshipsForPlugin(services: RecordServices, types: AssetTypes, plugin: PluginHandle): RelationshipsApi {
  const { platform, writer } = services
  const request = { caller: { ...systemCaller, label: `plugin ${plugin.name}` }, source: `plugin:${plugin.name}`, requestId: null, version: 'any' } as const
  const list = async (assetId: number): Promise<AssetRelationship[]> => (await findRelationships(platform.database, assetId)).map(({ asset: { typeId, ...asset }, ...relationship }) => ({ ...relationship, asset: { ...asset, type: types.byId(typeId)?.kind ?? null } }))
  const modelOf = (name: string): ResourceModel => platform.resources.get(name) ?? failed()
  return {
    list,
    ensureType: async ({ name, inverseName, inheritsPosition = false }) => (await findRelationshipType(platform.database, naturalKey(name))) ?? writer.create(modelOf('relationshiptypes'), { name, inverseName, inheritsPosition }, request),
    create: async (relationship) => {
      const { typeId, fromAssetId, toAssetId } = relationship
      const [same] = await findSame(platform.database, fromAssetId, toAssetId, typeId)
      const id = same ?? (await writer.create(modelOf('relationships'), { ...relationship }, request))
      return (await list(fromAssetId)).find((candidate) => candidate.id === id) ?? failed()
    },
    end: (id) => writer.remove(modelOf('relationships'), id, request),
    graph: (assetId, { depth = defaultDepth, types: names, limit = defaultLimit } = {}) => readGraph(platform, types, request.caller, assetId, { depth: within(depth, deepest), types: names ?? null, limit: within(limit, highestLimit) }),
  }
}

function within(value: number, highest: number): number {
  return Math.min(Math.max(Math.trunc(value), 1), highest)
}

function failed(): never {
  throw new Problem('INTERNAL')
}
