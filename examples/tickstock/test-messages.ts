/** Messages of every form that producers of several generations send; for tests. */
export const singleNested = {
  event_type: 'pattern_detected', source: 'TickStockPL', timestamp: 1772463330.412,
  data: { symbol: 'AAPL', pattern: 'Bull_Flag', confidence: 0.85, current_price: 230.5, price_change: 1.2, timestamp: 1772463330.2, expires_at: 1872722530, tier: 'daily', source: 'daily', indicators: { relative_strength: 1.3, relative_volume: 1.9, rsi: 63.5 } },
}
export const doubleNested = {
  event_type: 'pattern_detected', source: 'TickStockPL', flow_id: 'f-2', timestamp: '2026-03-02T14:56:10.101Z',
  data: { flow_id: 'f-2', tier: 'hourly', data: { symbol: 'AMD', pattern: 'MomentumShift', confidence: 0.81, current_price: 188, source: 'hourly', indicators: { volume: 10 } } },
}
export const flat = { event_type: 'pattern_detected', source: 'tickstock_pl', timestamp: 1772463331, symbol: 'GOOGL', pattern_name: 'Hammer', confidence: 0.78, timeframe: '1min', direction: 'reversal', metadata: { price: 171.9, volume: 118_000 } }
export const payloadWrapped = {
  event: 'pattern_detected', timestamp: '2026-03-02T21:35:30Z', source: 'pattern_detection_engine', version: '1.0',
  payload: { symbol: 'MSFT', pattern: 'BullishEngulfing', timeframe: '1day', confidence: 0.88, run_id: 'r-1', pattern_data: { entry_price: 412.5 }, levels: [{ type: 'support', value: 401.2 }, 436] },
}
export const perCent = { event_type: 'pattern_detected', source: 'TickStockPL', timestamp: 1772463602123, data: { symbol: 'meta', pattern: 'Hammer', confidence: 91, timeframe: '5min', timestamp: 1772463602123 } }
export const streamed = { type: 'streaming_pattern', detection: { symbol: 'NVDA', pattern: 'PriceChange', confidence: 0.95, timestamp: '2026-03-02T15:02:00.000Z', timeframe: '1min', bar_data: { open: 131.1, high: 131.9, low: 131, close: 131.8, volume: 254_000 } } }
export const streamedFlat = { event: 'pattern_detected', timestamp: '2026-03-02T10:03:12-05:00', symbol: 'JPM', pattern_type: 'Doji', timeframe: '1min', confidence: 0.64, price: 246.1, metadata: { open: 246, high: 246.4, low: 245.8, close: 246.1, volume: 48_210 } }
export const scalarIndicator = { type: 'streaming_indicator', calculation: { symbol: 'BRK.B', indicator: 'SMA5', value: 508.12, timestamp: '2026-03-02T15:02:00+00:00', timeframe: '1min' } }
export const objectIndicator = { event: 'indicator_calculated', calculation: { indicator_type: 'MACD', symbol: 'WMT', timestamp: '2026-03-02T15:02:00Z', values: { macd: 0.31, signal: 0.24 }, timeframe: '1min' } }
export const flatAlert = { alert_type: 'RSI_OVERBOUGHT', symbol: 'TSLA', timestamp: '2026-03-02T15:02:05Z', session_id: 's-1', data: { rsi: 75.5 } }
export const nestedAlert = { type: 'indicator_alert', alert: { symbol: 'AAPL', alert_type: 'RSI_OVERSOLD', timestamp: '2026-03-02T15:05:00Z', data: { indicator: 'RSI', value: 27.9 }, severity: 'warning' } }
export const flatCritical = { type: 'CONNECTION_LOST', message: 'Market feed connection lost', severity: 'critical', timestamp: '2026-03-02T15:06:00Z', data: { reconnect_attempts: 3 } }
export const nestedCritical = { type: 'critical_alert', alert: { severity: 'info', message: 'Market feed restored', timestamp: '2026-03-02T15:11:00Z', component: 'feed_websocket', recovery: 're-established' } }
export const sessionStarted = { type: 'streaming_session_started', session: { session_id: 's-1', universe: 'market_leaders:top_500', started_at: '2026-03-02T14:30:00.000Z', symbol_count: 60, status: 'active' } }
export const sessionStopped = { type: 'streaming_session_stopped', session: { session_id: 's-1', stopped_at: '2026-03-02T21:00:00.000Z', duration_seconds: 23_400, total_patterns: 1250, total_indicators: 45_000, final_status: 'completed' } }
export const streamHealth = { type: 'streaming_health', health: { session_id: 's-1', status: 'healthy', active_symbols: 60, ticks_per_second: 15.2, patterns_detected: 5, indicators_calculated: 150 } }
export const systemHealth = { event_type: 'system_health', source: 'tickstock_pl', timestamp: 1772463610, status: 'healthy', metrics: { cpu_usage: 0.35 } }
export const errorReport = { error_id: 'e-1', source: 'TickStockPL', severity: 'error', category: 'pattern', message: 'Not enough bars', component: 'PatternDetector', traceback: null, context: { symbol: 'AAPL', data_points: 12 }, timestamp: '2026-03-02T15:07:00Z' }
export const monitoringAlert = { event_type: 'ALERT_TRIGGERED', timestamp: '2026-03-02T15:08:00Z', source: 'TickStockPL', alert: { id: 'a-17', level: 'warning', component: 'pattern_detection', message: 'Slower than usual' } }
export const processingProgress = { event: 'daily_processing_progress', timestamp: '2026-03-02T21:15:00Z', source: 'daily_processing', version: '1.0', payload: { run_id: 'r-1', phase: 'data_import', progress: 50, current_symbol: 'GOOGL' } }

/** A detection on the channel of the batch jobs, told apart by its second. */
export function detection(symbol: string, pattern: string, confidence: number, second = 1772463330): object {
  return { event_type: 'pattern_detected', source: 'TickStockPL', timestamp: second, data: { symbol, pattern, confidence, timestamp: second } }
}
