import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import type { ChildServer } from './child-server.ts'
import { attachHostRequest } from './host-request.ts'
import { renderProblem, type ErrorFormat } from './problem-response.ts'
import type { RouteEntry } from './route-table.ts'

export type MountOptions = {
  /** The prefix the child's routes were registered under, when it differs (an alias). */
  target?: string
  /** Milliseconds until a request that has sent nothing is answered 503. Default 30,000. */
  timeLimit?: number
  /** Runs each entry into the child (attribution of faults, the watchdog's note). */
  enter?: (dispatch: () => void, requestId: string) => void
}

export type FailedMount = { plugin: string; status: 404 | 503; reason: string; errorFormat?: ErrorFormat }

type LiveMount = { kind: 'child'; prefix: string; child: ChildServer; options: MountOptions; running: Set<FastifyReply>; idle: (() => void)[] }
type Mount = LiveMount | ({ kind: 'failed'; prefix: string } & FailedMount)

/** Sends requests under a prefix to the child server that owns it. The longest prefix wins. */
export function createDispatch() {
  const mounts = new Map<string, Mount>()
  /** Requests that wait while what is behind their prefix is exchanged. */
  const held = new Map<string, (() => void)[]>()

  /** To whatever stands at its address by then. */
  function sendLater(request: FastifyRequest, reply: FastifyReply): void {
    if (reply.raw.destroyed) return
    try {
      const mount = findMount(mounts, request.url)
      if (mount === undefined) throw new Problem('NOT_FOUND')
      sendTo(mount, request, reply)
    } catch (error) {
      void reply.send(error)
    }
  }

  return {
    async mountChild(prefix: string, child: ChildServer, options: MountOptions = {}): Promise<void> {
      assertPrefix(prefix)
      await child.app.ready()
      mounts.set(prefix, { kind: 'child', prefix, child, options, running: new Set(), idle: [] })
    },

    mountFailed(prefix: string, failure: FailedMount): void {
      assertPrefix(prefix)
      mounts.set(prefix, { kind: 'failed', prefix, ...failure })
    },

    /** Takes the prefix away at once; resolves when the requests it was answering have ended. */
    async unmountChild(prefix: string): Promise<void> {
      const mount = mounts.get(prefix)
      mounts.delete(prefix)
      if (mount?.kind !== 'child' || mount.running.size === 0) return
      await new Promise<void>((resolve) => mount.idle.push(resolve))
    },

    /** New requests wait until `resumeRequests`; resolves when those that are being answered have ended. */
    async holdRequests(prefix: string): Promise<void> {
      if (!held.has(prefix)) held.set(prefix, [])
      const mount = mounts.get(prefix)
      if (mount?.kind !== 'child' || mount.running.size === 0) return
      await new Promise<void>((resolve) => mount.idle.push(resolve))
    },

    /** In the order in which they came. */
    resumeRequests(prefix: string): void {
      const waiting = held.get(prefix) ?? []
      held.delete(prefix)
      for (const go of waiting) go()
    },

    find: (url: string) => findMount(mounts, url),

    /** Operations of all mounted children, aliases left out. */
    entries(): RouteEntry[] {
      return [...mounts.values()].flatMap((mount) => mount.kind === 'child' && mount.options.target === undefined ? ownEntries(mount) : [])
    },

    send(mount: Mount, request: FastifyRequest, reply: FastifyReply): void {
      const waiting = held.get(mount.prefix)
      if (waiting) waiting.push(() => sendLater(request, reply))
      else sendTo(mount, request, reply)
    },
  }
}

export type Dispatch = ReturnType<typeof createDispatch>

function assertPrefix(prefix: string): void {
  if (!/^(\/[a-z0-9-]+)+$/.test(prefix)) throw new Error(`"${prefix}" cannot be a prefix. Use lower-case words, such as /api/things.`)
}

/** A child mounted under several prefixes lists each route once, at the prefix it stands under. */
function ownEntries(mount: LiveMount): RouteEntry[] {
  return mount.child.table.entries.filter(({ url }) => url === mount.prefix || url.startsWith(`${mount.prefix}/`))
}

function findMount(mounts: ReadonlyMap<string, Mount>, url: string): Mount | undefined {
  if (mounts.size === 0) return undefined
  let end = url.indexOf('?')
  if (end < 0) end = url.length
  for (; end > 0; end = url.lastIndexOf('/', end - 1)) {
    const mount = mounts.get(url.slice(0, end))
    if (mount !== undefined) return mount
  }
  return undefined
}

function sendTo(mount: Mount, request: FastifyRequest, reply: FastifyReply): void {
  if (mount.kind === 'failed') throw refusalOf(mount, request)
  const { child, options, prefix, running } = mount
  const { raw } = request
  attachHostRequest(raw, request)
  if (options.target !== undefined) raw.url = options.target + request.url.slice(prefix.length)
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
  reply.hijack()
  running.add(reply)
  const timer = setTimeout(() => endOverdue(mount, request, reply), options.timeLimit ?? 30_000)
  reply.raw.once('close', () => release(mount, reply, timer))
  reply.raw.once('finish', () => release(mount, reply, timer))
  const dispatch = (): void => child.app.routing(raw, reply.raw)
  if (options.enter === undefined) dispatch()
  else options.enter(dispatch, request.id)
}

function release(mount: LiveMount, reply: FastifyReply, timer: NodeJS.Timeout): void {
  clearTimeout(timer)
  if (!mount.running.delete(reply) || mount.running.size > 0) return
  for (const resolve of mount.idle.splice(0)) resolve()
}

function refusalOf(mount: FailedMount, request: FastifyRequest): Error {
  if (request.authentication === null) return request.refusal ?? new Problem('SIGN_IN_REQUIRED')
  return new Problem(mount.status === 404 ? 'PLUGIN_NOT_FOUND' : 'PLUGIN_FAILED', { detail: mount.reason, extra: { plugin: mount.plugin } })
}

/** A handler that never settles ends here; one that already streams is left alone. */
function endOverdue(mount: LiveMount, request: FastifyRequest, reply: FastifyReply): void {
  const { plugin, errorFormat } = mount.child
  if (reply.raw.headersSent) return
  request.log.warn({ plugin, method: request.method, url: request.entry?.url }, 'plugin gave no answer in time')
  const problem = new Problem('PLUGIN_FAILED', { detail: `The plugin ${plugin} gave no answer in time.`, extra: { plugin } })
  const { status, headers, body } = renderProblem(problem, request.id, errorFormat)
  reply.raw.writeHead(status, headers).end(body)
}
