/** What a parser makes of a variable: the value, or what a valid one would look like. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; fix: string }
export type RateLimit = { requests: number; perMilliseconds: number }

const good = <T>(value: T): Parsed<T> => ({ ok: true, value })
const bad = (fix: string): { ok: false; fix: string } => ({ ok: false, fix })

export const text = (value: string): Parsed<string> => good(value)

export function oneOf<const T extends string>(...allowed: readonly T[]): (value: string) => Parsed<T> {
  return (value) => {
    const found = allowed.find((candidate) => candidate === value.toLowerCase())
    return found === undefined ? bad(`Use one of ${allowed.join(', ')}.`) : good(found)
  }
}

export function integer(minimum: number, maximum: number): (value: string) => Parsed<number> {
  return (value) => {
    const number = Number(value)
    return /^\d+$/.test(value) && number >= minimum && number <= maximum ? good(number) : bad(`Use a whole number from ${minimum} to ${maximum}.`)
  }
}

export function boolean(value: string): Parsed<boolean> {
  if (/^(1|true|yes|on)$/i.test(value)) return good(true)
  if (/^(0|false|no|off)$/i.test(value)) return good(false)
  return bad('Use true or false.')
}

export function list(value: string): Parsed<readonly string[]> {
  return good(value.split(',').map((entry) => entry.trim()).filter((entry) => entry !== ''))
}

export function pluginNames(value: string): Parsed<readonly string[]> {
  if (value === 'none') return good([])
  const names = value.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '')
  const wrong = names.find((name) => !/^[a-z][a-z0-9]*$/.test(name))
  return wrong === undefined ? good(names) : bad('Plugin names have lower-case letters and digits only.')
}

export function origins(value: string): Parsed<readonly string[]> {
  const entries = value.split(',').map((entry) => entry.trim().replace(/\/$/, '')).filter((entry) => entry !== '')
  const wrong = entries.find((entry) => entry !== '*' && !(URL.canParse(entry) && new URL(entry).origin === entry.toLowerCase()))
  return wrong === undefined ? good(entries.map((entry) => entry.toLowerCase())) : bad('Use origins such as https://portal.example.com, without a path.')
}

export function trustProxy(value: string): Parsed<boolean | number | readonly string[]> {
  if (/^\d+$/.test(value)) return good(Number(value))
  const flag = boolean(value)
  return flag.ok ? flag : list(value)
}

export function rateLimit(value: string): Parsed<RateLimit | null> {
  if (/^(off|none|false|0)$/i.test(value)) return good(null)
  const match = /^(\d+)\s*(?:\/\s*(s|sec|second|m|min|minute|h|hour))?$/i.exec(value)
  const requests = Number(match?.[1])
  if (match === null || requests < 1) return bad('Use a number per minute, "20/s", "600/min", "5000/h" or "off".')
  const unit = (match[2] ?? 'min').toLowerCase()
  return good({ requests, perMilliseconds: unit.startsWith('s') ? 1000 : unit.startsWith('h') ? 3_600_000 : 60_000 })
}

export function byteCount(value: string): Parsed<number> {
  const match = /^(\d+)\s*(k|kb|m|mb)?$/i.exec(value)
  const unit = (match?.[2] ?? '').toLowerCase()
  const bytes = Number(match?.[1]) * (unit.startsWith('k') ? 1024 : unit.startsWith('m') ? 1_048_576 : 1)
  return match !== null && bytes >= 1024 && bytes <= 1_073_741_824 ? good(bytes) : bad('Use 1KB to 1024MB, such as 1MB.')
}

export function databaseUrl(value: string): Parsed<string> {
  const scheme = /^([a-z]+):/i.exec(value)?.[1]?.toLowerCase() ?? ''
  if (scheme === 'sqlite') return good(value)
  const known = ['mysql', 'mariadb', 'postgres', 'postgresql'].includes(scheme)
  return known && URL.canParse(value) ? good(value) : bad('Use sqlite:<file>, mysql://, mariadb:// or postgres://user:password@host:port/database.')
}

export function redisUrl(value: string): Parsed<string> {
  return /^rediss?:\/\//i.test(value) && URL.canParse(value) ? good(value) : bad('Use redis://host:6379 or rediss://user:password@host:6379.')
}
