import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import { loadRedis } from '../lazy-packages.ts'

/** What one server process tells the others. */
export type BusMessage = { readonly from: string; readonly subject: string; readonly body: unknown }

export type Bus = {
  /** Reaches every other process, or nobody while Redis is away. */
  send: (subject: string, body: unknown) => void
  listen: (subject: string, listener: (body: unknown) => void) => void
  /** Null without Redis. */
  isConnected: () => boolean | null
  begin: () => void
  stop: () => Promise<void>
}

type BusOptions = { url: string | null; secret: string; processId: string; log: Logger }

const longestPause = 5000

/**
 * The connection between the processes of one site. The server starts without Redis, and joins the others when it comes:
 * the driver tries again for ever. What is sent meanwhile is not kept; who must not miss anything reads the database.
 */
export function createBus({ url, secret, processId, log }: BusOptions): Bus {
  const listeners = new Map<string, ((body: unknown) => void)[]>()
  const listen: Bus['listen'] = (subject, listener) => void listeners.set(subject, [...(listeners.get(subject) ?? []), listener])
  if (url === null) return { send: () => {}, listen, isConnected: () => null, begin: () => {}, stop: async () => {} }

  // Several sites may share one Redis.
  const channel = `shopdb:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}:realtime`
  const connect = () => loadRedis().createClient({ url, disableOfflineQueue: true, socket: { connectTimeout: 5000, reconnectStrategy: (attempts) => Math.min(100 * 2 ** Math.min(attempts, 10), longestPause) } })
  const [publisher, subscriber] = [connect(), connect()]
  let isTold = false
  publisher.on('error', (error: unknown) => {
    if (!isTold) log.warn({ err: error }, 'Redis does not answer; messages stay in this process until it does')
    isTold = true
  })
  publisher.on('ready', () => {
    if (isTold) log.info('Redis answers again')
    isTold = false
  })
  // The publisher tells it for both.
  subscriber.on('error', () => undefined)
  let isSubscribed = false
  subscriber.on('ready', () => {
    // The driver renews it after each reconnection, once it has been accepted.
    if (!isSubscribed) subscriber.subscribe(channel, receive).then(() => (isSubscribed = true), (error: unknown) => log.warn({ err: error }, 'Redis refused the subscription'))
  })

  function receive(text: string): void {
    const message = parseMessage(text)
    if (!message || message.from === processId) return
    for (const listener of listeners.get(message.subject) ?? []) listener(message.body)
  }

  return {
    listen,
    send: (subject, body) => {
      if (!publisher.isReady) return
      publisher.publish(channel, JSON.stringify({ from: processId, subject, body } satisfies BusMessage)).catch((error: unknown) => log.warn({ err: error, subject }, 'a message did not reach the other processes'))
    },
    isConnected: () => publisher.isReady && subscriber.isReady && isSubscribed,
    begin: () => {
      const failed = (error: unknown): void => {
        if (publisher.isOpen) log.warn({ err: error }, 'the connection to Redis was given up')
      }
      for (const client of [publisher, subscriber]) client.connect().catch(failed)
    },
    stop: async () => {
      for (const client of [publisher, subscriber]) if (client.isOpen) client.destroy()
    },
  }
}

function parseMessage(text: string): BusMessage | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Somebody else writes on the channel; it is not for us.
    return null
  }
  if (typeof value !== 'object' || value === null || !('from' in value) || !('subject' in value) || !('body' in value)) return null
  return { from: String(value.from), subject: String(value.subject), body: value.body }
}
