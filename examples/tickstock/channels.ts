/**
 * The channels on which the producer speaks, in two generations of names: dots are those of the batch jobs, colons those
 * of the streams. The value is what a message there is about.
 */
export const eventChannels = {
  'tickstock.events.patterns': 'pattern',
  'tickstock.events.backtesting.progress': 'backtest_progress',
  'tickstock.events.backtesting.results': 'backtest_result',
  'tickstock.health.status': 'system_health',
  'tickstock:streaming:session_started': 'session',
  'tickstock:streaming:session_stopped': 'session',
  'tickstock:streaming:health': 'streaming_health',
  'tickstock:patterns:streaming': 'pattern',
  'tickstock:patterns:detected': 'pattern',
  'tickstock:indicators:streaming': 'indicator',
  'tickstock:alerts:indicators': 'indicator_alert',
  'tickstock:alerts:critical': 'critical_alert',
} as const

/** Not about the market but about the producer itself; administrators alone see them. */
export const sideChannels = ['tickstock:errors', 'tickstock:monitoring', 'tickstock:processing:status'] as const

export type EventChannel = keyof typeof eventChannels
export type SideChannel = (typeof sideChannels)[number]

export const isEventChannel = (channel: string): channel is EventChannel => Object.hasOwn(eventChannels, channel)

/** Streams come several times a second and are put together for the dashboard; a batch job's pattern comes alone. */
export const isStreamed = (channel: string): boolean => channel.startsWith('tickstock:')
