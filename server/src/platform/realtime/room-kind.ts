import type { Caller } from '../caller.ts'

/** A message that a newcomer to a room is given at once. */
export type Welcome = { event: 'topic'; body: unknown }

/**
 * A kind of rooms, by what stands before the colon of their name. Features define them; whoever owns a kind decides who
 * may enter, at the subscription and again whenever permissions or plugins change.
 */
export type RoomKind = {
  prefix: string
  /** The channels behind a room for this caller; throws a Problem when he may not enter, or there is no such room. */
  enter: (caller: Caller, name: string) => readonly string[] | Promise<readonly string[]>
  welcome?: (channel: string) => readonly Welcome[]
  entered?: (listener: RoomListener, name: string) => void
  left?: (listener: RoomListener, name: string) => void
}

/** Who listens: the id is that of the connection. */
export type RoomListener = { readonly id: string; readonly caller: Caller }
