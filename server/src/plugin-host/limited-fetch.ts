import type { PluginHandle } from './extension-points.ts'

/** Milliseconds a call has until its answer has begun. */
const timeLimit = 30_000
const mostRedirects = 5
const redirects = new Set([301, 302, 303, 307, 308])

/** For devices whose addresses people enter. Webhooks do not take it: those go where the site says. */
const everyHost = '*'

/** `fetch` to the hosts that the manifest names under `outbound`, wherever the other side sends the call on to. */
export function createLimitedFetch({ name, manifest }: Pick<PluginHandle, 'name' | 'manifest'>, limit = timeLimit): typeof globalThis.fetch {
  const patterns = manifest.capabilities?.outbound ?? []
  const assertAllowed = ({ protocol, hostname }: URL, from: string): void => {
    if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`The plugin "${name}" ${from} ${protocol}, which is neither http nor https.`)
    if (!patterns.some((pattern) => pattern === everyHost || matchesHost(pattern, hostname))) throw new TypeError(`The plugin "${name}" ${from} ${hostname}, which stands not under "outbound" in its manifest.`)
  }

  /** Redirects are followed here, for each of them could leave the hosts that were approved. */
  async function follow(request: Request, wanted: RequestRedirect, left: number): Promise<Response> {
    // A body can be read once; the copy is for a redirect that asks for it again.
    const again = request.clone()
    const response = await fetch(request, { redirect: 'manual' })
    const location = response.headers.get('location')
    if (wanted === 'manual' || !redirects.has(response.status) || location === null) return response
    await response.body?.cancel()
    if (wanted === 'error') throw new TypeError(`${request.url} answered with a redirect, which the plugin "${name}" does not want.`)
    if (left === 0) throw new TypeError(`${request.url} was redirected more than ${mostRedirects} times.`)
    const target = new URL(location, request.url)
    assertAllowed(target, 'was redirected to')
    return follow(redirected(again, target, response.status), wanted, left - 1)
  }

  return async (input, init) => {
    const given = new Request(input, init)
    assertAllowed(new URL(given.url), 'calls')
    const signal = AbortSignal.any([given.signal, AbortSignal.timeout(limit)])
    return follow(new Request(given, { signal }), given.redirect, mostRedirects)
  }
}

/** As browsers do: 303, and 301 and 302 after POST, become GET; credentials do not go to another origin. */
function redirected(request: Request, target: URL, status: number): Request {
  const becomesGet = (status === 303 && request.method !== 'HEAD') || ((status === 301 || status === 302) && request.method === 'POST')
  const headers = new Headers(request.headers)
  if (new URL(request.url).origin !== target.origin) for (const header of ['authorization', 'cookie', 'proxy-authorization']) headers.delete(header)
  if (becomesGet) for (const header of ['content-type', 'content-length', 'content-encoding']) headers.delete(header)
  const body = becomesGet ? null : request.body
  return new Request(target, { method: becomesGet ? 'GET' : request.method, headers, signal: request.signal, body, ...(body && { duplex: 'half' }) })
}

export function matchesHost(pattern: string, hostname: string): boolean {
  return pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern
}
