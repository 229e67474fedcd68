import type { AssetRecord, AssetsApi, AuditApi } from '@shopdb/plugin-api'
import { systemCaller, type Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { PluginHandle } from '../../plugin-host/index.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { noteAction } from '../changes/index.ts'
import { readRecords, type RecordServices } from '../records/index.ts'
import { modelForCreate } from './model-for-create.ts'
import type { AssetTypes } from './asset-types.ts'
import { findTypesOfMany } from './store.ts'
import { findMarkers } from './store.ts'

/** A plugin acts as itself: history shows its name. It sees every asset; what its callers see is decided at its routes. */
function callerOf(plugin: PluginHandle): Caller {
  return { ...systemCaller, label: `plugin ${plugin.name}` }
}

/** Assets as plugins reach them: the same reader, lists and write path that the API uses. */
export function assetsForPlugin(services: RecordServices, types: AssetTypes, plugin: PluginHandle): Omit<AssetsApi, 'unseen'> {
  const { platform, writer } = services
  const caller = callerOf(plugin)
  const request = { caller, source: `plugin:${plugin.name}`, requestId: null, version: 'any' } as const
  const assets = (): NonNullable<ReturnType<typeof platform.resources.get>> => {
    const model = platform.resources.get('assets')
    if (!model) throw new Problem('INTERNAL')
    return model
  }
  const specific = (id: number): ReturnType<typeof platform.resources.specific> => platform.resources.specific(platform.database, assets(), id)
  const get = async (id: number): Promise<AssetRecord | null> => {
    const record = await services.read(await specific(id), id)
    return record as AssetRecord | null // the reader fills every member of the type from the asset's model
  }
  const mustGet = async (id: number): Promise<AssetRecord> => {
    const record = await get(id)
    if (!record) throw new Problem('NOT_FOUND')
    return record
  }
  return {
    get,
    getMany: (ids) => readMany(platform, types, ids),
    names: async (ids) => (await findMarkers(platform.database, [...new Set(ids)])).map(({ id, assetNumber, name, typeId }) => ({ id, assetNumber, name, type: types.byId(typeId)?.kind ?? null })),
    list: async (query) => JSON.parse(await services.lists.list(assets(), `?${query}`, Object.fromEntries(new URLSearchParams(query)), (parsed) => services.scopeOf(assets(), caller, parsed))),
    create: async (type, values) => mustGet(await writer.create(writableBy(plugin, modelForCreate(platform.resources, types, assets(), { type })), values, request)),
    update: async (id, values, version) => {
      await writer.update(writableBy(plugin, await specific(id)), id, values, version === undefined ? request : { ...request, version })
      return mustGet(id)
    },
    retire: async (id) => writer.remove(await specific(id), id, request),
  }
}

/** One statement for the types and one for each type among them, for every 500; in the order of the ids. */
async function readMany(platform: Platform, types: AssetTypes, ids: readonly number[]): Promise<AssetRecord[]> {
  const typeOf = await findTypesOfMany(platform.database, [...new Set(ids)])
  const found = new Map<number, AssetRecord>()
  for (const [typeId, ofType] of Map.groupBy(typeOf.keys(), (id) => typeOf.get(id) ?? 0)) {
    const kind = types.byId(typeId)?.kind
    const model = platform.resources.all().find((candidate) => candidate.kind === kind) ?? platform.resources.get('assets')
    if (!model) throw new Problem('INTERNAL')
    for (const record of await readRecords(platform, model, ofType)) found.set(Number(record.id), { ...record, type: kind ?? null } as unknown as AssetRecord) // the reader fills every member of the type from the asset's model
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}

const ownWritable = new WeakMap<ResourceModel, ResourceModel>()

/** Read-only fields of an asset type are those its plugin fills in by itself: to its own code they are fields like any other. */
function writableBy(plugin: PluginHandle, model: ResourceModel): ResourceModel {
  if (model.plugin !== plugin.name) return model
  const known = ownWritable.get(model) ?? { ...model, fields: model.fields.map((field) => (field.part === model.driver ? { ...field, readOnly: false } : field)) }
  ownWritable.set(model, known)
  return known
}

/** One line in the audit log, under the asset it is about or under the plugin. */
export function auditForPlugin(services: RecordServices, plugin: PluginHandle): AuditApi {
  const { platform } = services
  return async ({ action, assetId }) => {
    const kind = assetId === undefined ? `plugin.${plugin.name}` : (await platform.resources.specific(platform.database, platform.resources.get('assets') ?? failed(), assetId)).kind
    await platform.database.write((transaction) => noteAction(transaction, callerOf(plugin), { kind, id: assetId ?? 0, label: action, action: 'updated' }, platform.now()))
  }
}

function failed(): never {
  throw new Problem('INTERNAL')
}
