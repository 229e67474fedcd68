/** One element of a batch. Of two with the same key in one window the later counts. */
export type Buffered<Item> = { key: string; /** Higher goes first when a window has more than one batch. */ weight: number; item: Item }

export type BufferOptions<Item> = {
  /** Milliseconds. */
  window: () => number
  /** Keys that may wait at once; beyond that the lightest is dropped. */
  capacity: () => number
  flush: (items: readonly Item[]) => void
  onDeduplicated: () => void
  onDropped: () => void
}

const longestBatch = 20

/** Puts what comes within a window together into a batch of at most 20; what is left over goes with the next window. */
export function createEventBuffer<Item>({ window, capacity, flush, onDeduplicated, onDropped }: BufferOptions<Item>) {
  const waiting = new Map<string, Buffered<Item>>()
  let timer: NodeJS.Timeout | undefined

  function send(): void {
    const batch = [...waiting.values()].toSorted((one, other) => other.weight - one.weight).slice(0, longestBatch)
    for (const { key } of batch) waiting.delete(key)
    // The window after a batch is closed too, so that no second batch follows at once.
    timer = batch.length > 0 ? setTimeout(send, window()) : undefined
    if (batch.length > 0) flush(batch.map(({ item }) => item))
  }

  function makeRoom(): void {
    const lightest = [...waiting.values()].reduce((one, other) => (other.weight < one.weight ? other : one))
    waiting.delete(lightest.key)
    onDropped()
  }

  return {
    has: (key: string): boolean => waiting.has(key),
    add: (buffered: Buffered<Item>): void => {
      if (waiting.has(buffered.key)) onDeduplicated()
      else if (waiting.size >= capacity()) makeRoom()
      waiting.set(buffered.key, buffered)
      timer ??= setTimeout(send, window())
    },
    size: (): number => waiting.size,
    stop: (): void => {
      clearTimeout(timer)
      waiting.clear()
    },
  }
}

export type EventBuffer<Item> = ReturnType<typeof createEventBuffer<Item>>
