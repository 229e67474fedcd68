import type { SocketClient } from '@shopdb/plugin-api'
import { createRateLimit } from './rate-limit.ts'

/** What this needs of a client. */
export type Listener = Pick<SocketClient, 'id' | 'emit'> & { readonly caller: Pick<SocketClient['caller'], 'userId' | 'label'> }
export type AudienceParts = {
  /** Sends once to all members of a room in this process. */
  emit: (room: string, event: string, body: unknown) => void
  now: () => number
  isOn: () => boolean
  /** Events of a second for a user. */
  mostPerSecond: () => number
  onLimited: () => void
}

/** The room in which all are. */
export const everybody = 'everybody'

export const userIdOf = ({ caller }: Pick<Listener, 'caller'>): string => String(caller.userId ?? caller.label)

/**
 * Who is in which room of this process. An event goes to a room at once; only when a user of it has had his
 * events of the second is it handed to the others one by one. It counts once for a user, however many windows he has open.
 */
export function createAudience({ emit, now, isOn, mostPerSecond, onLimited }: AudienceParts) {
  const rooms = new Map<string, Map<string, Set<Listener>>>()
  const listeners = new Map<string, Listener>()
  const limit = createRateLimit(mostPerSecond, now)

  function passes(user: string): boolean {
    const isWithin = limit.passes(user)
    if (!isWithin) onLimited()
    return isWithin
  }

  return {
    joined: (listener: Listener, room: string): void => {
      const users = rooms.get(room) ?? new Map<string, Set<Listener>>()
      const user = userIdOf(listener)
      rooms.set(room, users.set(user, (users.get(user) ?? new Set()).add(listener)))
      if (room === everybody) listeners.set(listener.id, listener)
    },
    left: (listener: Listener, room: string): void => {
      const users = rooms.get(room)
      const user = userIdOf(listener)
      const own = users?.get(user)
      own?.delete(listener)
      if (own?.size === 0) users?.delete(user)
      if (users?.size === 0) rooms.delete(room)
      if (room !== everybody) return
      listeners.delete(listener.id)
      if (!users?.has(user)) limit.forget(user)
    },
    toRoom: (room: string, event: string, body: unknown): void => {
      const users = rooms.get(room)
      if (!users || !isOn()) return
      const refused = new Set([...users.keys()].filter((user) => !passes(user)))
      if (refused.size === 0) return emit(room, event, body)
      for (const [user, own] of users) if (!refused.has(user)) for (const listener of own) listener.emit(event, body)
    },
    /** What nobody may miss is not counted. */
    toEverybody: (event: string, body: unknown): void => {
      if (rooms.has(everybody) && isOn()) emit(everybody, event, body)
    },
    toSession: (id: string, event: string, body: unknown): void => {
      const listener = listeners.get(id)
      if (listener && isOn() && passes(userIdOf(listener))) listener.emit(event, body)
    },
    size: (): number => listeners.size,
  }
}

export type Audience = ReturnType<typeof createAudience>
