import type { RealtimeAnswer } from '@shopdb/contract/realtime'
import { ref, type Ref } from 'vue'
import { createPluginSocket, type PluginNamespace } from './live-socket.ts'
import { ApiProblem, offlineProblem } from './problem.ts'

/** The namespace of one plugin, shared by all parts of the page that use it. */
export type SharedSocket = {
  isConnected: Ref<boolean>
  send: (event: string, body: unknown) => Promise<Record<string, unknown>>
  on: (event: string, listener: (body: unknown) => void) => () => void
  onConnect: (listener: () => void) => () => void
  release: () => void
}

type Opened = { socket: Promise<PluginNamespace>; isConnected: Ref<boolean>; listeners: Map<string, Set<(body: unknown) => void>>; greeters: Set<() => void>; users: number }

const opened = new Map<string, Opened>()
/** A page that is left is often opened again at once. */
const graceMilliseconds = 1000
/** The library does not try again what the server has ended or refused: a plugin that is replaced is back soon. */
const retryMilliseconds = 3000
const answerMilliseconds = 20_000

/** Joins the namespace of a plugin, over the one connection of the page. */
export function openPluginSocket(plugin: string): SharedSocket {
  const entry = opened.get(plugin) ?? open(plugin)
  opened.set(plugin, entry)
  entry.users++
  return {
    isConnected: entry.isConnected,
    send: (event, body) => send(entry, event, body),
    on: (event, listener) => listen(entry, event, listener),
    onConnect: (listener) => {
      entry.greeters.add(listener)
      if (entry.isConnected.value) listener()
      return () => void entry.greeters.delete(listener)
    },
    release: () => {
      entry.users--
      setTimeout(() => close(plugin, entry), graceMilliseconds)
    },
  }
}

function open(plugin: string): Opened {
  const entry: Opened = { socket: createPluginSocket(plugin), isConnected: ref(false), listeners: new Map(), greeters: new Set(), users: 0 }
  void entry.socket.then((socket) => {
    const again = (): void => void setTimeout(() => { if (entry.users > 0 && !socket.connected) socket.connect() }, retryMilliseconds)
    socket.on('connect', () => {
      entry.isConnected.value = true
      for (const greet of entry.greeters) greet()
    })
    socket.on('disconnect', (reason) => {
      entry.isConnected.value = false
      if (reason === 'io server disconnect') again()
    })
    socket.on('connect_error', () => { if (!socket.active) again() })
    socket.onAny((event: string, body: unknown) => { for (const listener of entry.listeners.get(event) ?? []) listener(body) })
    if (entry.users > 0) socket.connect()
  }, () => opened.delete(plugin))
  return entry
}

function close(plugin: string, entry: Opened): void {
  if (entry.users > 0) return
  opened.delete(plugin)
  void entry.socket.then((socket) => socket.disconnect(), () => undefined)
}

function listen({ listeners }: Opened, event: string, listener: (body: unknown) => void): () => void {
  const known = listeners.get(event) ?? new Set()
  listeners.set(event, known.add(listener))
  return () => void known.delete(listener)
}

async function send(entry: Opened, event: string, body: unknown): Promise<Record<string, unknown>> {
  const socket = await entry.socket
  const answer: RealtimeAnswer<Record<string, unknown>> = await socket.timeout(answerMilliseconds).emitWithAck(event, body).catch((cause: unknown) => { throw offlineProblem(cause) })
  if (!answer.ok) throw new ApiProblem({ type: `urn:shopdb:error:${answer.problem.code}`, requestId: '', ...answer.problem })
  return answer
}
