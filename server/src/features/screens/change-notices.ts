/** Tells listeners that something is new; several changes at once are told once. */
export type ChangeNotices = { note: () => void; listen: (listener: () => void) => () => void }

/** Long enough that the two halves of a swap are one change, short enough that nobody sees it. */
const pause = 5

export function createChangeNotices(): ChangeNotices {
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined
  return {
    note: () => {
      timer ??= setTimeout(() => {
        timer = undefined
        for (const listener of listeners) listener()
      }, pause).unref()
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
