const dayLength = 24 * 60 * 60 * 1000

export const intervalUnits = ['days', 'weeks', 'months', 'years'] as const
export type IntervalUnit = (typeof intervalUnits)[number]

export function today(now = Date.now()): string {
  return new Date(now).toISOString().slice(0, 10)
}

export function addDays(date: string, days: number): string {
  return today(Date.parse(`${date}T00:00:00Z`) + days * dayLength)
}

/** The day so many days ago, from which reports look back. */
export function daysAgo(days: number): string {
  return addDays(today(), -days)
}

/** A month after the 31st is the last day of the next month. */
export function addInterval(date: string, count: number, unit: IntervalUnit): string {
  if (unit === 'days' || unit === 'weeks') return addDays(date, unit === 'weeks' ? count * 7 : count)
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const months = year * 12 + month - 1 + (unit === 'years' ? count * 12 : count)
  const lastDay = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate()
  return today(Date.UTC(Math.floor(months / 12), months % 12, Math.min(day, lastDay)))
}

export type PlanTerms = { readonly intervalCount: number | null; readonly intervalUnit: IntervalUnit | null; readonly intervalUses: number | null; readonly startsOn: string; readonly lastDoneOn: string | null; readonly usesBefore: number }
export type PlanDue = { readonly dueOn: string | null; readonly usesLeft: number | null }

/** When a plan asks for the next calibration: by time, by use, or by whichever comes first. `uses` is how often the tool was used in all. */
export function dueOf({ intervalCount, intervalUnit, intervalUses, startsOn, lastDoneOn, usesBefore }: PlanTerms, uses: number): PlanDue {
  const dueOn = intervalCount !== null && intervalUnit !== null ? addInterval(lastDoneOn ?? startsOn, intervalCount, intervalUnit) : null
  return { dueOn, usesLeft: intervalUses === null ? null : intervalUses - (uses - usesBefore) }
}

export const calibrationStates = ['not planned', 'valid', 'due', 'overdue', 'failed'] as const
export type CalibrationState = (typeof calibrationStates)[number]

/** The day itself is still in time. A tenth of the uses left counts as soon. */
export function stateOf(plans: readonly (PlanDue & { readonly intervalUses: number | null })[], lastResult: string | null, soonDays: number, on: string): CalibrationState {
  if (lastResult !== null && lastResult !== 'pass') return 'failed'
  if (plans.length === 0) return 'not planned'
  if (plans.some(({ dueOn, usesLeft }) => (dueOn !== null && dueOn < on) || (usesLeft !== null && usesLeft <= 0))) return 'overdue'
  const soon = addDays(on, soonDays)
  return plans.some(({ dueOn, usesLeft, intervalUses }) => (dueOn !== null && dueOn <= soon) || (usesLeft !== null && usesLeft <= (intervalUses ?? 0) / 10)) ? 'due' : 'valid'
}
