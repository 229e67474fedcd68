import type { RealtimeProblem } from '@shopdb/contract/realtime'
import { readonly, shallowRef } from 'vue'
import { createLiveSocket, type LiveSocket } from './live-socket.ts'
import { createRooms, type ChangeListener } from './live-rooms.ts'
import { loadSession, session } from './session.ts'

/** off: nobody is signed in. joining: at the start. lost: for two seconds or more; what is shown may be old. */
export type LiveState = 'off' | 'joining' | 'live' | 'lost'

const state = shallowRef<LiveState>('off')
export const liveState = readonly(state)

const rooms = createRooms()
const joined = new Set<string>()
/** The newest change this page knows of; null before the first connection. */
let cursor: number | null = null
let socket: LiveSocket | null = null
let creating: Promise<void> | null = null
let lostTimer: ReturnType<typeof setTimeout> | undefined
let syncTimer: ReturnType<typeof setTimeout> | undefined

/** A short break is not worth a word. */
const lostMilliseconds = 2000
/** A view that is left is often opened again at once. */
const leaveMilliseconds = 1000

/** Calls back for changes in a room (`asset:5`, `type:printers.printer`, `type:assets`) until released. */
export function listenTo(room: string, listener: ChangeListener): () => void {
  return kept(rooms.addChanges(room, listener))
}

/** Calls back for the messages of a plugin's topic, or of one room of it. */
export function listenToTopic(topic: string, room: string | undefined, listener: (message: unknown) => void): () => void {
  return kept(rooms.addTopic(room === undefined ? `topic:${topic}` : `topic:${topic}/${room}`, ({ message }) => listener(message)))
}

function kept(release: () => void): () => void {
  syncSoon(0)
  return () => {
    release()
    syncSoon(leaveMilliseconds)
  }
}

/** Connects while somebody is signed in. */
export function startLive(): void {
  if (creating) return void socket?.connect()
  state.value = 'joining'
  creating = createLiveSocket().then((created) => {
    socket = created
    bind(created)
    if (session.value) created.connect()
  }, () => {
    // The file of the library could not be fetched: the server is away, as the requests of the page say too.
    creating = null
    lose()
  })
}

export function stopLive(): void {
  clearTimeout(lostTimer)
  state.value = 'off'
  socket?.disconnect()
  joined.clear()
  cursor = null
}

function bind(created: LiveSocket): void {
  let reason: RealtimeProblem | null = null
  created.on('hello', (hello) => {
    clearTimeout(lostTimer)
    reason = null
    state.value = 'live'
    joined.clear()
    const known = cursor
    cursor ??= hello.cursor
    void join(rooms.all(), known)
  })
  created.on('changes', (message) => {
    cursor = Math.max(cursor ?? 0, message.cursor)
    rooms.tell(message)
  })
  created.on('topic', (message) => rooms.deliver(message))
  created.on('left', ({ rooms: left }) => { for (const { room } of left) joined.delete(room) })
  created.on('goodbye', (problem) => { reason = problem })
  created.on('disconnect', (why) => {
    lose()
    // What the server ended is not tried again by the library.
    if (why === 'io server disconnect') void again(reason)
  })
  created.on('connect_error', (error) => {
    lose()
    const refusal: unknown = Reflect.get(error, 'data')
    if (refusal) void again(refusal)
  })
}

function lose(): void {
  joined.clear()
  if (state.value === 'off') return
  clearTimeout(lostTimer)
  lostTimer = setTimeout(() => { if (state.value !== 'off' && !socket?.connected) state.value = 'lost' }, lostMilliseconds)
}

/** A session that has ended is renewed by asking for it, as every request does; without one the page leads to the sign-in. */
async function again(refusal: unknown): Promise<void> {
  const isSignedOut = Reflect.get(Object(refusal), 'status') === 401
  await new Promise((resolve) => setTimeout(resolve, isSignedOut ? 0 : 500 + Math.random() * 1500))
  if (state.value === 'off') return
  const current = isSignedOut ? await loadSession().catch(() => session.value) : session.value
  if (current && !socket?.connected) socket?.connect()
}

function syncSoon(milliseconds: number): void {
  if (milliseconds > 0 && syncTimer !== undefined) return
  clearTimeout(syncTimer)
  syncTimer = setTimeout(sync, milliseconds)
}

function sync(): void {
  syncTimer = undefined
  if (!socket?.connected || state.value !== 'live') return
  const gone = [...joined].filter((room) => !rooms.has(room))
  for (const room of gone) joined.delete(room)
  if (gone.length > 0) socket.emit('unsubscribe', { rooms: gone }, () => undefined)
  void join(rooms.all().filter((room) => !joined.has(room)), cursor)
}

/** Enters rooms and hands on what happened in them since the cursor; without one, what is shown is read again. */
async function join(wanted: readonly string[], since: number | null): Promise<void> {
  if (!socket || wanted.length === 0) return
  for (const room of wanted) joined.add(room)
  try {
    const answer = await socket.timeout(20_000).emitWithAck('subscribe', since === null ? { rooms: [...wanted] } : { rooms: [...wanted], since })
    if (!answer.ok) return
    if (since === null) return rooms.tell({ changes: [], reload: true }, answer.joined)
    rooms.tell(answer, answer.joined)
  } catch {
    // No answer in time: the connection is about to be lost, and everything is joined anew with the next.
    for (const room of wanted) joined.delete(room)
  }
}
