import type { Caller } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { severityOf, type Notification, type Severity } from './notification.ts'
import { isTimeZone, momentOf, occurrenceAt, recurrenceOf, type Schedule } from './schedule.ts'
import { findNotification } from './store.ts'

/** What people say; what they leave out stays as it is, and of a new one comes from its type. Null takes a value away. */
export type NotificationInput = {
  title?: string | undefined; text?: string | null | undefined; typeId?: number | null | undefined; severity?: Severity | undefined
  startsAt?: string | undefined; endsAt?: string | null | undefined; timeZone?: string | undefined; recurrence?: string | null | undefined
  businessUnitId?: number | null | undefined; locationId?: number | null | undefined; assetId?: number | null | undefined
  pinned?: boolean | undefined; banner?: boolean | undefined; wall?: boolean | undefined; needsAcknowledgement?: boolean | undefined
}

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

export async function createNotification(context: Context, input: NotificationInput, caller: Caller, now: number): Promise<number> {
  const type = typeof input.typeId === 'number' ? await context.records.get('notificationtypes', input.typeId) : null
  const severity = input.severity ?? severityOf(type?.['severity'])
  const schedule = scheduleOf(context, input, null, now)
  const asset = await assetOf(context, input.assetId ?? null)
  const record = await context.records.create('notifications', {
    title: titleOf(context, input.title), text: input.text ?? null, typeId: input.typeId ?? null, severity, ...written(schedule, now), businessUnitId: input.businessUnitId ?? null, locationId: input.locationId ?? asset?.locationId ?? null, ...asset?.values,
    pinned: input.pinned ?? false, banner: input.banner ?? severity === 'critical', wall: input.wall ?? true, needsAcknowledgement: input.needsAcknowledgement ?? type?.['needsAcknowledgement'] === true, author: caller.label.slice(0, 160),
  }, caller)
  return record.id
}

export async function changeNotification(context: Context, id: number, input: NotificationInput, caller: Caller, now: number): Promise<void> {
  const before = await mustFind(context, id)
  refuseOfPlugin(context, before)
  const { title, startsAt, endsAt, timeZone, recurrence, assetId, ...plain } = input
  const isRescheduled = [startsAt, endsAt, timeZone, recurrence].some((value) => value !== undefined)
  const asset = assetId === undefined ? null : await assetOf(context, assetId)
  await context.records.update('notifications', id, {
    ...plain, ...(title !== undefined && { title: titleOf(context, title) }), ...(isRescheduled && written(scheduleOf(context, input, before, now), now)),
    ...(assetId !== undefined && { assetId, assetType: asset?.values.assetType ?? null }),
  }, caller)
}

/** From now on it is over, with every occurrence that would have followed. */
export async function endNotification(context: Context, id: number, caller: Caller, now: number): Promise<void> {
  const before = await mustFind(context, id)
  if (before.state === 'over') throw context.errors.problem({ code: 'OVER', status: 409, message: 'It is over already.', fix: 'Announce it anew if it is so again.' })
  refuseOfPlugin(context, before)
  await context.records.update('notifications', id, { state: 'over', endsAt: iso(Math.max(now, before.startsAt)), recurrence: null, currentUntil: iso(now) }, caller)
}

/** How a schedule stands at a moment, as the fields of the record say it. */
export function written(schedule: Schedule, at: number): Record<string, unknown> {
  const occurrence = occurrenceAt(schedule, at)
  const state = occurrence === null ? 'over' : occurrence.from <= at ? 'active' : 'scheduled'
  const { from, until } = occurrence ?? { from: schedule.startsAt, until: schedule.endsAt }
  return { startsAt: iso(schedule.startsAt), endsAt: iso(schedule.endsAt), timeZone: schedule.timeZone, recurrence: schedule.recurrence, state, currentFrom: iso(from), currentUntil: iso(until) }
}

/** Throws what is wrong with it in words; `before` fills what was left out. */
export function scheduleOf(context: Context, input: Pick<NotificationInput, 'startsAt' | 'endsAt' | 'timeZone' | 'recurrence'>, before: Schedule | null, now: number): Schedule {
  const timeZone = input.timeZone ?? before?.timeZone ?? context.settings.timeZone
  if (!isTimeZone(timeZone)) throw refused(context, 'TIME_ZONE_UNKNOWN', 'timeZone', `There is no time zone "${timeZone.slice(0, 64)}".`, 'Use a name such as Europe/Berlin or America/Chicago.')
  const startsAt = input.startsAt === undefined ? (before?.startsAt ?? now) : moment(context, 'startsAt', input.startsAt, timeZone)
  const endsAt = input.endsAt === undefined ? (before?.endsAt ?? null) : input.endsAt === null ? null : moment(context, 'endsAt', input.endsAt, timeZone)
  if (endsAt !== null && endsAt <= startsAt) throw refused(context, 'ENDS_BEFORE_START', 'endsAt', 'It ends before it begins.', 'Choose an end after the beginning.')
  const recurrence = input.recurrence === undefined ? (before?.recurrence ?? null) : input.recurrence === null || input.recurrence.trim() === '' ? null : recurrenceOf(input.recurrence)
  if (recurrence === null && typeof input.recurrence === 'string' && input.recurrence.trim() !== '') throw refused(context, 'RECURRENCE_INVALID', 'recurrence', 'This is no recurrence rule that can be kept.', 'Use a rule such as FREQ=WEEKLY;BYDAY=MO,TH or FREQ=MONTHLY;BYMONTHDAY=1.')
  if (recurrence !== null && endsAt === null) throw refused(context, 'END_MISSING', 'endsAt', 'What repeats has to end each time.', 'Say when the first one ends.')
  const schedule = { startsAt, endsAt, timeZone, recurrence }
  assertOccurs(context, schedule)
  return schedule
}

function assertOccurs(context: Context, schedule: Schedule): void {
  if (schedule.recurrence === null) return
  const found = attempt(() => occurrenceAt(schedule, schedule.startsAt - 1))
  if (found === null) throw refused(context, 'RECURRENCE_INVALID', 'recurrence', 'The rule never applies.', 'Preview the rule; a day such as February 30 does not exist.')
  if (found.until !== null && found.until - found.from > 400 * 86_400_000) throw refused(context, 'RECURRENCE_INVALID', 'endsAt', 'One occurrence lasts longer than a year.', 'Say when the first one ends, not the last; UNTIL in the rule ends the series.')
}

/** The library throws for a rule that hits nothing, and for numbers out of range. */
function attempt<Result>(work: () => Result): Result | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error) return null
    throw error
  }
}

function moment(context: Context, field: string, text: string, timeZone: string): number {
  const found = momentOf(text, timeZone)
  if (found === null) throw refused(context, 'MOMENT_INVALID', field, `"${text.slice(0, 40)}" is no date with a time.`, 'Write 2026-03-01T06:00 for the clock of the time zone, or 2026-03-01T05:00:00Z.')
  return found
}

function titleOf(context: Context, title: string | undefined): string {
  const line = (title ?? '').replace(/\s+/g, ' ').trim()
  if (line === '') throw refused(context, 'TITLE_MISSING', 'title', 'A notification has a title.', 'Say in one line what people should know.')
  return line.slice(0, 200)
}

async function assetOf(context: Context, assetId: number | null): Promise<{ locationId: number | null; values: { assetId: number; assetType: string } } | null> {
  if (assetId === null) return null
  const asset = await context.assets.get(assetId)
  if (!asset) throw refused(context, 'ASSET_MISSING', 'assetId', 'There is no such asset.', 'Choose one that is there.')
  return { locationId: typeof asset['locationId'] === 'number' ? asset['locationId'] : null, values: { assetId, assetType: asset.type } }
}

export async function mustFind(context: Context, id: number, userId: number | null = null): Promise<Notification> {
  const found = await findNotification(context.database, id, userId)
  if (found === null) throw context.errors.notFound('There is no such notification.')
  return found
}

function refuseOfPlugin(context: Context, { sourcePlugin }: Notification): void {
  if (sourcePlugin !== null) throw context.errors.problem({ code: 'OF_A_PLUGIN', status: 409, message: `This is what the plugin ${sourcePlugin} says; it ends when the plugin says so.`, fix: 'Mend what it is about, or acknowledge it.' })
}

function refused(context: Context, code: string, field: string, message: string, fix: string): Error {
  return context.errors.problem({ code, status: 422, message, fix, fields: [{ path: `/${field}`, message }] })
}
