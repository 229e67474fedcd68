import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { groupIds } from '../../plugin-host/index.ts'
import { changeContext } from '../changes/index.ts'
import { versionOf, writeRequest, type RecordServices } from '../records/index.ts'
import { findRelationships } from '../relationships/index.ts'
import { lockFields } from './lock-fields.ts'
import { positionsOnPlan, type AssetPosition } from './positions.ts'
import type { AssetTypes } from './asset-types.ts'
import { findMarkers, findTypeOf, hasFloorPlan } from './store.ts'
import { isVisible, visibleTo } from './visible-to.ts'

type ById = { Params: { id: number } }

const idSchema = { type: 'object', properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } }, required: ['id'] } as const
const share = { type: 'number', minimum: 0, maximum: 1 } as const
const positionSchema = { type: ['object', 'null'], required: ['mapX', 'mapY'], properties: { mapX: share, mapY: share, version: { type: 'integer' } } } as const
const versionHeader = { type: 'object', properties: { 'if-match': { type: 'string', maxLength: 64, description: 'The version you read; or send "version" in the body.' } } } as const
const locksSchema = { type: 'object', required: ['fields'], properties: { fields: { type: 'object', maxProperties: 200, additionalProperties: { type: 'boolean' } } } } as const

/** What plugins say about the look of assets, by id: one question for each type, however many assets. */
export type MarkerEnrichment = (idsByType: ReadonlyMap<string, readonly number[]>) => Promise<ReadonlyMap<number, { tone: string | null; label: string | null; badge: string | null }>>

/** What assets have beyond the operations of every record: relationships, position, locks, the map. */
export function registerAssetRoutes(http: FastifyInstance, services: RecordServices, types: AssetTypes, markers: MarkerEnrichment): void {
  const tags = ['Assets']
  http.get<ById>('/api/assets/:id/relationships', { config: { permission: 'relationships.read' }, schema: { summary: 'Relationships of an asset, both directions', tags, params: idSchema } }, (request) => listRelationships(services, types, request))
  http.put<ById & { Body: { mapX: number; mapY: number } | null }>('/api/assets/:id/position', { config: { permission: 'assets.write' }, schema: { summary: 'Place an asset on its floor plan, or take it off (null)', tags, params: idSchema, headers: versionHeader, body: positionSchema } }, (request) => placeAsset(services, request))
  http.put<ById & { Body: { fields: Record<string, boolean> } }>('/api/assets/:id/locks', { config: { permission: 'assets.write' }, schema: { summary: 'Lock fields against collectors', tags, params: idSchema, body: locksSchema } }, (request) => setLocks(services, request))
  http.get<{ Querystring: { floorPlanId: number } }>('/api/map', { config: { permission: 'assets.read' }, schema: { summary: 'Assets on a floor plan', tags: ['Map'], querystring: { type: 'object', required: ['floorPlanId'], properties: { floorPlanId: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } } } } }, (request) => mapOf(services, types, markers, request))
}

async function listRelationships(services: RecordServices, types: AssetTypes, request: FastifyRequest<ById>): Promise<unknown> {
  await services.assertVisible(assetModel(services), request.caller, request.params.id)
  if ((await findTypeOf(services.platform.database, request.params.id)) === null) throw new Problem('NOT_FOUND')
  const found = await findRelationships(services.platform.database, request.params.id)
  const visibility = visibleTo(request.caller, types)
  const items = found.filter((item) => isVisible(visibility, item.asset.typeId)).map((item) => ({ ...item, asset: { ...item.asset, type: types.byId(item.asset.typeId)?.kind ?? null } }))
  return { items, total: items.length, totalIsExact: true, nextCursor: null, prevCursor: null }
}

async function placeAsset(services: RecordServices, request: FastifyRequest<ById & { Body: { mapX: number; mapY: number } | null }>): Promise<unknown> {
  const { id } = request.params
  const model = await specificAsset(services, request, id)
  const place = request.body ?? { mapX: null, mapY: null }
  await services.writer.update(model, id, { mapX: place.mapX, mapY: place.mapY }, writeRequest(request, versionOf(request)))
  return readFor(services, model, id, request)
}

async function setLocks(services: RecordServices, request: FastifyRequest<ById & { Body: { fields: Record<string, boolean> } }>): Promise<unknown> {
  const { id } = request.params
  const model = await specificAsset(services, request, id)
  await lockFields(services.platform, model, id, request.body.fields, changeContext(request.caller, 'web', request.id, services.platform.now()))
  return readFor(services, model, id, request)
}

async function readFor(services: RecordServices, model: ResourceModel, id: number, { caller }: FastifyRequest<ById>): Promise<unknown> {
  const record = await services.read(model, id)
  if (record) await services.rules.get(model.base)?.forCaller?.(services.platform, record, caller)
  return record
}

function assetModel(services: RecordServices): ResourceModel {
  const model = services.platform.resources.get('assets')
  if (!model) throw new Problem('INTERNAL', { detail: 'The resource assets is not registered.' })
  return model
}

async function specificAsset(services: RecordServices, request: FastifyRequest, id: number): Promise<ResourceModel> {
  const model = assetModel(services)
  await services.assertVisible(model, request.caller, id)
  const specific = await services.platform.resources.specific(services.platform.database, model, id)
  if (!request.caller.may(specific.permissions.write)) throw new Problem('PERMISSION_MISSING', { extra: { permission: specific.permissions.write } })
  return specific
}

const mostMarkers = 20_000

async function mapOf(services: RecordServices, types: AssetTypes, markers: MarkerEnrichment, request: FastifyRequest<{ Querystring: { floorPlanId: number } }>): Promise<unknown> {
  const { database } = services.platform
  if (!(await hasFloorPlan(database, request.query.floorPlanId))) throw new Problem('NOT_FOUND')
  const positions = await positionsOnPlan(database, request.query.floorPlanId, mostMarkers)
  const visibility = visibleTo(request.caller, types)
  const assets = await findMarkers(database, [...positions.keys()].slice(0, mostMarkers))
  const visible = assets.filter((asset) => isVisible(visibility, asset.typeId))
  const known = new Set(visible.map((asset) => asset.id))
  const shown = visible.map((asset) => ({ ...asset, type: types.byId(asset.typeId)?.kind ?? null, ...placeOf(positions.get(asset.id), known) }))
  const looks = await markers(groupIds(shown))
  const items = shown.map((asset) => ({ ...asset, ...(looks.get(asset.id) ?? { tone: null, label: null, badge: null }) }))
  return { items, total: items.length, totalIsExact: positions.size <= mostMarkers, nextCursor: null, prevCursor: null }
}

/** Through whom an asset has its place is told only to those who may see that one. */
function placeOf(position: AssetPosition | undefined, known: ReadonlySet<number>): { x: number; y: number; source: string; viaAssetId: number | null } {
  const via = position?.viaAssetId ?? null
  return { x: position?.x ?? 0, y: position?.y ?? 0, source: position?.source ?? 'asset', viaAssetId: via !== null && known.has(via) ? via : null }
}
