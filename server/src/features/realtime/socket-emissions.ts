import type { SocketEmission, SocketTarget } from '@shopdb/plugin-api'
import { compileCheck } from '../../platform/http/validation.ts'
import type { Namespace } from '../../platform/realtime/namespaces.ts'
import { newest, type Delivery } from '../../platform/realtime/outbox.ts'
import { everybody, roomChannel, userChannel } from './socket-client.ts'

type Emission = { declaration: SocketEmission; check: ReturnType<typeof compileCheck> | null }
const mostBytes = 65_536

/** What a plugin sends: checked, copied, and put together as it is declared. */
export function createSocketEmissions(plugin: string, emits: readonly SocketEmission[]) {
  const known = new Map(emits.map((declaration): [string, Emission] => [declaration.name, { declaration, check: typeof declaration.body === 'object' ? compileCheck(declaration.body) : null }]))

  return {
    /** A copy of the body: what the plugin changes afterwards is not what it sent. Throws when it cannot be sent. */
    checked(event: string, body: unknown): unknown {
      const [problem] = known.get(event)?.check?.(body) ?? []
      if (problem) throw new Error(`A body of the event "${event}" of "${plugin}" does not match its schema at "${problem.path || '/'}": ${problem.message}.`)
      const text = JSON.stringify(body) as string | undefined // undefined for what JSON cannot hold
      if (text === undefined || text.length > mostBytes) throw new Error(`A body of the event "${event}" of "${plugin}" must be JSON of at most ${mostBytes} characters.`)
      return JSON.parse(text)
    },
    deliver: (namespace: Namespace, event: string, body: unknown, to: SocketTarget): void => namespace.deliver(channelOf(to), deliveryOf(known.get(event)?.declaration, event, body)),
  }
}

function deliveryOf(declaration: SocketEmission | undefined, event: string, body: unknown): Delivery {
  if (!declaration) return { event, body }
  const { window, key: member, slow = window || member !== undefined ? 'newest' : 'end' } = declaration
  const key = member === undefined ? '' : String(Reflect.get(Object(body), member))
  return { event, body, parkAs: slow === 'newest' ? key : null, ...(window && { coalescing: { window, key, merge: newest } }) }
}

function channelOf({ room, user, client }: SocketTarget): string {
  if (client !== undefined) return client
  if (user !== undefined) return userChannel(user)
  return room === undefined ? everybody : roomChannel(room)
}
