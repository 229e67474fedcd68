import type { ContentKind } from '@shopdb/contract/plugin-content'
import { request } from './request.ts'

export type WidgetSize = 'small' | 'medium' | 'large'
export type DashboardItem = { plugin: string; id: string; title: string; kind: Exclude<ContentKind, 'fields'>; size: WidgetSize; refreshSeconds: number }

export async function listWidgets(): Promise<readonly DashboardItem[]> {
  const answer = await request<{ items: readonly DashboardItem[] }>('GET', '/api/dashboard')
  return answer.items
}

/** What a widget shows now; its shape follows from its kind. */
export function loadWidget(item: Pick<DashboardItem, 'plugin' | 'id'>): Promise<unknown> {
  return request('GET', `/api/dashboard/${encodeURIComponent(item.plugin)}/${encodeURIComponent(item.id)}`)
}
