import { realtimePath, type ClientEvents, type RealtimeAnswer, type ServerEvents } from '@shopdb/contract/realtime'
import type { Socket } from 'socket.io-client'

export type LiveSocket = Socket<ServerEvents, ClientEvents>

/** The one connection of this page. Its library is fetched when somebody is signed in, never for the sign-in page. */
export async function createLiveSocket(): Promise<LiveSocket> {
  const { io } = await import('socket.io-client')
  return io({ path: realtimePath, transports: ['websocket'], autoConnect: false, reconnectionDelay: 300, reconnectionDelayMax: 5000 })
}

/** Any event with any body: the plugin on the other end checks what it is sent. */
type OpenEvents = Record<string, (body: unknown) => void>
export type PluginNamespace = Socket<OpenEvents, Record<string, (body: unknown, answer: (answer: RealtimeAnswer<Record<string, unknown>>) => void) => void>>

/** The namespace of a plugin, over the same connection. */
export async function createPluginSocket(plugin: string): Promise<PluginNamespace> {
  const { io } = await import('socket.io-client')
  return io(`/${plugin}`, { path: realtimePath, transports: ['websocket'], autoConnect: false, reconnectionDelay: 300, reconnectionDelayMax: 5000 })
}
