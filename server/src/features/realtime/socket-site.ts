import type { SocketClient, Sockets } from '@shopdb/plugin-api'
import type { Caller } from '../../platform/caller.ts'
import { Problem } from '../../platform/problem.ts'
import { presentProblem } from '../../platform/realtime/present-problem.ts'
import type { Namespace } from '../../platform/realtime/namespaces.ts'
import type { Realtime } from '../../platform/realtime/realtime.ts'
import type { PluginHandle } from '../../plugin-host/index.ts'
import type { Socket } from 'socket.io'
import { createSocketClient, everybody, userChannel, type ConnectedClient } from './socket-client.ts'
import { createSocketEmissions } from './socket-emissions.ts'
import { createSocketEvents } from './socket-events.ts'

type Options = { plugin: PluginHandle; declared: Sockets; namespace: Namespace; realtime: Realtime; now: () => number }

/** One plugin and its clients in this process. What the plugin does in its hooks runs in its name; a failure stays with it. */
export function createSocketSite({ plugin, declared, namespace, realtime, now }: Options) {
  const events = createSocketEvents(plugin, declared, now)
  const emissions = createSocketEmissions(plugin.name, declared.emits ?? [])
  const clients = new Map<string, ConnectedClient>()
  const { record, processId } = realtime
  const roomName = (room: string): string => `${plugin.name}/${room}`.slice(0, 160)
  let isEnded = false
  let forgetSweep: (() => void) | undefined

  /** Each connection hears of itself in order: what is told of it waits for what was told before. */
  const told = new Map<string, Promise<unknown>>()
  function tell(id: string, label: string, work: () => unknown): Promise<unknown> {
    const after = (told.get(id) ?? Promise.resolve()).then(() => plugin.run(`sockets.${label}`, work)).catch((error: unknown) => plugin.log.warn({ err: error }, `sockets.${label} failed`))
    told.set(id, after)
    return after
  }

  const news = {
    joined: (client: SocketClient, room: string): void => {
      record.joined({ socketId: client.id, userId: client.caller.userId, actor: client.caller.label }, [roomName(room)])
      if (declared.joined) void tell(client.id, 'joined', () => declared.joined?.(client, room))
    },
    left: (client: SocketClient, room: string): void => {
      record.left(client.id, [roomName(room)])
      if (declared.left) void tell(client.id, 'left', () => declared.left?.(client, room))
    },
  }

  function connected(socket: Socket): void {
    const connectedClient = createSocketClient(socket, processId, now, news)
    const { client } = connectedClient
    clients.set(socket.id, connectedClient)
    const { userId } = client.caller
    void socket.join([everybody, ...(userId === null ? [] : [userChannel(userId)])])
    socket.onAny((event: string, ...parameters: unknown[]) => void take(client, event, parameters))
    // Before the first event is handled, as the lines of a connection are one.
    if (declared.connected) void tell(client.id, 'connected', () => declared.connected?.(client))
  }

  async function take(client: SocketClient, event: string, parameters: unknown[]): Promise<void> {
    const acknowledge = typeof parameters.at(-1) === 'function' ? parameters.pop() : undefined
    await told.get(client.id)
    const { answer, problem } = await events.take(client, event, parameters[0])
    if (problem && declared.refused) await tell(client.id, 'refused', () => declared.refused?.(client, event, presentProblem(problem)))
    if (typeof acknowledge === 'function') acknowledge(answer)
  }

  async function disconnected(socket: Socket, reason: string): Promise<void> {
    const found = clients.get(socket.id)
    if (!found) return
    clients.delete(socket.id)
    const { client, rooms } = found
    const before = new Set(rooms)
    for (const room of before) news.left(client, room)
    if (declared.disconnected) await tell(client.id, 'disconnected', () => declared.disconnected?.(client, reason))
    await told.get(client.id)
    told.delete(client.id)
    events.forget(client)
  }

  function admit(caller: Caller): void {
    if (!caller.may(declared.permission)) throw new Problem('PERMISSION_MISSING', { extra: { permission: declared.permission } })
  }

  /** Also clients that another version of the plugin had: they are in their rooms already. */
  function takeOver(socket: Socket): void {
    socket.offAny()
    const rooms = [...socket.rooms].filter((channel) => channel.startsWith('room:')).map((channel) => channel.slice('room:'.length))
    connected(socket)
    for (const room of rooms) clients.get(socket.id)?.client.join(room)
  }

  function sweep(living: readonly string[]): void {
    if (!isEnded && declared.sweep) void tell('', 'sweep', () => declared.sweep?.(living))
  }

  return {
    emissions, namespace,
    clients: (): SocketClient[] => [...clients.values()].map(({ client }) => client),
    begin: async (): Promise<void> => {
      for (const socket of namespace.sockets()) takeOver(socket)
      namespace.ownBy({ admit, connected, disconnected: (socket, reason) => void disconnected(socket, reason) })
      if (!declared.sweep) return
      forgetSweep = record.onDeath(sweep)
      sweep(await record.living())
    },
    /** The plugin hears that its clients go; they stay connected for whoever takes its place. */
    end: async (): Promise<void> => {
      isEnded = true
      forgetSweep?.()
      namespace.ownBy(null)
      const gone = [...clients.values()]
      for (const { socket } of gone) socket.offAny()
      await Promise.all(gone.map(({ socket }) => disconnected(socket, 'the plugin stops')))
    },
  }
}

export type SocketSite = ReturnType<typeof createSocketSite>
