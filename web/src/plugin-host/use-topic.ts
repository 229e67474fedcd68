import { onUnmounted } from 'vue'
import { listenToTopic } from '../api/live.ts'

/**
 * Calls back for each message of a topic, `<plugin>.<name>`, until the component goes; of one room of it when a room is
 * given. Messages that come while the connection is lost are not brought later, so read what you show first; a retained
 * topic greets with its last message.
 * @example useTopic('toolcribs.opened', () => void reload())
 */
export function useTopic(topic: string, listener: (message: unknown) => void, room?: string): void {
  onUnmounted(listenToTopic(topic, room, listener))
}
