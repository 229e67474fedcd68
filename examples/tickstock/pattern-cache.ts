import type { Pattern } from './pattern.ts'

const lifetime = 3_600_000
const answerLifetime = 30_000
const mostPatterns = 20_000

/**
 * Patterns of the last hour, so that a scan asks no database. Each server process hears every message and keeps its own.
 * An answer that was worked out counts for 30 seconds, and not beyond the next pattern.
 */
export function createPatternCache(now: () => number) {
  const patterns = new Map<string, { pattern: Pattern; until: number }>()
  const answers = new Map<string, { answer: unknown; until: number }>()
  const counts = { hits: 0, misses: 0 }

  function live(): Pattern[] {
    const at = now()
    for (const [id, { until }] of patterns) if (until <= at) patterns.delete(id)
    return [...patterns.values()].map(({ pattern }) => pattern)
  }

  return {
    add: (pattern: Pattern): void => {
      const expiry = pattern.expires_at === null ? Infinity : Date.parse(pattern.expires_at)
      answers.clear()
      // Moved to the end: what was renewed longest ago goes first.
      patterns.delete(pattern.id)
      patterns.set(pattern.id, { pattern, until: Math.min(now() + lifetime, expiry) })
      const [oldest] = patterns.keys()
      if (patterns.size > mostPatterns && oldest !== undefined) patterns.delete(oldest)
    },
    live,
    /** The answer for these parameters, and whether it was there already. */
    answer: <Answer>(key: string, work: () => Answer): { answer: Answer; cached: boolean } => {
      const known = answers.get(key)
      if (known && known.until > now()) {
        counts.hits += 1
        return { answer: known.answer as Answer, cached: true } // kept under a key that one kind of work makes
      }
      counts.misses += 1
      const answer = work()
      if (answers.size >= 200) answers.clear()
      answers.set(key, { answer, until: now() + answerLifetime })
      return { answer, cached: false }
    },
    counts: () => ({ ...counts }),
    clear: (): void => {
      patterns.clear()
      answers.clear()
    },
  }
}

export type PatternCache = ReturnType<typeof createPatternCache>
