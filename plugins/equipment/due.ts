/** A maintenance plan as its due dates are worked out from it. Days are `YYYY-MM-DD`. */
export type Plan = {
  readonly basis: 'calendar' | 'hours' | 'parts'
  readonly everyCount: number | null
  readonly everyUnit: 'day' | 'week' | 'month' | 'year' | null
  readonly everyAmount: number | null
  readonly rhythm: 'completion' | 'fixed' | null
  readonly startsOn: string | null
  readonly startReading: number | null
  readonly warnDays: number | null
  readonly warnAmount: number | null
  readonly paused: boolean
  readonly lastDoneOn: string | null
  /** The due date that was met when it was last done; earlier ones do not come back. */
  readonly lastDoneFor: string | null
  readonly lastDoneReading: number | null
}

export type NextDue = { readonly nextDueOn: string | null; readonly nextDueReading: number | null }
export type PlanState = 'ok' | 'due' | 'overdue' | 'paused' | 'unknown'

const day = 86_400_000
/** A tenth of the interval is warning enough when a plan by meter does not say otherwise. */
const usualWarning = 0.1

/** When a plan is due next: a day for plans by calendar, a reading for plans by meter. */
export function nextDue(plan: Plan): NextDue {
  if (plan.basis !== 'calendar') return { nextDueOn: null, nextDueReading: plan.everyAmount === null ? null : round((plan.lastDoneReading ?? plan.startReading ?? 0) + plan.everyAmount) }
  return { nextDueOn: nextDay(plan), nextDueReading: null }
}

function nextDay(plan: Plan): string | null {
  const { everyCount, everyUnit, startsOn, lastDoneOn, lastDoneFor } = plan
  if (lastDoneOn === null) return startsOn
  if (everyCount === null || everyUnit === null) return null
  if (plan.rhythm !== 'fixed' || startsOn === null) return addInterval(lastDoneOn, everyCount, everyUnit)
  const met = lastDoneFor !== null && lastDoneFor > lastDoneOn ? lastDoneFor : lastDoneOn
  return firstAfter(startsOn, everyCount, everyUnit, met)
}

/** The first of a series of days after a day. The n-th is counted from the first, so that the 31st comes back after February. */
function firstAfter(start: string, count: number, unit: NonNullable<Plan['everyUnit']>, after: string): string {
  const longest = { day: 1, week: 7, month: 31, year: 366 }[unit] * count
  let index = Math.max(0, Math.floor((Date.parse(after) - Date.parse(start)) / day / longest))
  let next = addInterval(start, count * index, unit)
  while (next <= after) {
    index += 1
    next = addInterval(start, count * index, unit)
  }
  return next
}

/** A day so many units later; the last of a month when that month is shorter. */
export function addInterval(from: string, count: number, unit: NonNullable<Plan['everyUnit']>): string {
  if (unit === 'day' || unit === 'week') return dayOf(Date.parse(from) + count * (unit === 'week' ? 7 : 1) * day)
  const date = new Date(from)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + count * (unit === 'year' ? 12 : 1)]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return dayOf(Date.UTC(year, month, Math.min(date.getUTCDate(), last)))
}

/** How a plan stands today. `reading` is that of the meter it counts by. On its day it is due, after it overdue. */
export function stateOf(plan: Plan & NextDue, now: { readonly today: string; readonly reading: number | null; readonly warnDays: number }): PlanState {
  if (plan.paused) return 'paused'
  if (plan.basis === 'calendar') {
    if (plan.nextDueOn === null) return 'unknown'
    if (plan.nextDueOn < now.today) return 'overdue'
    return plan.nextDueOn <= addInterval(now.today, plan.warnDays ?? now.warnDays, 'day') ? 'due' : 'ok'
  }
  if (plan.nextDueReading === null || now.reading === null) return 'unknown'
  if (now.reading >= plan.nextDueReading) return 'overdue'
  return now.reading >= plan.nextDueReading - warningOf(plan) ? 'due' : 'ok'
}

export function warningOf(plan: Pick<Plan, 'warnAmount' | 'everyAmount'>): number {
  return plan.warnAmount ?? round((plan.everyAmount ?? 0) * usualWarning)
}

/** The day on which a plan by meter will be due if the machine goes on as since it was last done; null when that is not known. */
export function expectedOn(plan: Plan & NextDue, now: { readonly today: string; readonly reading: number | null }): string | null {
  const since = plan.lastDoneOn ?? plan.startsOn
  const from = plan.lastDoneReading ?? plan.startReading
  if (plan.nextDueReading === null || now.reading === null || since === null || from === null || now.reading >= plan.nextDueReading) return null
  const days = (Date.parse(now.today) - Date.parse(since)) / day
  const perDay = (now.reading - from) / days
  return days >= 1 && perDay > 0 ? dayOf(Date.parse(now.today) + Math.ceil((plan.nextDueReading - now.reading) / perDay) * day) : null
}

export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
