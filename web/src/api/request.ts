import { ApiProblem, offlineProblem } from './problem.ts'

export type QueryValue = string | number | boolean | null | undefined
export type RequestOptions = {
  query?: Readonly<Record<string, QueryValue>> | URLSearchParams
  json?: unknown
  body?: Blob
  version?: number
  signal?: AbortSignal
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const withoutRefresh = new Set(['/api/auth/login', '/api/auth/refresh', '/api/auth/setup', '/api/auth/logout'])
let refreshing: Promise<boolean> | null = null
let signedOut: () => void = () => {}

/** Called when a request finds that the session is over and could not be renewed. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler
}

/** The one way to the server: adds the CSRF token, renews an expired session once, turns refusals into ApiProblem. */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, path, options)
  if (response.status !== 401 || withoutRefresh.has(path)) return read<T>(response)
  if (await refreshOnce()) return read<T>(await send(method, path, options))
  signedOut()
  return read<T>(response)
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  try {
    return await fetch(withQuery(path, options.query), {
      method,
      headers: headersOf(method, options),
      body: options.body ?? (options.json === undefined ? undefined : JSON.stringify(options.json)),
      signal: options.signal,
      credentials: 'same-origin',
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw offlineProblem(error)
  }
}

function headersOf(method: Method, options: RequestOptions): Headers {
  const headers = new Headers({ accept: 'application/json' })
  if (options.json !== undefined) headers.set('content-type', 'application/json')
  if (options.body) headers.set('content-type', options.body.type || 'application/octet-stream')
  if (options.version !== undefined) headers.set('if-match', `"${options.version}"`)
  if (method !== 'GET') headers.set('x-csrf-token', cookie('shopdb_csrf'))
  return headers
}

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((entry) => entry.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}

function withQuery(path: string, query: RequestOptions['query']): string {
  if (!query) return path
  const search = query instanceof URLSearchParams ? query : new URLSearchParams()
  if (!(query instanceof URLSearchParams)) {
    for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null) search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  const body: unknown = text && isJson ? JSON.parse(text) : undefined
  if (!response.ok) throw problemOf(response, body)
  return body as T // the schema of the operation stands in the server; a browser re-checking it would double the first load
}

function problemOf(response: Response, body: unknown): ApiProblem {
  const sent = typeof body === 'object' && body !== null ? body : {}
  return new ApiProblem({
    type: 'about:blank', title: response.statusText || `HTTP ${response.status}`, status: response.status, code: `HTTP_${response.status}`, fix: '',
    requestId: response.headers.get('x-request-id') ?? '', ...sent,
  })
}

/** Several requests may find the session expired at once; the refresh token may be used only once. */
function refreshOnce(): Promise<boolean> {
  refreshing ??= send('POST', '/api/auth/refresh', {}).then((response) => response.ok, () => false).finally(() => { refreshing = null })
  return refreshing
}
