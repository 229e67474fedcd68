import { tiers, type Pattern, type Tier } from './pattern.ts'
import { readNumber } from './fields.ts'

/** What a scan asks for, after `readScanQuery`. */
export type ScanQuery = {
  patternTypes: readonly string[]; symbols: readonly string[]; confidenceMin: number; rsMin: number; volMin: number
  rsiRange: readonly [number, number]; tier: Tier | null; page: number; perPage: number; sortBy: SortField; isAscending: boolean
}
type SortField = keyof typeof sortValues
type Given = Readonly<Record<string, unknown>>

/** Of an indicator that nobody sent. */
const usual = { relative_strength: 1, relative_volume: 1, rsi: 50 }

function indicatorOf({ indicators }: Pattern, name: keyof typeof usual): number {
  return readNumber(indicators[name]) ?? usual[name]
}

const sortValues = {
  confidence: (pattern: Pattern) => pattern.confidence,
  detected_at: (pattern: Pattern) => pattern.detected_at,
  symbol: (pattern: Pattern) => pattern.symbol,
  rs: (pattern: Pattern) => indicatorOf(pattern, 'relative_strength'),
  volume: (pattern: Pattern) => indicatorOf(pattern, 'relative_volume'),
}

/** Numbers that are none answer null; what is out of range, or no known word, silently becomes the default. */
export function readScanQuery(given: Given): ScanQuery | null {
  const number = (name: string, otherwise: number): number => (given[name] === undefined ? otherwise : numberOf(given[name]))
  const [confidenceMin, rsMin, volMin, page, perPage] = [number('confidence_min', 0.5), number('rs_min', 0), number('vol_min', 0), number('page', 1), number('per_page', 30)]
  const [first = NaN, second = NaN] = String(given['rsi_range'] ?? '0,100').split(',').map(numberOf)
  if ([confidenceMin, rsMin, volMin, page, perPage, first, second].some(Number.isNaN)) return null
  const sortBy = String(given['sort_by'])
  return {
    patternTypes: listOf(given['pattern_types']), symbols: listOf(given['symbols']).map((symbol) => symbol.trim().toUpperCase()),
    confidenceMin: confidenceMin < 0 || confidenceMin > 1 ? 0.5 : confidenceMin, rsMin: Math.max(0, rsMin), volMin: Math.max(0, volMin),
    rsiRange: [Math.min(first, second), Math.max(first, second)],
    tier: tierOf(String(given['timeframe'] ?? 'All')),
    page: Math.max(1, Math.trunc(page)), perPage: Math.min(100, Math.max(1, Math.trunc(perPage))),
    sortBy: sortBy in sortValues ? sortBy as SortField : 'confidence', // one of its keys
    isAscending: given['sort_order'] === 'asc',
  }
}

function numberOf(value: unknown): number {
  return String(value).trim() === '' ? NaN : Number(value)
}

/** A parameter that may be repeated. */
export function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String).filter((text) => text !== '')
}

/** `DailyIntraday` is the tier `daily_intraday`; `All` and unknown words are none. */
function tierOf(word: string): Tier | null {
  return tiers.find((tier) => tier.replace('_', '') === word.toLowerCase()) ?? null
}

export function scanPatterns(patterns: readonly Pattern[], query: ScanQuery, now: number) {
  const { page, perPage, sortBy, isAscending } = query
  const sortValue = sortValues[sortBy]
  const sign = isAscending ? 1 : -1
  const found = patterns.filter((pattern) => isWanted(pattern, query)).toSorted((one, other) => sign * compare(sortValue(one), sortValue(other)) || compare(one.id, other.id))
  return {
    patterns: found.slice((page - 1) * perPage, page * perPage).map((pattern) => presentPattern(pattern, now)),
    pagination: { page, per_page: perPage, total: found.length, pages: Math.ceil(found.length / perPage) },
  }
}

function isWanted(pattern: Pattern, { patternTypes, symbols, confidenceMin, rsMin, volMin, rsiRange: [from, to], tier }: ScanQuery): boolean {
  const rsi = indicatorOf(pattern, 'rsi')
  return pattern.confidence >= confidenceMin && (tier === null || pattern.tier === tier)
    && (patternTypes.length === 0 || patternTypes.includes(pattern.pattern_type)) && (symbols.length === 0 || symbols.includes(pattern.symbol))
    && indicatorOf(pattern, 'relative_strength') >= rsMin && indicatorOf(pattern, 'relative_volume') >= volMin && rsi >= from && rsi <= to
}

function compare(one: string | number, other: string | number): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

const shortNames: Readonly<Record<string, string>> = {
  Weekly_Breakout: 'WeeklyBO', Bull_Flag: 'BullFlag', Trendline_Hold: 'TrendHold', Volume_Spike: 'VolSpike', Gap_Fill: 'GapFill', Momentum_Shift: 'MomShift',
  Support_Test: 'Support', Resistance_Break: 'ResBreak', Ascending_Triangle: 'AscTri', Reversal_Signal: 'Reversal',
}

/** The line of a scan: texts as terminals show them, beside the values. */
function presentPattern(pattern: Pattern, now: number) {
  const { symbol, pattern_type: name, confidence, price, price_change: change, detected_at: detectedAt, expires_at: expiresAt, tier, priority } = pattern
  const [rs, vol] = [indicatorOf(pattern, 'relative_strength'), indicatorOf(pattern, 'relative_volume')]
  return {
    symbol, pattern: shortNames[name] ?? name.slice(0, 8), conf: Math.round(confidence * 100) / 100, rs: `${rs.toFixed(1)}x`, vol: `${vol.toFixed(1)}x`,
    price: price === null ? null : `$${price.toFixed(2)}`, chg: change === null ? null : `${change >= 0 ? '+' : ''}${change.toFixed(1)}%`,
    time: ageOf(now - Date.parse(detectedAt)), exp: expiresAt === null ? null : ageOf(Date.parse(expiresAt) - now), source: pattern.source,
    pattern_type: name, confidence, detected_at: detectedAt, expires_at: expiresAt, tier, priority, price_value: price, price_change: change, indicators: pattern.indicators,
  }
}

/** In the largest whole unit: `5m`, `2d`. */
export function ageOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds <= 0) return 'Expired'
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`
}
