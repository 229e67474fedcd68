import { eventChannels, isStreamed, type EventChannel } from './channels.ts'
import { isFields, readText, unwrap, type Fields } from './fields.ts'
import { momentOf, readCriticalAlert, readIndicator, readIndicatorAlert, type CriticalAlert, type Indicator, type IndicatorAlert } from './indicator.ts'
import { readPattern, type Pattern } from './pattern.ts'
import { readStarted, readStopped, readStreamHealth, type StartedSession, type StoppedSession, type StreamHealth } from './session.ts'

/** What the producer reports about itself or a backtest, passed on as it is. */
export type Report = { event_type: 'backtest_progress' | 'backtest_result' | 'system_health'; source: string | null; timestamp: string; data: Fields; channel: string }

export type Message =
  | { kind: 'patterns'; patterns: readonly Pattern[]; /** A later word about detections that were told already. */ isUpdate: boolean }
  | { kind: 'indicators'; indicators: readonly Indicator[] }
  | { kind: 'indicator_alert'; alert: IndicatorAlert }
  | { kind: 'critical_alert'; alert: CriticalAlert }
  | { kind: 'started'; session: StartedSession }
  | { kind: 'stopped'; session: StoppedSession }
  | { kind: 'streaming_health'; health: StreamHealth }
  | { kind: 'report'; report: Report }
  /** `isProbe`: somebody tries whether the channel works; that is nothing to warn about. */
  | { kind: 'dropped'; reason: string; isProbe: boolean }

const longestBatch = 50
const dropped = (reason: string, isProbe = false): Message => ({ kind: 'dropped', reason, isProbe })

/** Understands one message of a channel; never throws. Where the values stand differs by channel and by generation of the producer. */
export function readMessage(channel: EventChannel, text: string, receivedAt: number): Message {
  const fields = parse(text)
  if (fields === null) return dropped('not a JSON object')
  if ('test' in fields) return dropped('a probe', true)
  return readers[eventChannels[channel]](fields, channel, receivedAt) ?? dropped('a required value is missing or wrong')
}

export function parse(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : null
  } catch {
    // What is not JSON is dropped by the caller, who counts it.
    return null
  }
}

type Reader = (fields: Fields, channel: string, receivedAt: number) => Message | null

const readers: Readonly<Record<(typeof eventChannels)[EventChannel], Reader>> = {
  pattern: readPatterns,
  indicator: (fields, _channel, receivedAt) => {
    const indicators = elementsOf(fields, 'indicators', 'calculation').map((each) => readIndicator(each, receivedAt)).filter((each) => each !== null)
    return indicators.length > 0 ? { kind: 'indicators', indicators } : null
  },
  indicator_alert: (fields, _channel, receivedAt) => {
    const alert = readIndicatorAlert(unwrap(fields, 'alert'), receivedAt)
    return alert && { kind: 'indicator_alert', alert }
  },
  critical_alert: (fields, _channel, receivedAt) => {
    const alert = readCriticalAlert(unwrap(fields, 'alert'), receivedAt)
    return alert && { kind: 'critical_alert', alert }
  },
  session: (fields, channel, receivedAt) => {
    const inner = unwrap(fields, 'session', 'data')
    const started = channel.endsWith('session_started') ? readStarted(inner, receivedAt) : null
    const stopped = channel.endsWith('session_stopped') ? readStopped(inner, receivedAt) : null
    return started ? { kind: 'started', session: started } : stopped && { kind: 'stopped', session: stopped }
  },
  streaming_health: (fields) => {
    const health = readStreamHealth(unwrap(fields, 'health'))
    return health && { kind: 'streaming_health', health }
  },
  backtest_progress: (fields, channel, receivedAt) => (readText(fields['job_id']) === null ? null : report('backtest_progress', fields, channel, receivedAt)),
  backtest_result: (fields, channel, receivedAt) => (readText(fields['job_id']) === null ? null : report('backtest_result', fields, channel, receivedAt)),
  system_health: (fields, channel, receivedAt) => report('system_health', fields, channel, receivedAt),
}

function readPatterns(fields: Fields, channel: string, receivedAt: number): Message | null {
  const event = fields['event_type'] ?? fields['event']
  if (event === 'pattern_expired') return dropped('an expiry; what expired is left out by its time', true)
  const wrapped = isStreamed(channel) ? unwrap(fields, 'detection', 'payload') : unwrap(fields, 'data', 'payload')
  const patterns = elementsOf(fields, 'patterns').flatMap((each) => {
    const inner = each === fields ? unwrap(wrapped, 'data') : unwrap(each, 'detection')
    return readPattern(inner, { ...fields, ...wrapped }, channel, receivedAt) ?? []
  })
  return patterns.length > 0 ? { kind: 'patterns', patterns, isUpdate: event === 'pattern_updated' } : null
}

/** The elements of a batch, at most 50; else the one that is wrapped; else the message itself. */
function elementsOf(fields: Fields, batch: string, wrapper?: string): readonly Fields[] {
  const elements = fields[batch]
  if (Array.isArray(elements)) return elements.filter(isFields).slice(0, longestBatch).map((each) => (wrapper === undefined ? each : unwrap(each, wrapper)))
  return [wrapper === undefined ? fields : unwrap(fields, wrapper)]
}

function report(type: Report['event_type'], fields: Fields, channel: string, receivedAt: number): Message {
  return { kind: 'report', report: { event_type: type, source: readText(fields['source']), timestamp: momentOf(fields, receivedAt), data: fields, channel } }
}
