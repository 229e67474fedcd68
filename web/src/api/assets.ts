import type { RecordItem } from './records.ts'
import { request } from './request.ts'

export type PositionSource = 'asset' | 'related' | 'location'
export type AssetPosition = { floorPlanId: number; x: number; y: number; source: PositionSource; viaAssetId?: number | null }
export type Provenance = { source: string | null; at: string | null; locked?: boolean }
export type AssetReference = { id: number; assetNumber: string | null; name: string | null; type: string; statusId: number | null }
export type AssetRelationship = { id: number; typeId: number; version: number; label: string; direction: 'out' | 'in'; asset: AssetReference }

export type FieldChange = { field: string; title: string; before: unknown; after: unknown }
export type RowEntry = { table: string; title: string; label?: string | null; action: 'added' | 'changed' | 'removed'; changes: readonly FieldChange[] }
export type HistoryEntry = {
  id: number
  at: string
  action: string
  actor: string | null
  source: string | null
  requestId: string | null
  changes: readonly FieldChange[]
  rows?: readonly RowEntry[]
}
export type HistoryPage = { items: readonly HistoryEntry[]; nextCursor: string | null }

export function assetHistory(id: number, cursor?: string | null): Promise<HistoryPage> {
  return request('GET', `/api/assets/${id}/history`, { query: { limit: 50, cursor } })
}

/** One change of any record, by its id. */
export function recordHistory(path: string, id: number, changeId: number): Promise<HistoryPage> {
  return request('GET', `${path}/${id}/history`, { query: { limit: 1, cursor: changeId + 1 } })
}

export async function assetRelationships(id: number): Promise<readonly AssetRelationship[]> {
  const answer = await request<{ items: readonly AssetRelationship[] }>('GET', `/api/assets/${id}/relationships`)
  return answer.items
}

export function addRelationship(typeId: number, fromAssetId: number, toAssetId: number): Promise<RecordItem> {
  return request('POST', '/api/relationships', { json: { typeId, fromAssetId, toAssetId } })
}

export function removeRelationship(id: number, version: number): Promise<void> {
  return request('DELETE', `/api/relationships/${id}`, { version })
}

export function lockFields(id: number, fields: Readonly<Record<string, boolean>>): Promise<unknown> {
  return request('PUT', `/api/assets/${id}/locks`, { json: { fields } })
}

/** Null takes the asset's own position away; it then stands where a related asset or its location stands. */
export function placeAsset(id: number, version: number, position: { mapX: number; mapY: number } | null): Promise<RecordItem> {
  return request('PUT', `/api/assets/${id}/position`, { json: position, version })
}
