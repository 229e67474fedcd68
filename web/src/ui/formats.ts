const units = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3_600], ['minute', 60]] as const
const week = 7 * 86_400_000

const formatters = new Map<string, unknown>()

/** Making a formatter costs more than using it a thousand times. */
function formatter<Format>(key: string, make: () => Format): Format {
  const known = formatters.get(key) ?? make()
  formatters.set(key, known)
  return known as Format // the key says what kind it is
}

/** "3 hours ago" up to a week; later the date says more. */
export function relativeTime(at: Date, now: Date, locale: string): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000)
  if (Math.abs(seconds) * 1000 > week) return formatter(`medium ${locale}`, () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })).format(at)
  const format = formatter(`relative ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' }))
  for (const [unit, size] of units) if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  return format.format(0, 'second')
}

/** Local time with its zone, to the second. */
export function exactTime(at: Date, locale: string): string {
  return formatter(`exact ${locale}`, () => new Intl.DateTimeFormat(locale, {
    year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
  })).format(at)
}

export function plainDate(value: string, locale: string): string {
  const [year = 0, month = 1, day = 1] = value.slice(0, 10).split('-').map(Number)
  return formatter(`date ${locale}`, () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })).format(Date.UTC(year, month - 1, day))
}

const powers = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

export function byteSize(bytes: number, locale: string): string {
  const power = Math.min(powers.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10))
  const amount = bytes / 1024 ** power
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount)} ${powers[power]}`
}

const unitSigns: Readonly<Record<string, string>> = { Cel: '°C', '%': '%', um: 'µm', '[in_i]': 'in', Hz: 'Hz', MHz: 'MHz' }

export function numberWithUnit(value: number, unit: string | null | undefined, locale: string): string {
  if (unit === 'By') return byteSize(value, locale)
  const grouped = Math.abs(value) >= 10_000
  const text = formatter(`number ${grouped} ${locale}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: 6, useGrouping: grouped })).format(value)
  return unit ? `${text} ${unitSigns[unit] ?? unit}` : text
}
