/** A level at a moment: percent left and milliseconds in UTC. */
export type Reading = { at: number; percent: number }

/**
 * When a supply runs empty. `days` counts from `now`; `earliest` and `latest` bound it so that four of five supplies end between them;
 * `latest` is null when the readings do not exclude that it lasts for ever. `basis` says which readings it stands on: those
 * since the last refill, or, while these are too few, those of the fillings before.
 */
export type Forecast =
  | { days: number; earliest: number; latest: number | null; perDay: number; basis: 'current' | 'earlier'; readings: number; refilledAt: number | null }
  | { days: null; reason: 'few-readings' | 'not-falling' | 'no-level'; readings: number; refilledAt: number | null }

const day = 86_400_000
/** A rise by so many percent is a refill; less is the noise of the sensor. */
const refillRise = 10
const [fewestReadings, shortestDays, smallestFall] = [5, 3, 3]
/** Daily readings of a filling that count, so that the work for a supply stays bounded: 1,770 pairs. */
const mostReadings = 60
/** Student's t with 8 degrees of freedom, about as many weeks as a filling lasts: 80 % lie between -t and t. */
const t = 1.397

/**
 * Forecast by the Theil-Sen line over the daily readings since the last refill: its slope is the median of the slopes of all pairs, which
 * a quarter of wrong readings does not move much (H. Theil, Proc. Kon. Ned. Akad. Wetensch. 53, 1950; P. K. Sen, "Estimates of the
 * regression coefficient based on Kendall's tau", JASA 63, 1968, pp. 1379-1389).
 *
 * The interval does not take Sen's rank bounds of the slope: they assume that readings err independently, but what was printed stays
 * printed, so a level wanders off its line (tried with uneven use, those bounds held one time in two where they promised four in five).
 * A random walk with drift is what it is; its forecast over H days from a span of T days errs with the variance s^2 (H + H^2 / T) (G. Box, G.
 * Jenkins, "Time Series Analysis", chapter 5). s is taken from the residuals over a week, so that quiet weekends do not count as chance: 1.4826 times
 * the median of |fall over 7 days - 7 slopes|, divided by the root of 7. The level itself is as unsure as its residuals and steps are.
 */
export function forecast(readings: readonly Reading[], now: number): Forecast {
  const fillings = fillingsOf(daily(readings))
  const current = fillings.at(-1) ?? []
  const last = current.at(-1)
  const refilledAt = fillings.length > 1 ? (current[0]?.at ?? null) : null
  if (!last) return { days: null, reason: 'no-level', readings: 0, refilledAt }
  const about = { readings: current.length, refilledAt }
  if (last.percent <= 0) return { days: 0, earliest: 0, latest: 0, perDay: 0, basis: 'current', ...about }
  if (isEnough(current)) return project([current], last, now, 'current', about)
  const earlier = fillings.slice(0, -1).filter(isEnough).slice(-3)
  if (earlier.length > 0) return project(earlier, last, now, 'earlier', about)
  const isFlat = current.length >= fewestReadings && spanOf(current) >= shortestDays && fallOf(current) < smallestFall
  return { days: null, reason: isFlat ? 'not-falling' : 'few-readings', ...about }
}

function project(fillings: readonly (readonly Reading[])[], last: Reading, now: number, basis: 'current' | 'earlier', about: { readings: number; refilledAt: number | null }): Forecast {
  const slopes = fillings.flatMap(pairSlopes).toSorted((one, other) => one - other)
  const slope = median(slopes)
  if (!(slope < 0)) return { days: null, reason: 'not-falling', ...about }
  const level = levelSpread(fillings, slope)
  const daily = dailySpread(fillings, slope)
  const days = Math.max(0, last.percent / -slope - passed(last, now))
  const span = fillings.reduce((sum, filling) => sum + spanOf(filling), 0)
  const reach = last.percent / -slope
  const error = (t * Math.sqrt(level ** 2 + daily ** 2 * (reach + reach ** 2 / span))) / -slope
  // Beyond four times its own length a forecast says nothing any more.
  const latest = error > 3 * reach ? null : days + error
  return { days, earliest: Math.max(0, days - error), latest, perDay: -slope, basis, ...about }
}

function passed(last: Reading, now: number): number {
  return Math.max(0, (now - last.at) / day)
}

/** How unsure a level is, in percent: as far as readings lie off the line, and at least half of the step in which they are told. */
function levelSpread(fillings: readonly (readonly Reading[])[], slope: number): number {
  const steps = fillings.flatMap((filling) => filling.slice(1).map(({ percent }, index) => Math.abs(percent - (filling[index]?.percent ?? percent)))).filter((step) => step > 0)
  return Math.max(Math.min(...steps) / 2, deviation(fillings.flatMap((filling) => residualsOf(filling, slope))))
}

/** How much the fall of a day differs from the slope, in percent for the root of a day. */
function dailySpread(fillings: readonly (readonly Reading[])[], slope: number): number {
  const lag = Math.max(1, Math.min(7, Math.floor(Math.max(...fillings.map(spanOf)) / 2)))
  const falls = fillings.flatMap((filling) => filling.flatMap((one) => {
    const other = filling.find(({ at }) => at - one.at >= (lag - 0.5) * day)
    return other ? [(other.percent - one.percent - (slope * (other.at - one.at)) / day) / Math.sqrt((other.at - one.at) / day)] : []
  }))
  return deviation(falls)
}

/** The standard deviation of a normal distribution with this median absolute deviation. */
function deviation(values: readonly number[]): number {
  return 1.4826 * median(values.map(Math.abs).toSorted((one, other) => one - other))
}

/** The last reading of each day in UTC: a printer that is asked every minute weighs no more than one that is asked once. */
function daily(readings: readonly Reading[]): Reading[] {
  const byDay = new Map<number, Reading>()
  for (const reading of readings.toSorted((one, other) => one.at - other.at)) {
    const known = byDay.get(Math.floor(reading.at / day))
    // A refill stays visible: within a day the lower level before it would hide how far the supply had come.
    if (known && reading.percent - known.percent >= refillRise) byDay.set(Math.floor(known.at / day) - 0.5, known)
    byDay.set(Math.floor(reading.at / day), reading)
  }
  return [...byDay.values()].toSorted((one, other) => one.at - other.at)
}

/** Readings from one refill to the next. */
function fillingsOf(readings: readonly Reading[]): Reading[][] {
  const fillings: Reading[][] = [[]]
  for (const reading of readings.filter((_, index) => !isSensorError(readings, index))) {
    const before = fillings.at(-1)?.at(-1)
    if (before !== undefined && reading.percent - before.percent >= refillRise) fillings.push([])
    fillings.at(-1)?.push(reading)
  }
  return fillings.map((filling) => filling.slice(-mostReadings))
}

/** Far off the running median of five: it jumps and comes back, which no refill does. The last two are believed until others follow. */
function isSensorError(readings: readonly Reading[], index: number): boolean {
  const around = readings.slice(Math.max(0, index - 2), index + 3)
  if (around.length < 5) return false
  const middle = median(around.map(({ percent }) => percent).toSorted((one, other) => one - other))
  return Math.abs((readings[index]?.percent ?? middle) - middle) >= refillRise
}

function isEnough(filling: readonly Reading[]): boolean {
  return filling.length >= fewestReadings && spanOf(filling) >= shortestDays && fallOf(filling) >= smallestFall
}

function spanOf(filling: readonly Reading[]): number {
  return ((filling.at(-1)?.at ?? 0) - (filling[0]?.at ?? 0)) / day
}

function fallOf(filling: readonly Reading[]): number {
  return (filling[0]?.percent ?? 0) - (filling.at(-1)?.percent ?? 0)
}

/** Percent a day, of each pair of readings. */
function pairSlopes(filling: readonly Reading[]): number[] {
  return filling.flatMap((one, index) => filling.slice(index + 1).map((other) => ((other.percent - one.percent) * day) / (other.at - one.at)))
}

/** How far each reading lies from the line through the median of `percent - slope * time` (Sen 1968). */
function residualsOf(filling: readonly Reading[], slope: number): number[] {
  const start = filling[0]?.at ?? 0
  const offsets = filling.map(({ at, percent }) => percent - (slope * (at - start)) / day)
  const intercept = median(offsets.toSorted((one, other) => one - other))
  return offsets.map((offset) => offset - intercept)
}

/** Of values in ascending order. */
function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return ((low ?? 0) + (high ?? 0)) / 2
}
