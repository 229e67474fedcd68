/** What a producer sends, made up: the same seed, the same messages. Exported for load tests. */
export type SimulatedMessage = { channel: string; text: string; symbol: string | null }

export const coreSymbols = ['AAPL', 'GOOGL', 'MSFT', 'TSLA', 'AMZN', 'NFLX', 'META', 'NVDA', 'SPY', 'QQQ', 'IWM', 'GLD', 'TLT', 'UBER', 'LYFT', 'COIN', 'HOOD', 'PLTR', 'RBLX', 'ZM', 'DOCU', 'BRK.B']
const patternNames = ['Doji', 'Hammer', 'PriceChange', 'HeadShoulders', 'BullishEngulfing', 'Bull_Flag']
const batchTiers = ['hourly', 'daily', 'weekly', 'monthly', 'daily_intraday']
const indicatorNames = ['SMA5', 'SMA_20', 'EMA', 'VWAP']

export type SimulationOptions = { symbols: readonly string[]; seed: number; now: () => number }

/** Endless: of each hundred about 45 patterns (every sixth of a batch job and its tier), 45 indicators, and alerts. The order of symbols is that of the list. */
export function* simulateEvents({ symbols, seed, now }: SimulationOptions): Generator<SimulatedMessage, never> {
  const random = createRandom(seed)
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] ?? values[0] as Value // there is at least one
  for (let turn = 0; ; turn += 1) {
    const symbol = symbols[turn % symbols.length] ?? 'AAPL'
    const timestamp = new Date(now()).toISOString()
    const price = Math.round((50 + random() * 400) * 100) / 100
    const share = random()
    if (share < 0.08) yield batchMessage(symbol, pick(patternNames), pick(batchTiers), Math.round((0.6 + random() * 0.35) * 100) / 100, price, timestamp)
    else if (share < 0.45) yield* patternMessages(symbol, pick(patternNames), Math.round((0.6 + random() * 0.35) * 100) / 100, price, timestamp)
    else if (share < 0.9) yield message('tickstock:indicators:streaming', symbol, { type: 'streaming_indicator', calculation: { symbol, indicator: pick(indicatorNames), value: price, timestamp, timeframe: '1min' } })
    else if (share < 0.98) yield rsiMessage(symbol, Math.round(random() * 1000) / 10, timestamp)
    else yield message('tickstock:alerts:critical', null, { type: 'critical_alert', alert: { severity: 'critical', message: 'Market feed connection lost', timestamp, component: 'feed_websocket' } })
  }
}

/** As the live producer does, a sure detection goes to a second channel as well. */
function* patternMessages(symbol: string, pattern: string, confidence: number, price: number, timestamp: string): Generator<SimulatedMessage, void> {
  const bar = { open: price, high: price * 1.01, low: price * 0.99, close: price, volume: 250_000 }
  const fields = { type: 'streaming_pattern', detection: { symbol, pattern, confidence, timestamp, timeframe: '1min', current_price: price, bar_data: bar } }
  yield message('tickstock:patterns:streaming', symbol, fields)
  if (confidence >= 0.8) yield message('tickstock:patterns:detected', symbol, fields)
}

function batchMessage(symbol: string, pattern: string, tier: string, confidence: number, price: number, timestamp: string): SimulatedMessage {
  return message('tickstock.events.patterns', symbol, { event_type: 'pattern_detected', source: 'simulator', timestamp, data: { symbol, pattern, confidence, tier, current_price: price, timestamp } })
}

/** An alert when it is far from the middle, else the value alone. */
function rsiMessage(symbol: string, rsi: number, timestamp: string): SimulatedMessage {
  if (rsi > 70 || rsi < 30) return message('tickstock:alerts:indicators', symbol, { alert_type: rsi > 70 ? 'RSI_OVERBOUGHT' : 'RSI_OVERSOLD', symbol, timestamp, data: { rsi } })
  return message('tickstock:indicators:streaming', symbol, { type: 'streaming_indicator', calculation: { symbol, indicator: 'RSI', value: rsi, timestamp, timeframe: '1min' } })
}

export type LoadOptions = { publish: (channel: string, text: string) => unknown; messages: Iterator<SimulatedMessage>; eventsPerSecond: number; seconds: number; signal?: AbortSignal; onSent?: (message: SimulatedMessage) => void }

/** Sends at a steady rate, whatever a single message takes; answers how many it sent. */
export async function playLoad({ publish, messages, eventsPerSecond, seconds, signal, onSent }: LoadOptions): Promise<number> {
  const began = performance.now()
  const total = Math.round(eventsPerSecond * seconds)
  for (let sent = 0; sent < total; sent += 1) {
    if (signal?.aborted) return sent
    const wait = began + (sent * 1000) / eventsPerSecond - performance.now()
    if (wait > 1) await new Promise((resolve) => { setTimeout(resolve, wait) })
    const next: SimulatedMessage = messages.next().value
    onSent?.(next)
    await publish(next.channel, next.text)
  }
  return total
}

export type SessionOptions = { id: string; universe: string; symbolCount: number; now: () => number }

/** What stands around the events: the session begins, is well, and ends with its totals. */
export function sessionMessages({ id, universe, symbolCount, now }: SessionOptions) {
  const timestamp = (): string => new Date(now()).toISOString()
  const startedAt = now()
  return {
    started: () => message('tickstock:streaming:session_started', null, { type: 'streaming_session_started', session: { session_id: id, universe, started_at: timestamp(), symbol_count: symbolCount, status: 'active' } }),
    health: (rate: number) => message('tickstock:streaming:health', null, { type: 'streaming_health', health: { session_id: id, status: 'healthy', active_symbols: symbolCount, ticks_per_second: rate, timestamp: timestamp() } }),
    stopped: (patterns: number, indicators: number) => message('tickstock:streaming:session_stopped', null, {
      type: 'streaming_session_stopped', session: { session_id: id, stopped_at: timestamp(), duration_seconds: Math.round((now() - startedAt) / 1000), total_patterns: patterns, total_indicators: indicators, final_status: 'completed' },
    }),
  }
}

function message(channel: string, symbol: string | null, fields: object): SimulatedMessage {
  return { channel, symbol, text: JSON.stringify(fields) }
}

/** Mulberry32: small, and good enough for made-up prices. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
