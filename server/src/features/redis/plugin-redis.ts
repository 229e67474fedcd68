import type { RedisApi } from '@shopdb/plugin-api'
import { isCovered, isGlob } from '../../platform/redis/glob.ts'
import { keysOf } from '../../platform/redis/key-commands.ts'
import { createMessageQueue, type MessageQueue } from '../../platform/redis/message-queue.ts'
import { createRedisLink, type RedisLink } from '../../platform/redis/redis-link.ts'
import type { PluginHandle } from '../../plugin-host/index.ts'
import { createFailureLog } from './failure-log.ts'

export type PluginRedis = { contextFor: (plugin: PluginHandle) => RedisApi }
type Options = { url: string | null; now: () => number }
type Received = { channel: string; message: Buffer }

/** Milliseconds a ping may take. */
const pingLimit = 2000

/** `context.redis`: connections of each plugin's own, so that one that floods or blocks keeps no other from hearing. */
export function createPluginRedis({ url, now }: Options): PluginRedis {
  return {
    contextFor: (plugin) => {
      const link = createRedisLink({ url, log: plugin.log, now })
      plugin.own('Redis', link.close)
      return apiOf(plugin, link, now)
    },
  }
}

function apiOf(plugin: PluginHandle, link: RedisLink, now: () => number): RedisApi {
  const declared = plugin.manifest.capabilities?.redis ?? []
  const queues = new Set<MessageQueue<Received>>()
  const failures = createFailureLog(plugin.log, now)
  let received = 0

  function assertDeclared(name: string, what: string): void {
    if (!isCovered(name, declared)) throw new Error(`The plugin "${plugin.name}" may not ${what} "${name}": the capability "redis" names ${declared.map((pattern) => `"${pattern}"`).join(', ')}. Add it there.`)
  }

  function subscribe(pattern: string, handle: (message: Received) => unknown): () => void {
    assertDeclared(pattern, 'subscribe to')
    const label = `redis ${pattern}`
    const queue = createMessageQueue<Received>(async (message) => {
      try {
        await plugin.run(label, () => handle(message))
      } catch (error) {
        // The fault is noted with the plugin; the next message follows.
        failures.note(error, { channel: message.channel })
      }
    })
    queues.add(queue)
    const release = link.listen(pattern, (channel, message) => {
      received++
      queue.add({ channel, message })
    })
    return () => {
      release()
      queue.stop()
      queues.delete(queue)
    }
  }

  const sum = (count: (queue: MessageQueue<Received>) => number): number => [...queues].reduce((total, queue) => total + count(queue), 0)
  const figures = () => ({ received, failed: failures.count(), dropped: sum((queue) => queue.dropped()), waiting: sum((queue) => queue.waiting()), reconnections: link.reconnections() })
  plugin.own('Redis subscriptions', () => { for (const queue of queues) queue.stop() })
  plugin.addHealth('redis', () => {
    const { status, reason } = link.state()
    return { status: status === 'ready' ? 'ok' : status === 'connecting' ? 'degraded' : 'down', detail: status === 'ready' ? undefined : `Redis: ${reason ?? status}`, figures: { ...figures() } }
  })

  return {
    state: link.state,
    onState: (listener) => link.onState((state) => void plugin.run('redis state', () => listener(state)).catch((error: unknown) => failures.note(error, {}))),
    subscribe: (pattern, onMessage) => subscribe(pattern, ({ channel, message }) => onMessage(channel, message.toString())),
    subscribeBytes: (pattern, onMessage) => subscribe(pattern, ({ channel, message }) => onMessage(channel, message)),
    publish: async (channel, message) => {
      assertDeclared(channel, 'publish on')
      if (isGlob(channel)) throw new Error(`"${channel}" is a pattern; messages are published on one channel.`)
      return link.ask((commander) => commander.publish(channel, typeof message === 'string' ? message : Buffer.from(message)))
    },
    subscribers: async (channel) => {
      assertDeclared(channel, 'ask for subscribers of')
      const counts = await link.ask((commander) => commander.pubSubNumSub([channel]))
      return Number(counts[channel] ?? 0)
    },
    ping: async () => {
      const started = performance.now()
      await link.ask((commander) => commander.ping(), pingLimit)
      return performance.now() - started
    },
    command: async (name, ...parameters) => {
      const words = parameters.map(String)
      const keys = keysOf(name, words)
      if (keys === null) throw new Error(`context.redis.command takes commands on keys, and not "${name}".`)
      for (const key of keys) assertDeclared(key, 'touch')
      return link.ask((commander) => commander.sendCommand([name, ...words]))
    },
    figures,
  }
}
