import { Problem } from '../problem.ts'

/** Lets what has begun finish before the connections are closed, and refuses what comes later. */
export type Drain = { readonly running: number; track: <T>(work: () => Promise<T>) => Promise<T>; close: (finish: () => Promise<void>) => Promise<void> }

export function createDrain(): Drain {
  const running = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined
  return {
    get running() {
      return running.size
    },
    track: async (work) => {
      if (closed) throw new Problem('SHUTTING_DOWN')
      const promise = work()
      running.add(promise)
      try {
        return await promise
      } finally {
        running.delete(promise)
      }
    },
    close: (finish) => (closed ??= Promise.allSettled([...running]).then(finish)),
  }
}
