import { setTimeout as delay } from 'node:timers/promises'
import { realtimePath, type ChangesMessage, type ClientEvents, type RealtimeAnswer, type RealtimeChange, type RealtimeProblem, type ServerEvents, type Subscribed, type TopicMessage } from '@shopdb/contract/realtime'
import { io, type Socket } from 'socket.io-client'

/** A real client that remembers everything it was sent. */
export type RealtimeClient = {
  socket: Socket<ServerEvents, ClientEvents>
  changes: RealtimeChange[]
  messages: ChangesMessage[]
  topics: TopicMessage[]
  left: RealtimeProblem[]
  goodbye: RealtimeProblem[]
  subscribe: (rooms: string[], since?: number) => Promise<RealtimeAnswer<Subscribed>>
  close: () => void
}

export type ClientCredentials = { token?: string; headers?: Record<string, string> }

/** Rejects with the problem that the server names when it refuses. */
export async function connectClient(url: string, { token, headers }: ClientCredentials = {}): Promise<RealtimeClient> {
  const socket: Socket<ServerEvents, ClientEvents> = io(url, { path: realtimePath, transports: ['websocket'], forceNew: true, reconnection: false, ...(token === undefined ? {} : { auth: { token } }), ...(headers === undefined ? {} : { extraHeaders: headers }) })
  const client: RealtimeClient = {
    socket, changes: [], messages: [], topics: [], left: [], goodbye: [],
    subscribe: (rooms, since) => socket.timeout(20_000).emitWithAck('subscribe', since === undefined ? { rooms } : { rooms, since }),
    close: () => socket.close(),
  }
  socket.on('changes', (message) => {
    client.messages.push(message)
    client.changes.push(...message.changes)
  })
  socket.on('topic', (message) => client.topics.push(message))
  socket.on('left', ({ rooms }) => client.left.push(...rooms.map(({ problem }) => problem)))
  socket.on('goodbye', (problem) => client.goodbye.push(problem))
  await new Promise<void>((resolve, reject) => {
    socket.once('hello', () => resolve())
    socket.once('connect_error', (error) => reject(Object.assign(error, { problem: Reflect.get(error, 'data') })))
  })
  return client
}

/** Waits until a condition holds; fails after half a minute. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const started = Date.now(); Date.now() - started < 30_000; await delay(5)) if (await condition()) return
  throw new Error(`It did not come to pass: ${what}`)
}
