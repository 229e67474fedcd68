import type { Authentication } from '../http/authentication.ts'

type Entry = { authentication: Authentication; until: number }

const maximumEntries = 10_000
/** Changes made by this process count at once (`forgetAll`); those of another process after this time. */
const lifetime = 2000

/** Who a token stands for, remembered for a moment, so that a busy client is not looked up at every request. */
export function createCallerCache(now: () => number) {
  const entries = new Map<string, Entry>()
  let generation = 0
  return {
    /** Rises with every change of users, roles, sessions or tokens. What was loaded under an older one is not stored. */
    get generation(): number {
      return generation
    },
    get(token: string): Authentication | undefined {
      const entry = entries.get(token)
      if (entry === undefined) return undefined
      if (entry.until > now()) return entry.authentication
      entries.delete(token)
      return undefined
    },
    set(token: string, authentication: Authentication, loadedAt: number, expiresAt: number = Infinity): void {
      if (loadedAt !== generation) return
      if (entries.size >= maximumEntries) entries.clear()
      entries.set(token, { authentication, until: Math.min(now() + lifetime, expiresAt) })
    },
    forgetAll(): void {
      generation++
      entries.clear()
    },
  }
}

export type CallerCache = ReturnType<typeof createCallerCache>
