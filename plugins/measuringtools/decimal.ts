/** A decimal number as a whole one and the places behind its point: `-0.023` is -23 with 3. */
export type Decimal = { readonly digits: bigint; readonly places: number }

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/

/** Null when the text is no decimal number. A comma counts as a point: that is how people type it in half of Europe. */
export function parseDecimal(text: string): Decimal | null {
  const [whole, sign = '', units = '', fraction = '', exponent = '0'] = pattern.exec(text.trim().replace(',', '.')) ?? []
  if (whole === undefined || units + fraction === '') return null
  const digits = BigInt(`${sign === '-' ? '-' : ''}${units}${fraction}`)
  const places = fraction.length - Number(exponent)
  return places >= 0 ? { digits, places } : { digits: digits * 10n ** BigInt(-places), places: 0 }
}

export function subtract(one: Decimal, other: Decimal): Decimal {
  const places = Math.max(one.places, other.places)
  return { digits: scaled(one, places) - scaled(other, places), places }
}

export function add(one: Decimal, other: Decimal): Decimal {
  return subtract(one, { digits: -other.digits, places: other.places })
}

/** Below zero when the first is smaller. */
export function compare(one: Decimal, other: Decimal): number {
  const { digits } = subtract(one, other)
  return digits < 0n ? -1 : digits > 0n ? 1 : 0
}

/** With as many places as it has, so that what a laboratory wrote as 25.030 stays 25.030. */
export function formatDecimal({ digits, places }: Decimal): string {
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0')
  const point = text.length - places
  return `${digits < 0n ? '-' : ''}${text.slice(0, point)}${places > 0 ? `.${text.slice(point)}` : ''}`
}

function scaled({ digits, places }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - places)
}
