import { request } from './request.ts'

export type QuarantineReason = { path?: string; field?: string; code?: string; message: string }
/** A record that a collector sent and that could not be taken. `record` is kept as the text that came. */
export type QuarantinedRecord = { id: number; collector: string; receivedAt: string; lastAt: string; times: number; state: 'open' | 'replayed' | 'discarded'; reasons: readonly QuarantineReason[]; record: string; assetId: number | null }
export type QuarantinePage = { items: readonly QuarantinedRecord[]; nextCursor: string | null }
export type ReplayAnswer = { results: readonly { outcome: string; assetId: number | null; problems?: readonly QuarantineReason[] }[] }

export function listQuarantine(query: { state: string; cursor?: string | null }): Promise<QuarantinePage> {
  return request('GET', '/api/quarantine', { query: { ...query, limit: 50 } })
}

/** Without a mended record the kept one is tried again. */
export function replayQuarantined(id: number, record?: unknown): Promise<ReplayAnswer> {
  return request('POST', `/api/quarantine/${id}/replay`, { json: record === undefined ? {} : { record } })
}

export function discardQuarantined(id: number): Promise<void> {
  return request('DELETE', `/api/quarantine/${id}`)
}
