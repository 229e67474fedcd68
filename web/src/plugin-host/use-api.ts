import { request, type QueryValue } from '../api/request.ts'

export type ApiQuery = Readonly<Record<string, QueryValue>>
export type PluginApi = {
  get: <Answer = unknown>(path: string, query?: ApiQuery, signal?: AbortSignal) => Promise<Answer>
  post: <Answer = unknown>(path: string, body?: unknown) => Promise<Answer>
  put: <Answer = unknown>(path: string, body: unknown, version?: number) => Promise<Answer>
  patch: <Answer = unknown>(path: string, body: unknown, version?: number) => Promise<Answer>
  /** Sends a file as it is, such as to `/api/attachments` with `{ assetId, name }` as the query. */
  upload: <Answer = unknown>(path: string, file: Blob, query?: ApiQuery) => Promise<Answer>
  delete: <Answer = unknown>(path: string, version?: number) => Promise<Answer>
}

const api: PluginApi = {
  get: (path, query, signal) => request('GET', checked(path), { query, signal }),
  post: (path, body = {}) => request('POST', checked(path), { json: body }),
  put: (path, body, version) => request('PUT', checked(path), { json: body, version }),
  patch: (path, body, version) => request('PATCH', checked(path), { json: body, version }),
  upload: (path, file, query) => request('POST', checked(path), { body: file, query }),
  delete: (path, version) => request('DELETE', checked(path), { version }),
}

/** The API of this server in the name of the person who is signed in. What it refuses is thrown with code, fix and request id. */
export function useApi(): PluginApi {
  return api
}

function checked(path: string): string {
  if (!path.startsWith('/api/')) throw new Error(`"${path}" is no address of the API. Begin it with "/api/".`)
  return path
}
