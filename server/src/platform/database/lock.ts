/** Given in the order it was asked for. */
export type Lock = { acquire: () => Promise<() => void>; readonly waiting: number; readonly isHeld: boolean }

export function createLock(): Lock {
  const queue: (() => void)[] = []
  let held = false
  const release = (): void => {
    const next = queue.shift()
    if (next) next()
    else held = false
  }
  return {
    get waiting() {
      return queue.length
    },
    get isHeld() {
      return held
    },
    acquire: async () => {
      if (held) await new Promise<void>((resolve) => queue.push(resolve))
      held = true
      let released = false
      return () => {
        if (!released) release()
        released = true
      }
    },
  }
}
