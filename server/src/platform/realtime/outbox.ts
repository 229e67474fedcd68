import type { Namespace, Socket } from 'socket.io'
import { isCongested, type Buffered } from './congestion.ts'

/**
 * How messages of a channel may be put together: `merge` makes one of two of the same key. `window`: milliseconds in which the channel gets the event once;
 * the first at once, what follows at its end.
 */
export type Coalescing = { window?: number; key?: string; merge: (earlier: never, later: never) => unknown }
export type Delivery = { event: string; body: unknown; /** Members of these channels have had it. */ except?: readonly string[]; coalescing?: Coalescing; /** For a client that is behind: only the newest under this key waits, or with null each by itself. Default: as `coalescing` says. */ parkAs?: string | null }

/** The newest counts. */
export const newest = (_earlier: unknown, later: unknown): unknown => later

type Parked = { since: number; waiting: Map<string, Delivery>; count: number }
type Queue = { channel: string; pending: Map<string, Delivery>; nextAt: number; timer: NodeJS.Timeout | undefined }
type Options = { namespace: () => Namespace; now: () => number; /** Milliseconds. */ slowLimit: number; endSlow: (socket: Socket) => void }

const congestedChannel = 'congested'
const drainMilliseconds = 25
/** What cannot be merged waits for a slow client up to this number of messages; a burst of the moment may be ten times as large. */
const mostParked = 1000
const burstMilliseconds = 1000
/** A message for a full room takes about 12 µs per member; with this pause in between, half of the time is left for others. */
const pausePerMember = 0.025
const longestPause = 500
/** Keys that one channel may collect within a window; then it is sent what there is. */
const mostKeys = 10_000

/**
 * Sends to the members of a channel that are connected to this process. Mergeable messages that follow fast upon each
 * other are put together per channel and key. A client that does not take what it is sent stops getting more; what would have gone
 * to it is put together until it has caught up, and when it does not, it is disconnected.
 */
export function createOutbox({ namespace, now, slowLimit, endSlow }: Options) {
  const queues = new Map<string, Queue>()
  const slow = new Map<string, Parked>()
  let draining: NodeJS.Timeout | undefined

  function deliver(channel: string, delivery: Delivery): void {
    const members = namespace().adapter.rooms.get(channel)
    if (!members || members.size === 0) return
    if (!delivery.coalescing) return send(channel, members, delivery)
    const { window = 0, key = '' } = delivery.coalescing
    const name = `${channel} ${delivery.event}`
    const queue = queues.get(name) ?? { channel, pending: new Map(), nextAt: 0, timer: undefined }
    queues.set(name, queue)
    const earlier = queue.pending.get(key)
    // The one that was renewed last stands last.
    queue.pending.delete(key)
    queue.pending.set(key, earlier ? together(earlier, delivery) : delivery)
    const wait = queue.pending.size > mostKeys ? 0 : queue.nextAt - now()
    if (wait <= 0) flush(name, queue, window)
    else queue.timer ??= setTimeout(() => flush(name, queue, window), wait)
  }

  function flush(name: string, queue: Queue, window: number): void {
    clearTimeout(queue.timer)
    queue.timer = undefined
    const members = namespace().adapter.rooms.get(queue.channel)
    const waiting = [...queue.pending.values()]
    if (waiting.length === 0 || !members) return void queues.delete(name)
    queue.pending = new Map()
    queue.nextAt = now() + Math.max(window, Math.min(members.size * pausePerMember * waiting.length, longestPause))
    // An empty flush at the end of the pause forgets the queue.
    queue.timer = setTimeout(() => flush(name, queue, window), queue.nextAt - now())
    for (const delivery of waiting) send(queue.channel, members, delivery)
  }

  function send(channel: string, members: ReadonlySet<string>, delivery: Delivery): void {
    const { sockets } = namespace()
    for (const id of members) {
      const socket = sockets.get(id)
      if (!socket || delivery.except?.some((other) => socket.rooms.has(other))) continue
      if (slow.has(id) || isCongested(bufferOf(socket))) park(socket, channel, delivery)
    }
    namespace().local.to(channel).except([congestedChannel, ...(delivery.except ?? [])]).emit(delivery.event, delivery.body)
  }

  function park(socket: Socket, channel: string, delivery: Delivery): void {
    const parked = slow.get(socket.id) ?? { since: now(), waiting: new Map(), count: 0 }
    if (!slow.has(socket.id)) {
      slow.set(socket.id, parked)
      void socket.join(congestedChannel)
      socket.once('disconnect', () => slow.delete(socket.id))
    }
    const key = parkingKey(delivery)
    const place = key === null ? `${parked.count++}` : `${channel} ${delivery.event} ${key}`
    const earlier = parked.waiting.get(place)
    // The newest stands last, as it came.
    parked.waiting.delete(place)
    parked.waiting.set(place, earlier ? together(earlier, delivery) : delivery)
    const isBurst = now() - parked.since < burstMilliseconds
    if (parked.waiting.size > (isBurst ? mostParked * 10 : mostParked)) endSlow(socket)
    draining ??= setInterval(drain, drainMilliseconds)
  }

  /** Hands over what waited as soon as a client has taken the rest. */
  function drain(): void {
    for (const [id, parked] of slow) {
      const socket = namespace().sockets.get(id)
      if (!socket) slow.delete(id)
      else if (bufferOf(socket).writeBuffer.length === 0) release(socket, parked)
      else if (now() - parked.since > slowLimit) endSlow(socket)
    }
    if (slow.size > 0) return
    clearInterval(draining)
    draining = undefined
  }

  function release(socket: Socket, parked: Parked): void {
    slow.delete(socket.id)
    void socket.leave(congestedChannel)
    for (const { event, body } of parked.waiting.values()) socket.emit(event, body)
  }

  return {
    deliver,
    /** Clients that are behind now. */
    slowClients: (): number => slow.size,
    stop: (): void => {
      clearInterval(draining)
      for (const queue of queues.values()) clearTimeout(queue.timer)
    },
  }
}

function parkingKey({ parkAs, coalescing }: Delivery): string | null {
  return parkAs === undefined ? (coalescing ? (coalescing.key ?? '') : null) : parkAs
}

function together(earlier: Delivery, later: Delivery): Delivery {
  const merge = later.coalescing?.merge as ((one: unknown, other: unknown) => unknown) | undefined // the messages of one key are of one kind, and so is its merge
  return merge ? { ...later, body: merge(earlier.body, later.body) } : later
}

function bufferOf(socket: Socket): Buffered {
  return socket.conn as unknown as Buffered // writeBuffer is private in the types of engine.io, and the only place that says how far a client is behind
}
