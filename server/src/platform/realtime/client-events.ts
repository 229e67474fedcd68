import { clientEventSchemas, type RealtimeAnswer } from '@shopdb/contract/realtime'
import type { Logger } from 'pino'
import type { Socket } from 'socket.io'
import { createRateLimit } from '../http/rate-limit.ts'
import { compileCheck } from '../http/validation.ts'
import { Problem } from '../problem.ts'
import { presentProblem } from './present-problem.ts'

type EventName = keyof typeof clientEventSchemas
type Handler = (socket: Socket, body: never) => object | Promise<object>

/** Client events per connection: a page that opens asks for a handful. */
const eventLimit = { requests: 100, perMilliseconds: 10_000 }

/** Binds handlers to the events of a client: checked by schema, limited in number, and always acknowledged. */
export function createClientEvents(handlers: Readonly<Record<EventName, Handler>>, { log, now }: { log: Logger; now: () => number }) {
  const checks = new Map(Object.entries(clientEventSchemas).map(([name, schema]) => [name, compileCheck(schema)]))
  const assertRate = createRateLimit(eventLimit, now)

  async function run(socket: Socket, event: EventName, body: unknown): Promise<RealtimeAnswer<object>> {
    try {
      assertRate(socket.id)
      const fields = checks.get(event)?.(body) ?? []
      if (fields.length > 0) throw new Problem('REQUEST_INVALID', { fields })
      return { ok: true, ...(await handlers[event](socket, body as never)) } // the schema of the event has just been checked
    } catch (error) {
      if (!(error instanceof Problem)) log.error({ err: error, event }, 'a realtime event failed')
      return { ok: false, problem: presentProblem(error instanceof Problem ? error : new Problem('INTERNAL', { cause: error })) }
    }
  }

  return (socket: Socket): void => {
    for (const event of checks.keys()) {
      socket.on(event, (body: unknown, answer: unknown) => {
        void run(socket, event as EventName, body).then((result) => { if (typeof answer === 'function') answer(result) }) // keys of the schemas
      })
    }
    // An event that nobody knows is told too, so that a misspelt one does not wait for ever.
    socket.onAny((event: string, ...parameters: unknown[]) => {
      const answer = parameters.at(-1)
      if (!checks.has(event) && typeof answer === 'function') answer({ ok: false, problem: presentProblem(new Problem('NOT_FOUND', { detail: `There is no event "${event.slice(0, 60)}".` })) })
    })
  }
}
