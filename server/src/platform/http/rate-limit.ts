import type { RateLimit } from '../../config-parsers.ts'
import { Problem } from '../problem.ts'

type Bucket = { tokens: number; at: number }
const maximumBuckets = 20_000

/**
 * A token bucket per caller, in the memory of this process: with several processes each allows the limit, which is
 * enough against runaway scripts. The oldest buckets are forgotten when there are too many.
 */
export function createRateLimit(limit: RateLimit | null, now: () => number): (key: string) => void {
  if (limit === null) return () => {}
  const buckets = new Map<string, Bucket>()
  const perMillisecond = limit.requests / limit.perMilliseconds

  return (key) => {
    const time = now()
    let bucket = buckets.get(key)
    if (bucket === undefined) {
      bucket = { tokens: limit.requests, at: time }
      if (buckets.size >= maximumBuckets) forgetOldest(buckets)
      buckets.set(key, bucket)
    } else {
      bucket.tokens = Math.min(limit.requests, bucket.tokens + Math.max(0, time - bucket.at) * perMillisecond)
      bucket.at = time
    }
    if (bucket.tokens < 1) throw tooMany(Math.ceil((1 - bucket.tokens) / perMillisecond / 1000))
    bucket.tokens -= 1
  }
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  for (const key of buckets.keys()) {
    buckets.delete(key)
    if (buckets.size < maximumBuckets * 0.9) return
  }
}

function tooMany(seconds: number): Problem {
  return new Problem('TOO_MANY_REQUESTS', { extra: { retryAfter: Math.max(1, seconds) } })
}
