type Due = { at: number; fire: () => void }
/** The longest a timer of Node may be. */
const longest = 2_147_483_647

/** Timers by the clock of the server, which tests move: `look` runs what has become due. */
export type Timers = { after: (milliseconds: number, fire: () => void) => () => void; look: () => void }

const known = new WeakMap<() => number, Timers>()

/** One for each clock. */
export function timersFor(now: () => number): Timers {
  const found = known.get(now) ?? createTimers(now)
  known.set(now, found)
  return found
}

function createTimers(now: () => number): Timers {
  const waiting = new Set<Due>()
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    const time = now()
    for (const due of [...waiting].filter(({ at }) => at <= time).toSorted((one, other) => one.at - other.at)) {
      // One that was taken back by an earlier one does not run.
      if (waiting.delete(due)) due.fire()
    }
    plan()
  }

  function plan(): void {
    clearTimeout(timer)
    timer = undefined
    if (waiting.size === 0) return
    const next = Math.min(...[...waiting].map(({ at }) => at))
    timer = setTimeout(look, Math.min(Math.max(1, next - now()), longest)).unref()
  }

  return {
    look,
    after: (milliseconds, fire) => {
      const due: Due = { at: now() + milliseconds, fire }
      waiting.add(due)
      plan()
      return () => {
        if (waiting.delete(due)) plan()
      }
    },
  }
}
