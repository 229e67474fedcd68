import { Problem } from '../problem.ts'

type Attempts = { failures: number; blockedUntil: number; at: number }
export type AttemptKey = { key: string; free: number }

const longestBlock = 15 * 60_000
const forgetAfter = 60 * 60_000
const maximumKeys = 20_000

/**
 * Slows down guessing: after some free failures each further one doubles the wait, up to 15 minutes. Kept in memory: a
 * restart forgets it and each of several processes counts for itself, which multiplies an attacker's rate by a small
 * constant and nothing more.
 */
export function createThrottle(now: () => number) {
  const entries = new Map<string, Attempts>()

  function entryOf(key: string): Attempts {
    const time = now()
    const known = entries.get(key)
    if (known !== undefined && time - known.at < forgetAfter) return known
    entries.delete(key)
    if (entries.size >= maximumKeys) for (const oldest of entries.keys()) { entries.delete(oldest); break }
    const fresh = { failures: 0, blockedUntil: 0, at: time }
    entries.set(key, fresh)
    return fresh
  }

  return {
    /**
     * Refuses while one of the keys is blocked, else counts a failure on all of them at once, before the password is
     * looked at: a burst sent in parallel gets no more tries than one after the other.
     */
    begin(keys: readonly AttemptKey[]): void {
      const time = now()
      const wait = Math.max(...keys.map(({ key }) => entryOf(key).blockedUntil - time))
      if (wait > 0) throw new Problem('TOO_MANY_ATTEMPTS', { extra: { retryAfter: Math.ceil(wait / 1000) } })
      for (const { key, free } of keys) {
        const entry = entryOf(key)
        entry.failures++
        entry.at = time
        if (entry.failures >= free) entry.blockedUntil = time + Math.min(longestBlock, 1000 * 2 ** Math.min(20, entry.failures - free + 1))
      }
    },
    /** The attempt was right: what it counted is taken back, and the first key starts anew. */
    succeed(keys: readonly AttemptKey[]): void {
      keys.forEach(({ key }, index) => {
        const entry = entries.get(key)
        if (entry === undefined) return
        if (index === 0) entries.delete(key)
        else {
          entry.failures--
          entry.blockedUntil = 0
        }
      })
    },
  }
}

export type Throttle = ReturnType<typeof createThrottle>
