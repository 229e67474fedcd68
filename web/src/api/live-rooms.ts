import type { ChangesMessage, RealtimeChange, TopicMessage } from '@shopdb/contract/realtime'

/** What happened in the rooms of a listener; `reload` when it cannot be told one by one. */
export type LiveNews = { changes: readonly RealtimeChange[]; reload: boolean }
export type ChangeListener = (news: LiveNews) => void
type TopicListener = (message: TopicMessage) => void

/** Ids of messages that are remembered for a room; it brings 100 at most. */
const mostSeen = 500

/** Which open views listen to which rooms. */
export function createRooms() {
  const changes = new Map<string, Set<ChangeListener>>()
  const topics = new Map<string, Set<TopicListener>>()
  /** What a room of a topic that keeps messages has brought already: after a reconnection it brings the last ones again. Forgotten when nobody listens. */
  const seen = new Map<string, Set<string>>()

  function add<Listener>(to: Map<string, Set<Listener>>, room: string, listener: Listener): () => void {
    const listeners = to.get(room) ?? new Set()
    to.set(room, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) to.delete(room)
    }
  }

  const isHeard = (room: string): boolean => topics.has(room) || topics.has(room.split('/', 1)[0] ?? room)

  function isRepeated({ topic, room, id }: TopicMessage): boolean {
    if (id === undefined) return false
    const name = `topic:${topic}/${room ?? ''}`
    const known = seen.get(name) ?? new Set<string>()
    seen.set(name, known)
    if (known.has(id)) return true
    const [oldest] = known.add(id)
    if (known.size > mostSeen && oldest !== undefined) known.delete(oldest)
    return false
  }

  function addTopic(room: string, listener: TopicListener): () => void {
    const release = add(topics, room, listener)
    return () => {
      release()
      for (const name of seen.keys()) if (!isHeard(name)) seen.delete(name)
    }
  }

  return {
    addChanges: (room: string, listener: ChangeListener) => add(changes, room, listener),
    addTopic,
    has: (room: string): boolean => changes.has(room) || topics.has(room),
    all: (): string[] => [...changes.keys(), ...topics.keys()],
    /** Hands on news; a listener that stands in several rooms hears it once. `only`: what these rooms asked for. */
    tell({ changes: told, reload = false }: Pick<ChangesMessage, 'changes' | 'reload'>, only?: readonly string[]): void {
      const news = new Map<ChangeListener, Set<RealtimeChange>>()
      for (const [room, listeners] of changes) {
        if (only && !only.includes(room)) continue
        const mine = told.filter((change) => concerns(room, change))
        if (mine.length === 0 && !reload) continue
        for (const listener of listeners) news.set(listener, new Set([...(news.get(listener) ?? []), ...mine]))
      }
      for (const [listener, mine] of news) listener({ changes: [...mine], reload })
    },
    deliver(message: TopicMessage): void {
      if (isRepeated(message)) return
      const whole = `topic:${message.topic}`
      const listeners = new Set([...(topics.get(whole) ?? []), ...(message.room === null ? [] : (topics.get(`${whole}/${message.room}`) ?? []))])
      for (const listener of listeners) listener(message)
    },
  }
}

/** Kinds of asset types are `<plugin>.<type>`; those of other resources are one word. */
export function concerns(room: string, { kind, entityId }: RealtimeChange): boolean {
  const isAsset = kind === 'assets' || kind.includes('.')
  if (room === 'type:assets') return isAsset
  return room === `type:${kind}` || (isAsset && room === `asset:${entityId}`)
}
