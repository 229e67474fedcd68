import type { Infer, JsonSchema } from '@shopdb/contract/json-schema'
import type { RealtimeProblem } from '@shopdb/contract/realtime'
import type { Caller } from './routes.ts'

/** One connection of a signed-in person or token to the namespace of the plugin, in this server process. */
export type SocketClient = {
  /** Of the connection: after a reconnection it is another. */
  readonly id: string
  /** The server process it is connected to; the same as `context.sockets.process`. */
  readonly process: string
  /** Who it is, as of the last check of session and permissions. */
  readonly caller: Caller
  /** UTC milliseconds. */
  readonly connectedAt: number
  readonly rooms: ReadonlySet<string>
  /** What the plugin remembers of this connection; gone with it. */
  readonly notes: Map<string, unknown>
  /** A room is any text of up to 120 characters without blanks; 500 for one connection at most. Joining twice is joining once. */
  readonly join: (room: string) => void
  readonly leave: (room: string) => void
  readonly emit: (event: string, body: unknown) => void
  /** Ends the connection; `reason` is told to it. */
  readonly disconnect: (reason?: string) => void
}

/**
 * An event that clients send, by the name it has on the wire. A body that does not match the schema, a missing permission or a flag that is off never
 * reach `handle`. The acknowledgement is `{ ok: true, ...answer }`, or `{ ok: false, problem }` with code, status, title and fix, as in answers of the API.
 */
export type SocketEvent = {
  readonly name: string
  readonly title: string
  /** Default: that of the hook. */
  readonly permission?: string
  /** A flag of the manifest; while it is off the event is answered FEATURE_DISABLED. */
  readonly flag?: string
  readonly body?: JsonSchema
  /** Answers an object, or nothing. Events of one connection are handled one after the other, in their order. */
  readonly handle: (client: SocketClient, body: never) => unknown
}

/** The same before its body is typed by its schema; see `context.sockets.event`. */
export type SocketEventDeclaration<Body extends JsonSchema | undefined> = Omit<SocketEvent, 'body' | 'handle'> & {
  readonly body?: Body
  readonly handle: (client: SocketClient, body: Body extends JsonSchema ? Infer<Body> : unknown) => unknown
}

/** An event that the plugin sends. Events that are not named here are sent at once and wait one by one for a slow client. */
export type SocketEmission = {
  readonly name: string
  readonly title: string
  /** What each body must hold; `emit` throws when it does not. */
  readonly body?: JsonSchema
  /** Milliseconds in which a room gets it once: the first at once, then the last of each key. Default 0: at once. */
  readonly window?: number
  /** Member of the body that tells what it is about. Of each key the newest body counts; without it, of the event. */
  readonly key?: string
  /** What becomes of a client that does not take it in time: `newest` keeps the last body of each key for it (default with `window` or `key`); `end` lets 1,000 wait and then ends the connection, saying why. */
  readonly slow?: 'newest' | 'end'
}

/**
 * A Socket.IO namespace of the plugin: `io('/<plugin>', { path: '/api/realtime', transports: ['websocket'] })`, with cookie or token as everywhere. Nobody is let in
 * without a sign-in and the permission. Sessions and permissions are looked at again while it lasts; who has lost them is disconnected.
 */
export type Sockets = {
  readonly permission: string
  readonly events: readonly SocketEvent[]
  readonly emits?: readonly SocketEmission[]
  /** Events one connection may send; default 100 in 10 seconds. */
  readonly limit?: { readonly events: number; readonly seconds: number }
  /** A client came, or the plugin took the place of another version while clients were there; then `rooms` are those it is in. */
  readonly connected?: (client: SocketClient) => void | Promise<void>
  /** It has gone, or the plugin goes; `rooms` are those it was in, and `left` has been called for each. */
  readonly disconnected?: (client: SocketClient, reason: string) => void | Promise<void>
  readonly joined?: (client: SocketClient, room: string) => void | Promise<void>
  readonly left?: (client: SocketClient, room: string) => void | Promise<void>
  /** An event was refused: schema, permission, flag, limit, or what `handle` threw. The acknowledgement says so too. */
  readonly refused?: (client: SocketClient, event: string, problem: RealtimeProblem) => void | Promise<void>
  /**
   * The server processes that live, this one among them. Called at the start and whenever one has died without ending its connections: what was written down for
   * others can be removed. A process killed on this computer is seen by the next one that starts here; elsewhere, when it has been silent for 30 seconds.
   */
  readonly sweep?: (living: readonly string[]) => void | Promise<void>
}

/** To whom: to all of the namespace, to a room, to all connections of a user, or to one. `local`: in this server process only. */
export type SocketTarget = { readonly room?: string; readonly user?: number; readonly client?: string; readonly local?: boolean }

/** Sends to clients of the namespace, from anywhere in the plugin. */
export type SocketsApi = {
  /** Of this server process. */
  readonly process: string
  /**
   * JSON of at most 64 KB. Without `local` it goes to the clients of every server process, over Redis; each gets it once. With `local`, a plugin that hears
   * the same message in every process gives it to its own clients, and each gets it once too.
   * @example context.sockets.emit('rung', { door: 7 }, { room: 'hall:east' })
   */
  readonly emit: (event: string, body: unknown, to?: SocketTarget) => void
  /** Of this server process; of a room, or all. */
  readonly clients: (room?: string) => readonly SocketClient[]
  /** Server processes that live. */
  readonly living: () => Promise<readonly string[]>
  /**
   * Types a client event by its schema; answers it unchanged.
   * @example context.sockets.event({ name: 'listen', title: 'Listen', body, handle: (client, { hall }) => client.join(`hall:${hall}`) })
   */
  readonly event: <const Body extends JsonSchema | undefined = undefined>(declaration: SocketEventDeclaration<Body>) => SocketEvent
}
