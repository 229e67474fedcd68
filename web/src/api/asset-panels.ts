import type { ContentKind } from '@shopdb/contract/plugin-content'
import { request } from './request.ts'

export type AssetPanelItem = { plugin: string; id: string; title: string; kind: Exclude<ContentKind, 'counter'>; order: number }

export async function listAssetPanels(assetId: number): Promise<readonly AssetPanelItem[]> {
  const answer = await request<{ items: readonly AssetPanelItem[] }>('GET', `/api/assets/${assetId}/panels`)
  return [...answer.items].sort((one, other) => one.order - other.order || one.title.localeCompare(other.title))
}

export function loadAssetPanel(assetId: number, { plugin, id }: Pick<AssetPanelItem, 'plugin' | 'id'>): Promise<unknown> {
  return request('GET', `/api/assets/${assetId}/panels/${encodeURIComponent(plugin)}/${encodeURIComponent(id)}`)
}
