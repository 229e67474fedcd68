import type { Context } from './context.ts'
import { isFields, readMoment, readText, unwrap, type Fields } from './fields.ts'
import { parse } from './read-message.ts'
import { writeError } from './store.ts'

const severities = ['debug', 'info', 'warning', 'error', 'critical'] as const
const mostAlerts = 50

type ReportState = { monitoring: Record<string, unknown>; alerts: Fields[]; processing: Record<string, unknown> }
type Parts = Pick<Context, 'database' | 'log' | 'clock' | 'settings'> & { toAdministrators: (event: string, body: unknown) => void }

/** What the producer says about itself: its errors, its figures, and how far the run of the day is. */
export function createProducerReports({ database, log, clock, settings, toAdministrators }: Parts) {
  const state: ReportState = { monitoring: {}, alerts: [], processing: { is_running: false } }

  /** Kept when it is grave enough. A database that fails costs the row, never the subscription. */
  async function takeError(text: string): Promise<void> {
    const error = parse(text)
    const errorId = readText(error?.['error_id'])
    if (!error || errorId === null) return log.warn('an error report without id was dropped')
    const severity = readText(error['severity']) ?? 'error'
    log.info({ errorId, severity, source: error['source'] }, 'the producer reports an error')
    if (!settings.logErrors || rank(severity) < rank(settings.errorThreshold)) return
    const at = clock.now()
    const row = {
      errorId: errorId.slice(0, 255), severity: severity.slice(0, 20), source: (readText(error['source']) ?? 'unknown').slice(0, 50), category: readText(error['category'])?.slice(0, 50) ?? null,
      message: readText(error['message']) ?? '', component: readText(error['component'])?.slice(0, 100) ?? null, traceback: readText(error['traceback']),
      context: error['context'], occurredAt: Date.parse(readMoment(error['timestamp']) ?? new Date(at).toISOString()),
    }
    await writeError(database, row, at).catch((cause: unknown) => log.warn({ err: cause, errorId }, 'an error report was not kept'))
  }

  function takeMonitoring(text: string): void {
    const event = parse(text)
    if (!event) return
    const { metrics, health_score: score, health, alert, status } = event
    Object.assign(state.monitoring, { last_event: event['event_type'], last_update: event['timestamp'], ...(isFields(metrics) && { metrics }), ...(score !== undefined && { health: score }), ...(health !== undefined && { health }), ...(status !== undefined && { status }) })
    if (isFields(alert)) state.alerts = [alert, ...state.alerts].slice(0, mostAlerts)
    if (event['event_type'] === 'ALERT_RESOLVED') state.alerts = state.alerts.filter(({ id }) => id !== event['alert_id'])
    toAdministrators('monitoring_update', { type: event['event_type'], event })
  }

  function takeProcessing(text: string): void {
    const envelope = parse(text)
    const name = readText(envelope?.['event'])
    if (!envelope || name === null) return
    const payload = unwrap(envelope, 'payload')
    const hasEnded = name === 'daily_processing_completed' || name === 'processing_error'
    Object.assign(state.processing, {
      ...payload, is_running: !hasEnded, last_event: name, last_updated: envelope['timestamp'],
      progress: payload['progress'] ?? payload['percent_complete'] ?? payload['percentage'] ?? state.processing['progress'] ?? 0,
    })
    toAdministrators('processing_status_update', { status: { ...state.processing } })
  }

  return { state, takeError, takeMonitoring, takeProcessing }
}

export type ProducerReports = ReturnType<typeof createProducerReports>

function rank(severity: string): number {
  return severities.findIndex((known) => known === severity)
}
