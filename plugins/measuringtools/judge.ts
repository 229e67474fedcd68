import { add, compare, formatDecimal, parseDecimal, subtract, type Decimal } from './decimal.ts'

/** `unproven`: inside the tolerance, but closer to its limit than the measurement is certain. Only with a guard band. */
export type Verdict = 'pass' | 'unproven' | 'fail'

/** A value against its measuring point. Limits are deviations from the nominal value; texts hold decimals as they were written. */
export type Measured = { readonly nominal: string; readonly lower: string | null; readonly upper: string | null; readonly value: string | null; readonly uncertainty: string | null }

const zero: Decimal = { digits: 0n, places: 0 }

/**
 * Pass or fail of one value; null when there is no value or no limit. Calculated in decimals: 25.03 against 25 ± 0.03 passes,
 * which floating point would refuse. With a guard band the expanded uncertainty is taken off both limits (ISO 14253-1).
 */
export function judge({ nominal, lower, upper, value, uncertainty }: Measured, guardBand: boolean): Verdict | null {
  const deviation = deviationOf(nominal, value)
  const limits = [numberOf(lower), numberOf(upper)] as const
  if (deviation === null || (limits[0] === null && limits[1] === null)) return null
  if (!isWithin(deviation, limits, zero)) return 'fail'
  return guardBand && !isWithin(deviation, limits, numberOf(uncertainty) ?? zero) ? 'unproven' : 'pass'
}

/** How far a value is from its nominal, as a text; null without a value. */
export function deviationText(nominal: string, value: string | null): string | null {
  const deviation = deviationOf(nominal, value)
  return deviation === null ? null : formatDecimal(deviation)
}

const severity: readonly Verdict[] = ['pass', 'unproven', 'fail']

/** The worst of several; null when none of them was judged. */
export function worst(verdicts: readonly (Verdict | null)[]): Verdict | null {
  return verdicts.reduce<Verdict | null>((known, verdict) => (verdict !== null && (known === null || severity.indexOf(verdict) > severity.indexOf(known)) ? verdict : known), null)
}

function isWithin(deviation: Decimal, [lower, upper]: readonly [Decimal | null, Decimal | null], guard: Decimal): boolean {
  return (lower === null || compare(deviation, add(lower, guard)) >= 0) && (upper === null || compare(deviation, subtract(upper, guard)) <= 0)
}

function deviationOf(nominal: string, value: string | null): Decimal | null {
  const [from, to] = [numberOf(nominal), numberOf(value)]
  return from === null || to === null ? null : subtract(to, from)
}

function numberOf(text: string | null): Decimal | null {
  return text === null ? null : parseDecimal(text)
}
