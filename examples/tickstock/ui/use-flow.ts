import { useApi, useSocket } from '@shopdb/ui'
import { onMounted, onUnmounted, reactive, ref } from 'vue'
import { columnNames, columnOf, lineOfIndicator, lineOfPattern, withLines, type ColumnName, type Line, type SentIndicator, type SentPattern } from './flow.ts'

export type Status = { status: string; session: { universe: string | null; symbol_count: number } | null; health: { status: string; ticks_per_second: number } | null; message?: string }
type Alert = { message: string; severity: string; timestamp: string }

/** What the page shows: read once, then kept up by the socket; read again after the connection was lost. */
export function useFlow() {
  const api = useApi()
  const socket = useSocket('tickstock')
  const columns = reactive(Object.fromEntries(columnNames.map((name) => [name, []])) as unknown as Record<ColumnName, Line[]>) // one list for each name
  const status = ref<Status | null>(null)
  const alert = ref<Alert | null>(null)
  const failure = ref<unknown>(null)
  const isReady = ref(false)
  /** UTC milliseconds; null before the first. */
  const lastAt = ref<number | null>(null)

  function add(name: ColumnName, added: readonly Line[]): void {
    columns[name] = withLines(columns[name], added)
  }

  async function load(): Promise<void> {
    failure.value = null
    try {
      const [scan, current] = await Promise.all([api.get<{ patterns: SentPattern[] }>('/api/tickstock/patterns/scan', { per_page: 100, confidence_min: 0, sort_by: 'detected_at' }), api.get<Status>('/api/tickstock/streaming/status')])
      for (const name of columnNames) add(name, scan.patterns.filter(({ tier }) => columnOf(tier) === name).map(lineOfPattern))
      status.value = current
      isReady.value = true
    } catch (error) {
      failure.value = error
    }
  }

  async function send(event: string, body?: unknown): Promise<void> {
    await socket.send(event, body).catch((error: unknown) => { failure.value = error })
  }

  async function follow(): Promise<void> {
    await Promise.all([send('subscribe_patterns', { patterns: [] }), send('subscribe_streaming')])
    await load()
  }

  const listeners: Readonly<Record<string, (body: never) => void>> = {
    pattern_alert: ({ event_data: pattern }: { event_data: SentPattern }) => {
      lastAt.value = Date.now()
      add(columnOf(pattern.tier), [lineOfPattern(pattern)])
    },
    streaming_indicators_batch: ({ indicators }: { indicators: SentIndicator[] }) => {
      lastAt.value = Date.now()
      add('indicators', indicators.map(lineOfIndicator))
    },
    critical_alert: ({ alert: sent }: { alert: Alert }) => { alert.value = sent },
    streaming_session: () => void load(),
    streaming_health: ({ health }: { health: Status['health'] }) => {
      lastAt.value = Date.now()
      if (status.value) status.value.health = health
    },
  }
  for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener)
  // After a lost connection too: what came in between is in what is read.
  socket.onConnect(() => void follow())
  onMounted(load)
  const beat = setInterval(() => { if (socket.isConnected.value) void send('heartbeat') }, 30_000)
  onUnmounted(() => clearInterval(beat))
  return { columns, status, alert, failure, isReady, isConnected: socket.isConnected, lastAt, load }
}
