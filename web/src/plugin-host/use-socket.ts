import { onScopeDispose, readonly, type Ref } from 'vue'
import { openPluginSocket } from '../api/plugin-sockets.ts'

/** The namespace of a plugin, as long as the component lives. */
export type PluginSocket = {
  readonly isConnected: Readonly<Ref<boolean>>
  /** Sends an event of the hook `sockets`; answers its acknowledgement, and throws an ApiProblem when it is refused. */
  readonly send: (event: string, body?: unknown) => Promise<Record<string, unknown>>
  readonly on: (event: string, listener: (body: never) => void) => void
  /** Runs now when it is connected, and after each reconnection: join rooms and read what is shown here, and nothing that the page needs is missed. */
  readonly onConnect: (listener: () => void) => void
}

/**
 * Events from and to the hook `sockets` of a plugin. A lost connection comes back by itself, with no rooms.
 * @example
 * const socket = useSocket('halls')
 * socket.on('rung', ({ n }: { n: number }) => count.value = n)
 * socket.onConnect(() => void socket.send('listen_to', { hall: 'EAST' }))
 */
export function useSocket(plugin: string): PluginSocket {
  const shared = openPluginSocket(plugin)
  const releases: (() => void)[] = []
  onScopeDispose(() => {
    for (const release of releases) release()
    shared.release()
  })
  return {
    isConnected: readonly(shared.isConnected),
    send: (event, body = {}) => shared.send(event, body),
    on: (event, listener) => void releases.push(shared.on(event, listener as (body: unknown) => void)), // the plugin writes the type of what it sends itself
    onConnect: (listener) => void releases.push(shared.onConnect(listener)),
  }
}
