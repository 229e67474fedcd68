/** What the watched thread was doing when it was asked. */
export type Sighting = {
  /** Plugin whose code is on the stack, or whose entry runs with nobody's code on it. */
  plugin: string | null
  /** The platform's code was met, and no plugin's below it. */
  isCore: boolean
  label: string | null
  /** `plugin.ts:12`, when its code is on the stack. */
  where: string | null
  /** Percent of the heap's limit. */
  heap: number
  /** A debugger is attached: whoever stands at a breakpoint is not stalled. */
  debugged: boolean
}

export type Blamed = { plugin: string; label: string | null; where: string | null }

/**
 * Who held the thread over these looks: the plugin that was met in most of those that met anybody. A plugin that core's
 * long work only happens to surround stays unblamed, and so does each of two that take turns.
 */
export function findCulprit(sightings: readonly Sighting[], fewest = 1): Blamed | null {
  if (sightings.some(({ debugged }) => debugged)) return null
  const met = sightings.filter(({ plugin, isCore }) => plugin !== null || isCore)
  const byPlugin = Map.groupBy(met.filter(({ plugin }) => plugin !== null), ({ plugin }) => String(plugin))
  const [most] = [...byPlugin].toSorted((one, other) => other[1].length - one[1].length)
  if (!most || most[1].length < fewest || most[1].length * 2 <= met.length) return null
  const [plugin, seen] = most
  const last = seen.findLast(({ where }) => where !== null) ?? seen.at(-1)
  return { plugin, label: last?.label ?? null, where: last?.where ?? null }
}

/** Points of percent by which the heap has grown while it was looked at. */
export function heapGrowth(sightings: readonly Sighting[]): number {
  const percents = sightings.map(({ heap }) => heap)
  return percents.length === 0 ? 0 : (percents.at(-1) ?? 0) - Math.min(...percents)
}

/**
 * Adds up how long the thread has not turned. One look counts for two ticks at most: a computer that slept, a paused
 * virtual machine or a clock that was set has not stalled anybody.
 */
export function createStallClock(tickMilliseconds: number) {
  let lastBeat = -1
  let lastTick = 0
  let stalled = 0
  return (beat: number, now: number): number => {
    const elapsed = Math.min(Math.max(now - lastTick, 0), tickMilliseconds * 2)
    stalled = beat === lastBeat ? stalled + elapsed : 0
    lastBeat = beat
    lastTick = now
    return stalled
  }
}
