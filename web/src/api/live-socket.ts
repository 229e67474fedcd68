import { realtimePath, type ClientEvents, type ServerEvents } from '@shopdb/contract/realtime'
import type { Socket } from 'socket.io-client'

export type LiveSocket = Socket<ServerEvents, ClientEvents>

/** The one connection of this page. Its library is fetched when somebody is signed in, never for the sign-in page. */
export async function createLiveSocket(): Promise<LiveSocket> {
  const { io } = await import('socket.io-client')
  return io({ path: realtimePath, transports: ['websocket'], autoConnect: false, reconnectionDelay: 300, reconnectionDelayMax: 5000 })
}
