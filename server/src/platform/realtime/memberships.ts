import { mostRooms, type ChangesMessage, type RefusedRoom, type SubscribeBody, type Subscribed, type UnsubscribeBody } from '@shopdb/contract/realtime'
import type { Socket } from 'socket.io'
import type { Caller } from '../caller.ts'
import { Problem } from '../problem.ts'
import { callerOf } from './connection.ts'
import { presentProblem } from './present-problem.ts'
import type { SubscriptionRecord } from './record-subscriptions.ts'
import type { RoomKind } from './room-kind.ts'

/** What happened in these channels since a cursor, and where the newest is. */
export type Resume = { cursor: () => number; since: (cursor: number, channels: ReadonlySet<string>) => Promise<ChangesMessage> }

/** The rooms a connection asked for, with the channels behind each. */
type Membership = Map<string, readonly string[]>

/** Who is in which room: asked by `subscribe`, allowed by the kind of the room, and written down. */
export function createMemberships(record: Pick<SubscriptionRecord, 'joined' | 'left'>) {
  const kinds = new Map<string, RoomKind>()
  const memberships = new Map<string, Membership>()
  let resume: Resume = { cursor: () => 0, since: async (cursor) => ({ cursor, changes: [] }) }
  const kindOf = (room: string): RoomKind | undefined => kinds.get(room.slice(0, room.indexOf(':')))
  const nameOf = (room: string): string => room.slice(room.indexOf(':') + 1)

  async function subscribe(socket: Socket, { rooms, since }: SubscribeBody): Promise<Subscribed> {
    const caller = callerOf(socket)
    // The cursor is read before the rooms are entered: what is committed in between arrives, if need be twice.
    const cursor = resume.cursor()
    const membership = memberships.get(socket.id)
    if (!membership) throw new Problem('STATE_CONFLICT', { detail: 'The connection has ended.' })
    if (new Set([...membership.keys(), ...rooms]).size > mostRooms) throw new Problem('RULE_BROKEN', { detail: `A connection may be in ${mostRooms} rooms.`, fields: [{ path: '/rooms', message: 'are too many' }] })
    const joined: string[] = []
    const refused: RefusedRoom[] = []
    for (const room of rooms) {
      const channels = await channelsOf(caller, room)
      if (channels instanceof Problem) refused.push({ room, problem: presentProblem(channels) })
      else if (memberships.has(socket.id)) {
        enter(socket, membership, room, channels)
        joined.push(room)
      }
    }
    record.joined({ socketId: socket.id, userId: caller.userId, actor: caller.label }, joined)
    const entered = new Set(joined.flatMap((room) => membership.get(room) ?? []))
    if (since === undefined || entered.size === 0) return { joined, refused, cursor, changes: [] }
    return { joined, refused, ...(await resume.since(since, entered)) }
  }

  function unsubscribe(socket: Socket, { rooms }: UnsubscribeBody): object {
    leave(socket, rooms)
    return {}
  }

  function enter(socket: Socket, membership: Membership, room: string, channels: readonly string[]): void {
    const before = membership.get(room)
    membership.set(room, channels)
    void socket.join([...channels])
    dropChannels(socket, membership, before ?? [])
    const { welcome, entered } = kindOf(room) ?? {}
    for (const channel of channels) for (const { event, body } of welcome?.(channel) ?? []) if (!before?.includes(channel)) socket.emit(event, body)
    if (!before) entered?.({ id: socket.id, caller: callerOf(socket) }, nameOf(room))
  }

  function leave(socket: Socket, rooms: readonly string[]): void {
    const membership = memberships.get(socket.id)
    if (!membership) return
    for (const room of rooms) {
      const channels = membership.get(room)
      if (!channels) continue
      membership.delete(room)
      dropChannels(socket, membership, channels)
      kindOf(room)?.left?.({ id: socket.id, caller: callerOf(socket) }, nameOf(room))
    }
    record.left(socket.id, rooms)
  }

  /** Several rooms may stand on one channel; it is left with the last. */
  function dropChannels(socket: Socket, membership: Membership, channels: readonly string[]): void {
    const kept = new Set([...membership.values()].flat())
    for (const channel of channels) if (!kept.has(channel)) void socket.leave(channel)
  }

  async function channelsOf(caller: Caller, room: string): Promise<readonly string[] | Problem> {
    try {
      const kind = kindOf(room)
      if (!kind) throw new Problem('NOT_FOUND', { detail: `There is no room "${room.slice(0, 80)}". Rooms begin with ${[...kinds.keys()].map((prefix) => `"${prefix}:"`).join(', ')}.` })
      return await kind.enter(caller, nameOf(room))
    } catch (error) {
      if (error instanceof Problem) return error
      throw error
    }
  }

  return {
    subscribe, unsubscribe,
    count: (): number => memberships.size,
    cursor: (): number => resume.cursor(),
    resumeWith: (given: Resume): void => void (resume = given),
    defineRooms: (kind: RoomKind): void => void kinds.set(kind.prefix, kind),
    add: (socket: Socket): void => void memberships.set(socket.id, new Map()),
    forget(socket: Socket): void {
      const rooms = [...(memberships.get(socket.id)?.keys() ?? [])]
      if (rooms.length > 0) leave(socket, rooms)
      memberships.delete(socket.id)
    },
    /** Leads a connection out of the rooms that it may not be in any more. */
    async recheck(socket: Socket, caller: Caller): Promise<void> {
      const refused: RefusedRoom[] = []
      for (const [room] of [...(memberships.get(socket.id) ?? [])]) {
        const channels = await channelsOf(caller, room)
        const membership = memberships.get(socket.id)
        if (channels instanceof Problem) refused.push({ room, problem: presentProblem(channels) })
        else if (membership?.has(room)) enter(socket, membership, room, channels)
      }
      if (refused.length === 0) return
      leave(socket, refused.map(({ room }) => room))
      socket.emit('left', { rooms: refused })
    },
  }
}
