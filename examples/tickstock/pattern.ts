import { isFields, readConfidence, readLevels, readMoment, readName, readNumber, readSymbol, readText, without, type Fields } from './fields.ts'

/** A detection in the one form in which the rest of this plugin knows it, whatever form it came in. */
export type Pattern = {
  /** `SYMBOL:Pattern:unixSeconds`: the same detection on two channels has one id. */
  id: string
  symbol: string
  pattern_type: string
  /** 0 to 1. */
  confidence: number
  detected_at: string
  timeframe: string
  tier: Tier
  priority: Priority
  price: number | null
  /** In per cent. */
  price_change: number | null
  expires_at: string | null
  direction: string | null
  indicators: Fields
  levels: number[]
  /** Open, high, low, close and volume of the bar, or what else the detector says about it. */
  parameters: Fields
  source: string | null
  channel: string
  flow_id: string | null
  /** Every other member, as it came. */
  metadata: Fields
}

/** The order is that of the columns on the page. */
export const tiers = ['intraday', 'hourly', 'daily', 'weekly', 'monthly', 'daily_intraday', 'combo'] as const
export type Tier = (typeof tiers)[number]
export type Priority = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW'

export function priorityOf(confidence: number): Priority {
  if (confidence >= 0.9) return 'CRITICAL'
  if (confidence >= 0.8) return 'HIGH'
  return confidence >= 0.7 ? 'MEDIUM' : 'LOW'
}

/** Null when it cannot be told what was seen of which symbol, or how sure the detector is. */
export function readPattern(fields: Fields, envelope: Fields, channel: string, receivedAt: number): Pattern | null {
  const symbol = readSymbol(fields['symbol'])
  const name = readName(fields, 'pattern')
  const confidence = readConfidence(fields['confidence'])
  if (symbol === null || name === null || confidence === null) return null
  const metadata = isFields(fields['metadata']) ? fields['metadata'] : {}
  const detectedAt = readMoment(fields['timestamp']) ?? readMoment(fields['detected_at']) ?? readMoment(envelope['timestamp']) ?? new Date(receivedAt).toISOString()
  const timeframe = readText(fields['timeframe'])
  const tier = readTier(fields, envelope, timeframe)
  return {
    id: `${symbol}:${name}:${Math.floor(Date.parse(detectedAt) / 1000)}`,
    symbol, pattern_type: name, confidence, detected_at: detectedAt, tier, timeframe: timeframe ?? tier, priority: priorityOf(confidence),
    price: readNumber(fields['current_price']) ?? readNumber(fields['price']) ?? readNumber(metadata['price']),
    price_change: readNumber(fields['price_change']),
    expires_at: readMoment(fields['expires_at']),
    direction: readText(fields['direction']),
    indicators: isFields(fields['indicators']) ? fields['indicators'] : {},
    levels: readLevels(fields['levels']),
    parameters: readParameters(fields, metadata),
    source: readText(fields['source']) ?? readText(envelope['source']),
    channel,
    flow_id: readText(fields['flow_id']) ?? readText(envelope['flow_id']),
    metadata: { ...without(fields, placed), ...metadata, ...(hasObjects(fields['levels']) && { levels: fields['levels'] }) },
  }
}

const placed: ReadonlySet<string> = new Set([
  'symbol', 'pattern', 'pattern_type', 'pattern_name', 'confidence', 'timestamp', 'detected_at', 'timeframe', 'tier', 'current_price', 'price', 'price_change', 'expires_at',
  'direction', 'indicators', 'levels', 'parameters', 'bar_data', 'pattern_data', 'source', 'flow_id', 'metadata', 'type', 'event', 'event_type',
])

const barFields = ['open', 'high', 'low', 'close', 'volume']

/** The bar comes as `parameters`, as `bar_data`, or among the metadata; batch jobs send `pattern_data`. */
function readParameters(fields: Fields, metadata: Fields): Fields {
  const found = [fields['parameters'], fields['bar_data'], fields['pattern_data']].find(isFields)
  return found ?? Object.fromEntries(barFields.filter((name) => name in metadata).map((name) => [name, metadata[name]]))
}

function hasObjects(levels: unknown): boolean {
  return Array.isArray(levels) && levels.some(isFields)
}

const tierOfTimeframe: Readonly<Record<string, Tier>> = { '1day': 'daily', '1hour': 'hourly', '1week': 'weekly', '1month': 'monthly' }

function readTier(fields: Fields, envelope: Fields, timeframe: string | null): Tier {
  for (const value of [fields['tier'], envelope['tier'], timeframe, fields['source']]) {
    const name = typeof value === 'string' ? value.toLowerCase() : ''
    const tier = tiers.find((known) => known === (tierOfTimeframe[name] ?? name))
    if (tier !== undefined) return tier
  }
  return 'intraday'
}
