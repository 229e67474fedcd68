import type { FieldSchema } from '@shopdb/contract/field-schema'
import { request } from './request.ts'

/** One setting with its value. Of a secret only whether there is one is told. */
export type Setting = { key: string; title: string; group: string | null; schema: FieldSchema; secret: boolean; isDefault: boolean; isSet?: boolean; modifiedAt: string | null; value: unknown; default: unknown }

export async function listSettings(prefix?: string): Promise<readonly Setting[]> {
  const answer = await request<{ items: readonly Setting[] }>('GET', '/api/settings', { query: { prefix, limit: 500 } })
  return answer.items
}

export function writeSetting(key: string, value: unknown): Promise<Setting> {
  return request('PUT', `/api/settings/${encodeURIComponent(key)}`, { json: { value } })
}

/** Back to what the declaration says. */
export function resetSetting(key: string): Promise<void> {
  return request('DELETE', `/api/settings/${encodeURIComponent(key)}`)
}
