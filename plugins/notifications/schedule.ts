import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'

/** Moments in UTC milliseconds. `recurrence` is a rule of RFC 5545 without start; each occurrence lasts from start to end on the clock of the time zone. */
export type Schedule = { readonly startsAt: number; readonly endsAt: number | null; readonly timeZone: string; readonly recurrence: string | null }
/** `until` null: until somebody ends it. */
export type Occurrence = { readonly from: number; readonly until: number | null }

const rule = /^FREQ=(HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*$/
const parts = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'BYHOUR', 'BYMINUTE', 'BYYEARDAY', 'BYWEEKNO', 'WKST'])
/** A rule that hits nothing in so many steps is taken for one that hits nothing at all. */
const mostSteps = 5000

export function isTimeZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** `2026-03-29T02:30` is a time on the clock of the zone; with `Z` or an offset it is a moment. Null when it is neither. */
export function momentOf(text: string, timeZone: string): number | null {
  try {
    return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? Temporal.Instant.from(text).epochMilliseconds : Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** The rule as it is stored, or null when it is none of those that are taken. */
export function recurrenceOf(text: string): string | null {
  const bare = text.trim().replace(/^RRULE:/i, '').toUpperCase()
  return rule.test(bare) && bare.split(';').every((part) => parts.has(part.split('=', 1)[0] ?? '')) ? bare : null
}

/** The occurrence that lasts at a moment, else the next one; null when there is none any more. Throws a RangeError or Error for a rule that cannot be. */
export function occurrenceAt(schedule: Schedule, at: number): Occurrence | null {
  const { startsAt, endsAt, recurrence } = schedule
  if (recurrence === null) return endsAt !== null && endsAt <= at ? null : { from: startsAt, until: endsAt }
  const engine = engineOf(schedule, recurrence)
  const before = engine.previous(new Date(at), true)
  const running = before === null ? null : lasting(schedule, before)
  if (running?.until != null && running.until > at) return running
  const next = engine.next(new Date(at), false)
  return next === null ? null : lasting(schedule, next)
}

/** The next ones, the running one first. */
export function occurrencesFrom(schedule: Schedule, at: number, most: number): Occurrence[] {
  const found: Occurrence[] = []
  for (let next = occurrenceAt(schedule, at); next !== null && found.length < most; next = schedule.recurrence === null || next.until === null ? null : following(schedule, next)) found.push(next)
  return found
}

function following(schedule: Schedule, { from }: Occurrence): Occurrence | null {
  const next = engineOf(schedule, schedule.recurrence ?? '').next(new Date(from), false)
  return next === null ? null : lasting(schedule, next)
}

function engineOf({ startsAt, timeZone }: Schedule, recurrence: string): RRuleTemporal {
  return new RRuleTemporal({ rruleString: recurrence, dtstart: zoned(startsAt, timeZone), tzid: timeZone, maxIterations: mostSteps })
}

/** By the clock on the wall: a shift from 22:00 to 6:00 ends at 6:00 also in the night in which the clock is changed. */
function lasting({ startsAt, endsAt, timeZone }: Schedule, start: { epochMilliseconds: number }): Occurrence {
  if (endsAt === null) return { from: start.epochMilliseconds, until: null }
  const length = zoned(startsAt, timeZone).toPlainDateTime().until(zoned(endsAt, timeZone).toPlainDateTime())
  return { from: start.epochMilliseconds, until: zoned(start.epochMilliseconds, timeZone).toPlainDateTime().add(length).toZonedDateTime(timeZone).epochMilliseconds }
}

function zoned(at: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
}

/** The next time at which the clock of the zone shows `HH:MM`. */
export function nextTimeOfDay(clock: string, timeZone: string, after: number): number {
  const now = zoned(after, timeZone)
  const today = now.withPlainTime(Temporal.PlainTime.from(clock))
  return (today.epochMilliseconds > after ? today : now.add({ days: 1 }).withPlainTime(Temporal.PlainTime.from(clock))).epochMilliseconds
}
