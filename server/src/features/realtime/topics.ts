import { randomUUID } from 'node:crypto'
import type { RealtimeApi, Topic } from '@shopdb/plugin-api'
import type { TopicMessage } from '@shopdb/contract/realtime'
import { compileCheck } from '../../platform/http/validation.ts'
import { Problem } from '../../platform/problem.ts'
import type { Realtime } from '../../platform/realtime/realtime.ts'
import type { RoomListener } from '../../platform/realtime/room-kind.ts'
import { newest, type Coalescing } from '../../platform/realtime/outbox.ts'
import { defineExtensionPoint, type ExtensionPoint, type PluginHandle } from '../../plugin-host/index.ts'

type OwnedTopic = { declaration: Topic; check: ReturnType<typeof compileCheck> | null }
export type Topics = { point: ExtensionPoint<readonly Topic[]>; contextFor: (plugin: PluginHandle) => RealtimeApi }

const subject = 'topic'
const mostBytes = 65_536
/** Rooms of one topic whose last messages are kept. */
const mostRetained = 1000
const roomPattern = /^[^\s/]{1,80}$/

/**
 * Messages of plugins: `topic:<plugin>.<name>` hears the whole topic, `topic:<plugin>.<name>/<room>` one room of it. Who
 * listens to both gets a message once. Each process gives a message to its own clients; the bus carries it to the others.
 */
export function createTopics(realtime: Realtime): Topics {
  const topics = new Map<string, OwnedTopic>()
  const retained = new Map<string, Map<string, TopicMessage[]>>()

  realtime.defineRooms({
    prefix: 'topic',
    enter: async (caller, name) => {
      const [topic, room] = partsOf(name)
      const found = topics.get(topic)
      if (!found || (room !== null && !roomPattern.test(room))) throw new Problem('NOT_FOUND', { detail: `There is no topic "${name.slice(0, 120)}".` })
      const { permission, mayEnter } = found.declaration
      if (!caller.may(permission)) throw new Problem('PERMISSION_MISSING', { extra: { permission } })
      if (mayEnter && (await mayEnter(caller, room)) !== true) throw new Problem('PERMISSION_MISSING', { detail: `You may not listen to "${name.slice(0, 120)}".` })
      return [channelOf(topic, room)]
    },
    entered: (listener, name) => tell('subscribed', listener, name),
    left: (listener, name) => tell('unsubscribed', listener, name),
    welcome: (channel) => keptFor(channel).map((body) => ({ event: 'topic', body: { ...body, retained: true } })),
  })
  realtime.bus.listen(subject, (body) => {
    const message = body as TopicMessage // written by another process of this site, from the same code
    if (topics.has(message.topic)) deliver(message)
  })

  /** A failure is listed with the plugin; who listens does not notice. */
  function tell(hook: 'subscribed' | 'unsubscribed', { id, caller }: RoomListener, name: string): void {
    const [topic, room] = partsOf(name)
    const called = topics.get(topic)?.declaration[hook]
    if (called) void Promise.resolve(called({ id, caller }, room)).catch(() => undefined)
  }

  function keptFor(channel: string): TopicMessage[] {
    const [topic, room] = partsOf(channel.slice('topic:'.length))
    const kept = retained.get(topic)
    if (!kept) return []
    return room === null ? [...kept.values()].flat() : (kept.get(room) ?? [])
  }

  function deliver(message: TopicMessage): void {
    const { topic, room } = message
    const declaration = topics.get(topic)?.declaration
    const keeps = declaration?.keep ?? (declaration?.retained ? 1 : 0)
    if (keeps > 0) keep(message, keeps)
    const delivery = { event: 'topic', body: message, ...coalescingOf(declaration, message) }
    const whole = channelOf(topic, null)
    realtime.deliver(whole, delivery)
    if (room !== null) realtime.deliver(channelOf(topic, room), { ...delivery, except: [whole] })
  }

  function keep(message: TopicMessage, most: number): void {
    const kept = retained.get(message.topic) ?? new Map<string, TopicMessage[]>()
    retained.set(message.topic, kept)
    const room = message.room ?? ''
    const latest = [...(kept.get(room) ?? []), message].slice(-most)
    // Moved to the end: the one that was renewed longest ago goes first.
    kept.delete(room)
    kept.set(room, latest)
    const [oldest] = kept.keys()
    if (kept.size > mostRetained && oldest !== undefined) kept.delete(oldest)
  }

  function publish(plugin: string, name: string, message: unknown, room: string | undefined): void {
    const topic = `${plugin}.${name}`
    const found = topics.get(topic)
    if (!found) throw new Error(`The plugin "${plugin}" has no topic "${name}". Declare it in the hook "topics".`)
    if (room !== undefined && !roomPattern.test(room)) throw new Error(`"${room}" cannot be a room of the topic "${name}": use up to 80 characters without blanks and "/".`)
    const [problem] = found.check?.(message) ?? []
    if (problem) throw new Error(`A message of the topic "${name}" does not match its schema at "${problem.path || '/'}": ${problem.message}.`)
    const text = JSON.stringify(message) as string | undefined // undefined for what JSON cannot hold
    if (text === undefined || text.length > mostBytes) throw new Error(`A message of the topic "${name}" must be JSON of at most ${mostBytes} characters.`)
    // A copy: what the plugin changes afterwards is not what it published.
    const sent: TopicMessage = { topic, room: room ?? null, message: JSON.parse(text), ...(found.declaration.keep !== undefined && { id: randomUUID() }) }
    deliver(sent)
    realtime.bus.send(subject, sent)
  }

  return {
    point: defineExtensionPoint<readonly Topic[]>({
      key: 'topics',
      added: (plugin, declared) => {
        for (const declaration of declared) {
          const topic = `${plugin.name}.${declaration.name}`
          if (topics.has(topic)) throw new Error(`Two topics are called "${declaration.name}". Give each a name of its own.`)
          topics.set(topic, { declaration, check: typeof declaration.message === 'object' ? compileCheck(declaration.message) : null })
        }
      },
      removed: (plugin, declared) => {
        for (const { name } of declared) {
          topics.delete(`${plugin.name}.${name}`)
          retained.delete(`${plugin.name}.${name}`)
        }
        // A plugin that is replaced offers its topics again at once; only then is it seen whether they are gone.
        setTimeout(() => void realtime.recheckAll(), 1000).unref()
      },
    }),
    contextFor: (plugin) => ({ publish: (topic, message, room) => publish(plugin.name, topic, message, room) }),
  }
}

/** Within a window the newest of each key; of several rooms each by itself. */
function coalescingOf(declaration: Topic | undefined, { room, message }: TopicMessage): { coalescing?: Coalescing; parkAs?: string } {
  if (declaration?.window === undefined && declaration?.key === undefined) return {}
  const value: unknown = declaration.key === undefined ? '' : Reflect.get(Object(message), declaration.key)
  const key = `${room ?? ''}/${String(value)}`
  return { parkAs: key, ...(declaration.window !== undefined && { coalescing: { window: declaration.window, key, merge: newest } }) }
}

/** Of `lockers.opened/east` the topic and the room; null is the whole topic. */
function partsOf(name: string): [topic: string, room: string | null] {
  const [topic = '', room = null] = name.split('/', 2)
  return [topic, room]
}

const channelOf = (topic: string, room: string | null): string => (room === null ? `topic:${topic}` : `topic:${topic}/${room}`)
