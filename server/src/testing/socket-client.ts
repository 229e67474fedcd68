import { realtimePath, type RealtimeProblem } from '@shopdb/contract/realtime'
import { io, type Socket } from 'socket.io-client'

/** A real client of a plugin's namespace that remembers what it was sent, in order. */
export type SocketTestClient = {
  socket: Socket
  heard: { event: string; body: unknown }[]
  of: (event: string) => unknown[]
  send: (event: string, body?: unknown) => Promise<{ ok: boolean; problem?: RealtimeProblem } & Record<string, unknown>>
  close: () => void
}

/** Rejects with the problem that the server names when it refuses. */
export async function connectSocket(url: string, namespace: string, token: string | null, headers: Record<string, string> = {}): Promise<SocketTestClient> {
  const socket = io(`${url}/${namespace}`, { path: realtimePath, transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: headers, ...(token === null ? {} : { auth: { token } }) })
  const heard: SocketTestClient['heard'] = []
  socket.onAny((event: string, body: unknown) => void heard.push({ event, body }))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve())
    socket.once('connect_error', (error) => {
      socket.close()
      reject(Object.assign(error, { problem: Reflect.get(error, 'data') }))
    })
  })
  return {
    socket, heard,
    of: (event) => heard.filter((one) => one.event === event).map(({ body }) => body),
    send: (event, body) => socket.timeout(20_000).emitWithAck(event, ...(body === undefined ? [] : [body])),
    close: () => void socket.close(),
  }
}
