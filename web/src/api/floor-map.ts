import type { Tone } from '@shopdb/contract/plugin-content'
import type { PositionSource } from './assets.ts'
import { request } from './request.ts'

export type MapMarker = {
  id: number
  type: string
  assetNumber: string | null
  name: string | null
  x: number
  y: number
  source: PositionSource
  viaAssetId: number | null
  version?: number
  status: { id: number; name: string; kind: string } | null
  /** What a plugin says about it: how it stands, in a word, and a few characters on the marker. */
  tone: Tone | null
  label: string | null
  badge: string | null
}

export async function mapMarkers(floorPlanId: number): Promise<readonly MapMarker[]> {
  const answer = await request<{ items: readonly MapMarker[] }>('GET', '/api/map', { query: { floorPlanId } })
  return answer.items
}

/** Address of a plan's picture; the version makes a replaced picture a new address. */
export function floorPlanImage(id: number, version: number): string {
  return `/api/floorplans/${id}/image?v=${version}`
}

export function uploadFloorPlan(id: number, image: Blob): Promise<unknown> {
  return request('PUT', `/api/floorplans/${id}/image`, { body: image })
}
