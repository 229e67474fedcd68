import { isFields, readMoment, readNumber, readText, type Fields } from './fields.ts'

export type StartedSession = { session_id: string; start_time: string; universe: string | null; symbol_count: number; status: string }
export type StoppedSession = { session_id: string; stopped_at: string; duration_seconds: number | null; total_patterns: number | null; total_indicators: number | null; final_status: string }
export type StreamHealth = Fields & { status: string; ticks_per_second: number; data_flow: Fields }

export function readStarted(fields: Fields, receivedAt: number): StartedSession | null {
  const id = readText(fields['session_id'])
  if (id === null) return null
  const startedAt = readMoment(fields['started_at']) ?? readMoment(fields['start_time']) ?? new Date(receivedAt).toISOString()
  return { session_id: id, start_time: startedAt, universe: readText(fields['universe']) ?? readText(fields['symbol_universe_key']), symbol_count: readNumber(fields['symbol_count']) ?? 0, status: readText(fields['status']) ?? 'active' }
}

export function readStopped(fields: Fields, receivedAt: number): StoppedSession | null {
  const id = readText(fields['session_id'])
  if (id === null) return null
  return {
    session_id: id, stopped_at: readMoment(fields['stopped_at']) ?? readMoment(fields['stop_time']) ?? new Date(receivedAt).toISOString(),
    duration_seconds: readNumber(fields['duration_seconds']), total_patterns: readNumber(fields['total_patterns']), total_indicators: readNumber(fields['total_indicators']),
    final_status: readText(fields['final_status']) ?? readText(fields['reason']) ?? 'stopped',
  }
}

/** The rate stood at the top once and within `data_flow` later; readers of both find it. */
export function readStreamHealth(fields: Fields): StreamHealth | null {
  const status = readText(fields['status']) ?? readText(fields['health_status'])
  if (status === null) return null
  const flow = isFields(fields['data_flow']) ? fields['data_flow'] : {}
  const rate = readNumber(fields['ticks_per_second']) ?? readNumber(flow['ticks_per_second']) ?? 0
  const resources = { cpu_percent: fields['cpu_percent'], memory_mb: fields['memory_usage_mb'], ...(isFields(fields['resources']) && fields['resources']) }
  return { ...fields, status, ticks_per_second: rate, data_flow: { ...flow, ticks_per_second: rate }, resources }
}
