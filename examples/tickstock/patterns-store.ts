import type { Context } from './context.ts'
import { priorityOf, type Priority, type Tier } from './pattern.ts'

/**
 * Every statement over the pattern database. It belongs to the producer: the handle reads only, and so does the role
 * it signs in with. A list of symbols is one parameter, so that any number of them is one statement.
 */
export type PatternDatabase = ReturnType<Context['foreignDatabase']>

type TierTable = { table: string; expiry: 'expiration_date' | 'expiration_timestamp'; more?: string; limit: number; since: (now: Date) => Date }
const ago = (milliseconds: number) => (now: Date): Date => new Date(now.getTime() - milliseconds)
const hour = 3_600_000
const day = 24 * hour

/** Which rows count as current, in UTC, by how long such a pattern takes to form. */
export const tierTables: Readonly<Record<Exclude<Tier, 'combo'>, TierTable>> = {
  daily: { table: 'daily_patterns', expiry: 'expiration_date', limit: 50, since: ago(7 * day) },
  hourly: { table: 'hourly_patterns', expiry: 'expiration_timestamp', limit: 50, since: ago(hour) },
  intraday: { table: 'intraday_patterns', expiry: 'expiration_timestamp', limit: 75, since: ago(day) },
  weekly: { table: 'weekly_patterns', expiry: 'expiration_date', limit: 50, since: (now) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - ((now.getUTCDay() + 6) % 7))) },
  monthly: { table: 'monthly_patterns', expiry: 'expiration_date', limit: 50, since: (now) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)) },
  daily_intraday: { table: 'daily_intraday_patterns', expiry: 'expiration_timestamp', more: 'intraday_signal', limit: 50, since: ago(hour / 2) },
}
export const comboLimit = 25

export type TierQuery = { symbols: readonly string[]; confidenceMin: number; limit: number; now: Date }
type PatternRow = { confidence: number; [column: string]: unknown }

/** Null stands for "any" in every statement. */
const listed = (values: readonly string[]): readonly string[] | null => (values.length === 0 ? null : values)

export async function readTier(database: PatternDatabase, tier: Exclude<Tier, 'combo'>, { symbols, confidenceMin, limit, now }: TierQuery) {
  const { table, expiry, more, since } = tierTables[tier]
  const rows = await database.all<PatternRow>(`
    select id::text as id, symbol, pattern_type, confidence::float8 as confidence, pattern_data, detection_timestamp, ${expiry}, levels::float8[] as levels, metadata${more ? `, ${more}` : ''}
    from ${table}
    where detection_timestamp >= ?::timestamptz and confidence >= ?::numeric and (?::text[] is null or symbol = any(?))
    order by confidence desc, detection_timestamp desc limit ?`, [since(now), confidenceMin, listed(symbols), listed(symbols), limit])
  return rows.map((row) => ({ ...row, tier, priority: priorityOf(row.confidence) }))
}

type ComboRow = PatternRow & { patternid: number; risk_level: string }

/** Patterns that several timeframes confirm, of definitions that are enabled here. */
export async function readCombo(database: PatternDatabase, disabled: readonly number[], { symbols, confidenceMin, limit, now }: TierQuery) {
  const rows = await database.all<ComboRow>(`
    select d.id::text as id, d.symbol, p.name as pattern_type, d.confidence::float8 as confidence, d.pattern_data, d.detected_at at time zone 'UTC' as detection_timestamp,
      d.price_at_detection::float8 as price_at_detection, d.volume_at_detection::float8 as volume_at_detection, d.outcome_1d::float8 as outcome_1d, d.outcome_5d::float8 as outcome_5d, p.category, p.risk_level
    from pattern_detections d join pattern_definitions p on p.id = d.pattern_id
    where p.enabled and not (p.id = any(?::int[])) and d.detected_at >= ?::timestamp and d.confidence >= ?::numeric and (?::text[] is null or d.symbol = any(?))
    order by d.confidence desc, d.detected_at desc limit ?`, [disabled, ago(3 * day)(now).toISOString(), confidenceMin, listed(symbols), listed(symbols), limit])
  return rows.map((row) => ({ ...row, levels: [], metadata: {}, tier: 'combo', priority: comboPriority(row) }))
}

/** A risky one is critical sooner, a safe one never. */
export function comboPriority({ confidence, risk_level: risk }: { confidence: number; risk_level: string }): Priority {
  if (risk === 'high' && confidence >= 0.8) return 'CRITICAL'
  const priority = priorityOf(confidence)
  return risk === 'low' && priority === 'CRITICAL' ? 'HIGH' : priority
}

export type IndicatorQuery = { symbols: readonly string[]; timeframes: readonly string[]; types: readonly string[]; limit: number; now: Date }

/** Of the last half hour that have not expired, newest first. */
export function readLatestIndicators(database: PatternDatabase, { symbols, timeframes, types, limit, now }: IndicatorQuery) {
  const [anySymbol, anyFrame, anyType] = [listed(symbols), listed(timeframes), listed(types)]
  return database.all(`
    select id::text as id, symbol, indicator_type, (value_data->>'value')::float8 as value, value_data, calculation_timestamp, timeframe, metadata
    from intraday_indicators
    where calculation_timestamp >= ?::timestamptz and expiration_timestamp > ?::timestamptz and (?::text[] is null or symbol = any(?))
      and (?::text[] is null or timeframe = any(?)) and (?::text[] is null or indicator_type = any(?))
    order by calculation_timestamp desc limit ?`, [ago(hour / 2)(now), now, anySymbol, anySymbol, anyFrame, anyFrame, anyType, anyType, limit])
}

export function readStreamedPatterns(database: PatternDatabase, symbol: string, since: Date) {
  return database.all(`
    select pattern_type, symbol, detection_timestamp as timestamp, confidence::float8 as confidence, pattern_data as parameters, timeframe
    from intraday_patterns where symbol = ? and detection_timestamp >= ?::timestamptz order by detection_timestamp desc limit 100`, [symbol, since])
}

export function readStreamedIndicators(database: PatternDatabase, symbol: string, type: string | null, since: Date) {
  return database.all(`
    select indicator_type, symbol, calculation_timestamp as timestamp, (value_data->>'value')::float8 as value, value_data as parameters, timeframe
    from intraday_indicators where symbol = ? and calculation_timestamp >= ?::timestamptz and (?::text is null or indicator_type = ?)
    order by calculation_timestamp desc limit 200`, [symbol, since, type, type])
}

/** Moments at which the RSI stood above 70 or below 30. */
export function readAlerts(database: PatternDatabase, type: string | null, since: Date, limit: number) {
  return database.all(`
    select symbol, case when (value_data->>'value')::float8 > 70 then 'RSI_OVERBOUGHT' else 'RSI_OVERSOLD' end as alert_type, calculation_timestamp as timestamp,
      (value_data->>'value')::float8 as value, value_data as alert_data, timeframe
    from intraday_indicators
    where indicator_type = 'RSI' and calculation_timestamp >= ?::timestamptz
      and ((?::text is distinct from 'RSI_OVERSOLD' and (value_data->>'value')::float8 > 70) or (?::text is distinct from 'RSI_OVERBOUGHT' and (value_data->>'value')::float8 < 30))
    order by calculation_timestamp desc limit ?`, [since, type, type, limit])
}

/** What came since a moment: patterns by name, symbols by events, and how many of each. */
export async function readSummary(database: PatternDatabase, since: Date) {
  const rows = await database.all<{ kind: string; symbol: string; name: string; events: number }>(`
    select 'pattern' as kind, symbol, pattern_type as name, count(*)::int as events from intraday_patterns where detection_timestamp >= ?::timestamptz group by symbol, pattern_type
    union all
    select 'indicator', symbol, indicator_type, count(*)::int from intraday_indicators where calculation_timestamp >= ?::timestamptz group by symbol, indicator_type`, [since, since])
  const patterns = rows.filter(({ kind }) => kind === 'pattern')
  const symbols = Object.entries(sumBy(rows, 'symbol')).map(([symbol, events]) => ({ symbol, events })).toSorted((one, other) => other.events - one.events)
  return { pattern_distribution: sumBy(patterns, 'name'), top_symbols: symbols.slice(0, 10), total_patterns: sum(patterns), total_indicators: sum(rows) - sum(patterns) }
}

const sum = (rows: readonly { events: number }[]): number => rows.reduce((total, { events }) => total + events, 0)

function sumBy(rows: readonly { symbol: string; name: string; events: number }[], member: 'symbol' | 'name'): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const row of rows) sums[row[member]] = (sums[row[member]] ?? 0) + row.events
  return sums
}

export type SymbolQuery = { market: string | null; search: string; limit: number }

export function readSymbols(database: PatternDatabase, { market, search, limit }: SymbolQuery) {
  const like = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return database.all(`
    select symbol, name, exchange, market, type, active from symbols
    where active and (?::text is null or market = ?) and (symbol ilike ? or name ilike ?) order by symbol limit ?`, [market, market, like, like, limit])
}

export async function readSymbol(database: PatternDatabase, symbol: string) {
  const [row] = await database.all(`
    select symbol, name, exchange, market, locale, currency_name, type, active, cik, composite_figi, market_cap::float8 as market_cap, sector, industry, list_date, last_updated
    from symbols where symbol = ?`, [symbol])
  return row ?? null
}

export type Definition = { id: number; name: string; enabled: boolean; [column: string]: unknown }

export function readDefinitions(database: PatternDatabase): Promise<Definition[]> {
  return database.all<Definition>(`
    select id, name, short_description, category, enabled, display_order, confidence_threshold::float8 as confidence_threshold, risk_level, typical_success_rate::float8 as typical_success_rate, applicable_timeframes
    from pattern_definitions order by display_order, name`)
}

/** Fails when the database does not answer. */
export async function pingDatabase(database: PatternDatabase): Promise<void> {
  await database.all('select 1 as one')
}
