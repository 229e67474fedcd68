/** Messages that may wait for one handler; beyond that the oldest go. */
const mostWaiting = 10_000

export type MessageQueue<Message> = { add: (message: Message) => void; stop: () => void; waiting: () => number; dropped: () => number }

/** Hands messages to a handler one after the other, in the order in which they came; the next follows when the previous one is done. */
export function createMessageQueue<Message>(handle: (message: Message) => Promise<void>): MessageQueue<Message> {
  let messages: Message[] = []
  let next = 0
  let isBusy = false
  let dropped = 0

  async function work(): Promise<void> {
    isBusy = true
    for (let message = messages[next]; message !== undefined; message = messages[next]) {
      next++
      // Taken out in passing, not one by one: that would move all others each time.
      if (next > 1000) {
        messages = messages.slice(next)
        next = 0
      }
      await handle(message)
    }
    messages = []
    next = 0
    isBusy = false
  }

  return {
    add: (message) => {
      messages.push(message)
      if (messages.length - next > mostWaiting) {
        next++
        dropped++
      }
      if (!isBusy) void work()
    },
    stop: () => {
      messages = []
      next = 0
    },
    waiting: () => messages.length - next,
    dropped: () => dropped,
  }
}
