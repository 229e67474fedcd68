/** The members of a JSON object that came from outside: nothing is known of them yet. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The first of these members that is an object; else the object itself. */
export function unwrap(fields: Fields, ...wrappers: readonly string[]): Fields {
  for (const wrapper of wrappers) {
    const inner = fields[wrapper]
    if (isFields(inner)) return inner
  }
  return fields
}

/** `BRK.B` is a real one. */
const symbolPattern = /^[A-Z0-9][A-Z0-9.-]{0,9}$/

export function readSymbol(value: unknown): string | null {
  const symbol = typeof value === 'string' ? value.trim().toUpperCase() : ''
  return symbolPattern.test(symbol) ? symbol : null
}

export function readText(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** Names of patterns and indicators are opaque: `SMA5` and `SMA_5` are two. */
export function readName(fields: Fields, noun: 'pattern' | 'indicator'): string | null {
  return readText(fields[noun]) ?? readText(fields[`${noun}_type`]) ?? readText(fields[`${noun}_name`])
}

export function readNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** From 0 to 1; what is above 1 was meant in per cent. */
export function readConfidence(value: unknown): number | null {
  const number = readNumber(value)
  if (number === null || number < 0 || number > 100) return null
  return number > 1 ? number / 100 : number
}

/** Seconds or milliseconds since 1970, or ISO 8601 with its zone; answers ISO 8601 in UTC. */
export function readMoment(value: unknown): string | null {
  const milliseconds = typeof value === 'number' ? (Math.abs(value) > 1e11 ? value : value * 1000) : typeof value === 'string' && /(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? Date.parse(value) : NaN
  // The ends of what a Date can say.
  return Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : null
}

/** Prices of support and resistance: numbers, or objects with a `value`. */
export function readLevels(value: unknown): number[] {
  if (!Array.isArray(value)) return []
  return value.map((level: unknown) => readNumber(isFields(level) ? level['value'] : level)).filter((level) => level !== null)
}

/** What is left when the members that have a place of their own are taken out. */
export function without(fields: Fields, taken: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !taken.has(name)))
}
