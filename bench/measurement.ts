/** One line of the report. `holds` null: printed for information, there is no bar. */
export type Measurement = { part: string; name: string; measured: string; bar: string; holds: boolean | null; value: number }

export type Bar = { atLeast: number } | { atMost: number } | null

export function measurement(part: string, name: string, value: number, unit: string, bar: Bar = null): Measurement {
  const shown = (number: number): string => `${Math.abs(number) >= 100 ? Math.round(number).toLocaleString('en') : Number(number.toPrecision(3))}${unit}`
  const holds = bar === null ? null : 'atLeast' in bar ? value >= bar.atLeast : value <= bar.atMost
  return { part, name, value, measured: Number.isFinite(value) ? shown(value) : 'not measured', bar: bar === null ? '' : 'atLeast' in bar ? `>= ${shown(bar.atLeast)}` : `<= ${shown(bar.atMost)}`, holds }
}

export function note(part: string, name: string, text: string): Measurement {
  return { part, name, value: Number.NaN, measured: text, bar: '', holds: null }
}

export function printMeasurement({ part, name, measured, bar, holds }: Measurement): void {
  const verdict = holds === null ? '' : holds ? 'ok' : 'short'
  process.stdout.write(`${part.padEnd(8)} ${name.padEnd(58)} ${measured.padStart(14)}  ${bar.padEnd(14)} ${verdict}\n`)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
