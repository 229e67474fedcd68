import type { SocketClient } from '@shopdb/plugin-api'
import type { Socket } from 'socket.io'
import { callerOf } from '../../platform/realtime/connection.ts'
import { presentProblem } from '../../platform/realtime/present-problem.ts'
import { Problem } from '../../platform/problem.ts'

/** Rooms one connection may be in. */
const mostRooms = 500
const roomPattern = /^\S{1,120}$/

/** Channels of a plugin's namespace. What stands before the colon keeps rooms of the plugin apart from those of the host. */
export const everybody = 'all:'
export const roomChannel = (room: string): string => `room:${room}`
export const userChannel = (userId: number): string => `user:${userId}`

export type RoomNews = { joined: (client: SocketClient, room: string) => void; left: (client: SocketClient, room: string) => void }
export type ConnectedClient = { client: SocketClient; rooms: Set<string>; socket: Socket }

/** A connection as the plugin sees it. */
export function createSocketClient(socket: Socket, processId: string, now: () => number, news: RoomNews): ConnectedClient {
  const rooms = new Set<string>()
  const connectedAt = now()
  const client: SocketClient = {
    id: socket.id, process: processId, connectedAt, rooms, notes: new Map(),
    // Looked at anew: what somebody may do changes while the connection lasts.
    get caller() { return callerOf(socket) },
    join: (room) => {
      if (!roomPattern.test(room)) throw new Error(`"${String(room).slice(0, 120)}" cannot be a room: use up to 120 characters without blanks.`)
      if (rooms.has(room) || !socket.connected) return
      if (rooms.size >= mostRooms) throw new Problem('RULE_BROKEN', { detail: `A connection may be in ${mostRooms} rooms.` })
      rooms.add(room)
      void socket.join(roomChannel(room))
      news.joined(client, room)
    },
    leave: (room) => {
      if (!rooms.delete(room)) return
      void socket.leave(roomChannel(room))
      news.left(client, room)
    },
    emit: (event, body) => void socket.emit(event, body),
    disconnect: (reason) => {
      socket.emit('goodbye', presentProblem(new Problem('SESSION_ENDED', { detail: reason })))
      // Not the connection below: it may carry other namespaces.
      socket.disconnect(false)
    },
  }
  return { client, rooms, socket }
}
