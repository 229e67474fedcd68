import type { SocketClient, SocketEvent, Sockets } from '@shopdb/plugin-api'
import type { RealtimeAnswer } from '@shopdb/contract/realtime'
import { createRateLimit } from '../../platform/http/rate-limit.ts'
import { compileCheck } from '../../platform/http/validation.ts'
import { Problem } from '../../platform/problem.ts'
import { presentProblem } from '../../platform/realtime/present-problem.ts'
import { TimeLimitError, type PluginHandle } from '../../plugin-host/index.ts'

export type EventOutcome = { answer: RealtimeAnswer<object>; problem: Problem | null }
export type SocketEvents = { take: (client: SocketClient, event: string, body: unknown) => Promise<EventOutcome>; forget: (client: SocketClient) => void }
type Known = { declaration: SocketEvent; check: ReturnType<typeof compileCheck> | null }

const defaultLimit = { events: 100, seconds: 10 }
/** Events of one connection that may wait for those before them. */
const mostWaiting = 200

/** What clients may send to a plugin: known, checked by schema, permission, flag and rate, handled one after the other, and always answered. */
export function createSocketEvents(plugin: PluginHandle, { permission, events, limit = defaultLimit }: Sockets, now: () => number): SocketEvents {
  const known = new Map(events.map((declaration): [string, Known] => [declaration.name, { declaration, check: typeof declaration.body === 'object' ? compileCheck(declaration.body) : null }]))
  const assertRate = createRateLimit({ requests: limit.events, perMilliseconds: limit.seconds * 1000 }, now)
  const lines = new Map<string, { last: Promise<unknown>; waiting: number }>()

  function assertAllowed(client: SocketClient, event: string, body: unknown): SocketEvent {
    assertRate(client.id)
    const found = known.get(event)
    if (!found) throw new Problem('NOT_FOUND', { detail: `There is no event "${event.slice(0, 60)}". There are: ${[...known.keys()].join(', ')}.` })
    const { declaration, check } = found
    const needed = declaration.permission ?? permission
    if (!client.caller.may(needed)) throw new Problem('PERMISSION_MISSING', { extra: { permission: needed } })
    if (declaration.flag !== undefined && plugin.flags()[declaration.flag] !== true) throw new Problem('FEATURE_DISABLED', { extra: { plugin: plugin.name, flag: declaration.flag } })
    const fields = check?.(body) ?? []
    if (fields.length > 0) throw new Problem('REQUEST_INVALID', { fields })
    return declaration
  }

  async function handle(client: SocketClient, event: string, body: unknown): Promise<object> {
    const { handle: work } = assertAllowed(client, event, body)
    try {
      const answer = await plugin.run(`sockets ${event}`, () => work(client, body as never)) // the schema of the event has just been checked
      return typeof answer === 'object' && answer !== null ? answer : {}
    } catch (cause) {
      if (cause instanceof TimeLimitError) throw new Problem('PLUGIN_TIMEOUT', { detail: cause.message, extra: { plugin: plugin.name }, cause })
      throw (await plugin.mapError(cause, event)) ?? cause
    }
  }

  async function answer(client: SocketClient, event: string, body: unknown): Promise<EventOutcome> {
    try {
      return { answer: { ok: true, ...(await handle(client, event, body)) }, problem: null }
    } catch (error) {
      if (!(error instanceof Problem)) plugin.log.error({ err: error, event, user: client.caller.label }, 'a client event failed')
      const problem = error instanceof Problem ? error : new Problem('INTERNAL', { cause: error })
      return { answer: { ok: false, problem: presentProblem(problem) }, problem }
    }
  }

  return {
    take(client, event, body) {
      const line = lines.get(client.id) ?? { last: Promise.resolve(), waiting: 0 }
      lines.set(client.id, line)
      if (line.waiting >= mostWaiting) {
        const problem = new Problem('TOO_MANY_REQUESTS')
        return Promise.resolve({ answer: { ok: false, problem: presentProblem(problem) }, problem })
      }
      line.waiting++
      const outcome = line.last.then(() => answer(client, event, body)).finally(() => line.waiting--)
      line.last = outcome
      return outcome
    },
    forget: (client) => void lines.delete(client.id),
  }
}
