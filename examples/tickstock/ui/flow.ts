/** A line of a column: a pattern or an indicator. */
export type Line = { key: string; symbol: string; name: string; /** 0 to 1; null for an indicator. */ confidence: number | null; value: number | null; at: string }
export type ColumnName = (typeof columnNames)[number]

export const columnNames = ['intraday', 'hourly', 'daily', 'weekly', 'monthly', 'daily_intraday', 'indicators'] as const
const mostLines = 30

export type SentPattern = { id?: string; symbol: string; pattern_type: string; confidence: number; detected_at: string; tier: string; price?: number | null; price_value?: number | null }
export type SentIndicator = { key: string; calculation: { indicator_type: string; symbol: string; values: Record<string, unknown>; timestamp: string } }

export function lineOfPattern({ symbol, pattern_type: name, confidence, detected_at: at, price, price_value: scanned }: SentPattern): Line {
  return { key: `${symbol}:${name}:${at}`, symbol, name, confidence, value: price ?? scanned ?? null, at }
}

export function lineOfIndicator({ key, calculation: { symbol, indicator_type: name, values, timestamp } }: SentIndicator): Line {
  const [value] = Object.values(values).filter((each) => typeof each === 'number')
  return { key, symbol, name, confidence: null, value: value ?? null, at: timestamp }
}

/** The column of a pattern; a combo stands with those that two timeframes confirm. */
export function columnOf(tier: string): ColumnName {
  return columnNames.find((name) => name === tier) ?? (tier === 'combo' ? 'daily_intraday' : 'intraday')
}

/** Newest first, each key once, no more than a column holds. */
export function withLines(lines: readonly Line[], added: readonly Line[]): Line[] {
  const byKey = new Map([...lines, ...added].map((line) => [line.key, line]))
  return [...byKey.values()].sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0)).slice(0, mostLines)
}
