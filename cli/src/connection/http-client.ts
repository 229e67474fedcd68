import { Readable } from 'node:stream'
import { CommandFailure, failureFromProblem } from '../failure.ts'
import type { ApiClient, Method } from './api-client.ts'

/** An ingest of a large inventory may take its time on a small server. */
const answerMilliseconds = 120_000

/** A list of a million records over a slow line. */
const longestDownload = 6 * 3_600_000

/** Talks to a server over HTTP with an API token. */
export function createHttpClient(url: string, token: string | undefined): ApiClient {
  const base = url.replace(/\/+$/, '').replace(/\/api$/, '')
  return {
    target: base,
    request: async (method, path, body) => readAnswer(await send(base, method, path, body, token)),
    download: async (path) => {
      const response = await send(base, 'GET', path, undefined, token, longestDownload)
      if (response.ok && response.body !== null) return response.body
      await readAnswer(response)
      return Readable.from([])
    },
    close: async () => {},
  }
}

async function send(base: string, method: Method, path: string, body: unknown, token: string | undefined, milliseconds = answerMilliseconds): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token !== undefined) headers.authorization = `Bearer ${token}`
  if (body !== undefined) headers['content-type'] = body instanceof Uint8Array ? 'application/octet-stream' : 'application/json'
  try {
    return await fetch(`${base}${path}`, { method, headers, body: body === undefined ? undefined : body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body), signal: AbortSignal.timeout(milliseconds), redirect: 'error' })
  } catch (error) {
    throw unreachable(base, error)
  }
}

function unreachable(base: string, error: unknown): CommandFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message || String((error.cause as NodeJS.ErrnoException).code) : String(error) // fetch hides the reason there
  return new CommandFailure('SERVER_UNREACHABLE', `${base} does not answer: ${cause}.`, 'Check the address (--url or SHOPDB_URL), that the server runs ("npm start") and that no firewall lies between.', { cause: error })
}

async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text()
  const body = parseJson(text)
  if (!response.ok) throw failureFromProblem(isObject(body) ? body : {}, response.status)
  if (text !== '' && body === undefined) throw new CommandFailure('NOT_SHOPDB', 'The address answers, but not as ShopDB does.', 'Check --url: it is the address of the start page.')
  return body
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a proxy's error page; the status tells enough
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
