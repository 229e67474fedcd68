/** What happened to the messages since the plugin became active in this process. */
export type Counters = {
  events_received: number; events_processed: number; events_forwarded: number; events_dropped: number
  events_deduplicated: number; events_rate_limited: number; connection_errors: number; last_event_time: string | null
}

export function createCounters(now: () => number) {
  const startedAt = now()
  const counters: Counters = { events_received: 0, events_processed: 0, events_forwarded: 0, events_dropped: 0, events_deduplicated: 0, events_rate_limited: 0, connection_errors: 0, last_event_time: null }
  return {
    counters,
    describe: () => {
      const seconds = (now() - startedAt) / 1000
      return { ...counters, runtime_seconds: Math.round(seconds), events_per_second: seconds > 0 ? Math.round((counters.events_received / seconds) * 100) / 100 : 0 }
    },
  }
}
