import { request } from './request.ts'

/** A record of any resource, as its model describes it. */
export type RecordItem = { id: number; version: number; [field: string]: unknown }
export type Facet = { value: string | number | boolean | null; label: string | null; count: number }
export type RecordPage = {
  items: readonly RecordItem[]
  total: number
  totalIsExact: boolean
  nextCursor: string | null
  prevCursor: string | null
  facets?: Readonly<Record<string, readonly Facet[]>>
}

export function listRecords(path: string, query: URLSearchParams, signal?: AbortSignal): Promise<RecordPage> {
  return request('GET', path, { query, signal })
}

export function getRecord(path: string, id: number): Promise<RecordItem> {
  return request('GET', `${path}/${id}`)
}

export function createRecord(path: string, values: object): Promise<RecordItem> {
  return request('POST', path, { json: values })
}

export function updateRecord(path: string, id: number, version: number, values: object): Promise<RecordItem> {
  return request('PATCH', `${path}/${id}`, { json: values, version })
}

export function deleteRecord(path: string, id: number, version: number): Promise<void> {
  return request('DELETE', `${path}/${id}`, { version })
}

export function restoreRecord(path: string, id: number): Promise<RecordItem> {
  return request('POST', `${path}/${id}/restore`)
}
