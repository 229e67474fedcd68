import { isFields, readMoment, readName, readNumber, readSymbol, readText, type Fields } from './fields.ts'

export type Indicator = { indicator_type: string; symbol: string; /** A single value stands under `value`. */ values: Fields; timestamp: string; timeframe: string; metadata: Fields }
export type IndicatorAlert = { alert_type: string; symbol: string; data: Fields; timestamp: string; session_id: string | null }
export type CriticalAlert = { type: string; message: string; severity: string; timestamp: string; data: Fields }

export function readIndicator(fields: Fields, receivedAt: number): Indicator | null {
  const symbol = readSymbol(fields['symbol'])
  const name = readName(fields, 'indicator')
  const value = readNumber(fields['value'])
  const values = isFields(fields['values']) ? fields['values'] : value === null ? null : { value }
  if (symbol === null || name === null || values === null || Object.keys(values).length === 0) return null
  return { indicator_type: name, symbol, values, timestamp: momentOf(fields, receivedAt), timeframe: readText(fields['timeframe']) ?? '1min', metadata: isFields(fields['metadata']) ? fields['metadata'] : {} }
}

/** `{ alert_type, symbol, data }`, the same within `alert`, or the values flat beside `indicator_name`. */
export function readIndicatorAlert(fields: Fields, receivedAt: number): IndicatorAlert | null {
  const symbol = readSymbol(fields['symbol'])
  const type = readText(fields['alert_type'])
  if (symbol === null || type === null) return null
  const { indicator_name: indicator, value, threshold, message } = fields
  return { alert_type: type, symbol, data: isFields(fields['data']) ? fields['data'] : { indicator, value, threshold, message }, timestamp: momentOf(fields, receivedAt), session_id: readText(fields['session_id']) }
}

const envelopeOfAlert = new Set(['type', 'event', 'alert_type', 'message', 'severity', 'timestamp', 'data', 'source'])

/** A recovery is such an alert too, of severity `info`. */
export function readCriticalAlert(fields: Fields, receivedAt: number): CriticalAlert | null {
  const message = readText(fields['message'])
  if (message === null) return null
  const others = Object.entries(fields).filter(([name]) => !envelopeOfAlert.has(name))
  return {
    type: readText(fields['alert_type']) ?? readText(fields['type']) ?? 'critical_alert', message, severity: readText(fields['severity']) ?? 'critical',
    timestamp: momentOf(fields, receivedAt), data: isFields(fields['data']) ? fields['data'] : Object.fromEntries(others),
  }
}

export function momentOf(fields: Fields, receivedAt: number): string {
  return readMoment(fields['timestamp']) ?? new Date(receivedAt).toISOString()
}
