import type { Logger } from 'pino'
import { isGlob } from './glob.ts'
import { createRedisClient, reasonOf, type RedisClient } from './redis-client.ts'

export type LinkState = { status: 'absent' | 'connecting' | 'ready' | 'down'; since: number; reason: string | null }
type Listener = (channel: string, message: Buffer) => void
type Options = { url: string | null; log: Logger; now: () => number }

/** Milliseconds a command may take. */
const commandLimit = 5000

/** Redis is not there, or does not answer in time. */
export class RedisUnavailableError extends Error {
  readonly code = 'REDIS_UNAVAILABLE'
  constructor(reason: string) {
    super(`Redis does not answer: ${reason}.`)
    this.name = 'RedisUnavailableError'
  }
}

/**
 * Two connections, one that listens and one for commands, opened at the first use and kept for ever. What was subscribed is
 * subscribed again after each break.
 */
export function createRedisLink({ url, log, now }: Options) {
  const wanted = new Map<string, Set<Listener>>()
  /** What the driver renews by itself, with the listener it knows. */
  const accepted = new Map<string, (message: Buffer, channel: Buffer) => void>()
  const listeners = new Set<(state: LinkState) => void>()
  let clients: { subscriber: RedisClient; commander: RedisClient } | null = null
  let state: LinkState = { status: url === null ? 'absent' : 'connecting', since: now(), reason: url === null ? 'REDIS_URL is not set' : null }
  let reconnections = 0
  let settling: Promise<void> = Promise.resolve()
  let isClosed = false

  function enter(status: LinkState['status'], reason: string | null): void {
    if (isClosed || (state.status === status && state.reason === reason)) return
    const isNew = state.status !== status
    if (isNew && status === 'ready' && state.status === 'down') reconnections++
    state = { status, reason, since: isNew ? now() : state.since }
    if (isNew && status === 'down') log.warn({ reason }, 'Redis does not answer; it is tried again until it does')
    if (isNew && status === 'ready') log.info('Redis answers')
    if (isNew) for (const listener of listeners) listener(state)
  }

  function open(): { subscriber: RedisClient; commander: RedisClient } | null {
    if (url === null || isClosed) return null
    if (clients) return clients
    const opened = { subscriber: createRedisClient(url), commander: createRedisClient(url) }
    clients = opened
    for (const client of [opened.subscriber, opened.commander]) {
      client.on('error', (error: unknown) => enter('down', reasonOf(error)))
      client.on('ready', () => void (client === opened.subscriber ? settle() : judge()))
      client.connect().catch((error: unknown) => enter('down', reasonOf(error)))
    }
    return opened
  }

  function judge(): void {
    if (clients?.subscriber.isReady && clients.commander.isReady && [...wanted.keys()].every((pattern) => accepted.has(pattern))) enter('ready', null)
  }

  /** Brings what Redis sends in line with what is wanted. */
  function settle(): Promise<void> {
    settling = settling.then(async () => {
      const subscriber = clients?.subscriber
      if (!subscriber?.isReady) return
      try {
        for (const pattern of wanted.keys()) if (!accepted.has(pattern)) await subscribe(subscriber, pattern)
        for (const [pattern, listener] of [...accepted]) if (!wanted.has(pattern)) await unsubscribe(subscriber, pattern, listener)
      } catch (error) {
        if (!isClosed) enter('down', reasonOf(error))
        return
      }
      judge()
    })
    return settling
  }

  async function subscribe(subscriber: RedisClient, pattern: string): Promise<void> {
    const listener = (message: Buffer, channel: Buffer): void => {
      const name = channel.toString()
      for (const each of wanted.get(pattern) ?? []) each(name, message)
    }
    await (isGlob(pattern) ? subscriber.pSubscribe(pattern, listener, true) : subscriber.subscribe(pattern, listener, true))
    accepted.set(pattern, listener)
  }

  async function unsubscribe(subscriber: RedisClient, pattern: string, listener: (message: Buffer, channel: Buffer) => void): Promise<void> {
    await (isGlob(pattern) ? subscriber.pUnsubscribe(pattern, listener, true) : subscriber.unsubscribe(pattern, listener, true))
    accepted.delete(pattern)
  }

  /** Runs a command, or says that Redis is away. */
  async function ask<Answer>(work: (commander: RedisClient) => Promise<Answer>, milliseconds = commandLimit): Promise<Answer> {
    const commander = open()?.commander
    if (!commander?.isReady) throw new RedisUnavailableError(state.reason ?? 'not connected yet')
    let timer: NodeJS.Timeout | undefined
    const overdue = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => reject(new RedisUnavailableError(`no answer within ${milliseconds} ms`)), milliseconds) })
    try {
      return await Promise.race([work(commander), overdue])
    } catch (error) {
      // The driver's own words for a connection that broke on the way hold no more.
      throw error instanceof RedisUnavailableError || commander.isReady ? error : new RedisUnavailableError(reasonOf(error))
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    state: () => state,
    onState: (listener: (state: LinkState) => void) => {
      listeners.add(listener)
      listener(state)
    },
    reconnections: () => reconnections,
    listen(pattern: string, listener: Listener): () => void {
      wanted.set(pattern, (wanted.get(pattern) ?? new Set()).add(listener))
      open()
      void settle()
      return () => {
        const left = wanted.get(pattern)
        left?.delete(listener)
        if (left?.size === 0) wanted.delete(pattern)
        void settle()
      }
    },
    ask,
    close(): void {
      isClosed = true
      listeners.clear()
      wanted.clear()
      for (const client of clients ? [clients.subscriber, clients.commander] : []) if (client.isOpen) client.destroy()
    },
  }
}

export type RedisLink = ReturnType<typeof createRedisLink>
