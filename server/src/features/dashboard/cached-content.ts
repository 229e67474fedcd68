import type { Caller } from '../../platform/caller.ts'

/** What a widget showed, how long that counts, and for whom: everybody who would have been answered the same permissions. */
type Kept = { content: unknown; asked: ReadonlyMap<string, boolean>; loadedAt: number; milliseconds: number; stamp: number }
type Slot = { kept: Kept[]; running: Promise<Kept> | null }

/** So many different sets of permissions are kept for one widget. */
const mostKept = 20
/** A widget that changes with every record is loaded for at most this share of the time. */
const restFactor = 10
const longestRest = 5_000

export type CacheOptions = {
  now: () => number
  /** Rises with every change of a record, by whichever process. */
  stamp: () => Promise<number>
}

/**
 * Loads what widgets show once for everybody who looks. The permissions that `load` asked about are remembered with what
 * it answered, so nobody is shown what was loaded for somebody who may more.
 */
export function createContentCache({ now, stamp }: CacheOptions) {
  const slots = new WeakMap<object, Slot>()

  const isFresh = (kept: Kept, refreshSeconds: number, current: number): boolean => {
    const age = now() - kept.loadedAt
    if (age >= refreshSeconds * 1000) return false
    return kept.stamp === current || age < Math.min(longestRest, kept.milliseconds * restFactor)
  }

  async function load(caller: Caller, current: number, work: (caller: Caller) => unknown): Promise<Kept> {
    const asked = new Map<string, boolean>()
    const may = (permission: string): boolean => {
      const answer = caller.may(permission)
      asked.set(permission, answer)
      return answer
    }
    const started = performance.now()
    const content = await work({ ...caller, may })
    return { content, asked, loadedAt: now(), milliseconds: performance.now() - started, stamp: current }
  }

  /** Of several who look at the same moment one loads; the others wait, and load only when its answer is not theirs. */
  async function loadOnce(slot: Slot, caller: Caller, current: number, work: (caller: Caller) => unknown): Promise<Kept> {
    const other = slot.running
    if (other) {
      const loaded = await other.catch(() => null)
      if (loaded && loaded.stamp === current && fits(loaded, caller)) return loaded
    }
    const running = load(caller, current, work)
    slot.running ??= running
    try {
      const loaded = await running
      slot.kept = [loaded, ...slot.kept.filter((kept) => !fits(kept, caller))].slice(0, mostKept)
      return loaded
    } finally {
      if (slot.running === running) slot.running = null
    }
  }

  return async (key: object, refreshSeconds: number, caller: Caller, work: (caller: Caller) => unknown): Promise<unknown> => {
    const slot = slots.get(key) ?? { kept: [], running: null }
    slots.set(key, slot)
    const current = await stamp()
    const known = slot.kept.find((kept) => fits(kept, caller) && isFresh(kept, refreshSeconds, current))
    return (known ?? (await loadOnce(slot, caller, current, work))).content
  }
}

function fits({ asked }: Kept, caller: Caller): boolean {
  return [...asked].every(([permission, answer]) => caller.may(permission) === answer)
}
