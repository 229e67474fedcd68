import type { Caller } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { findRead, removeRead, saveRead } from './store.ts'
import { maySee, numberOrNull, textOrNull } from './notification.ts'
import { mustFind } from './write-notification.ts'

/** A person's own word about the current occurrence: the next one is new to everybody again. */
export async function noteRead(context: Context, id: number, caller: Caller, at: number, acknowledged: { note: string | null } | null): Promise<void> {
  const [userId, notification] = [ownUser(context, caller), await mustFind(context, id)]
  if (!maySee(caller.may, notification)) throw context.errors.notFound('There is no such notification.')
  const occurrence = notification.currentFrom
  await context.database.write(async (transaction) => {
    const before = await findRead(transaction, id, userId, occurrence)
    const already = numberOrNull(before?.['acknowledgedat'])
    await saveRead(transaction, {
      notificationid: id, userid: userId, occurrence, person: caller.label.slice(0, 160), readat: numberOrNull(before?.['readat']) ?? at,
      acknowledgedat: already ?? (acknowledged === null ? null : at), note: textOrNull(before?.['note']) ?? acknowledged?.note ?? null,
    })
  })
}

/** An acknowledgement stays. */
export async function noteUnread(context: Context, id: number, caller: Caller): Promise<void> {
  const { currentFrom } = await mustFind(context, id)
  await context.database.write((transaction) => removeRead(transaction, id, ownUser(context, caller), currentFrom))
}

export function ownUser(context: Context, { userId }: Caller): number {
  if (userId === null) throw context.errors.problem({ code: 'NO_PERSON', status: 409, message: 'Only a person reads and subscribes.', fix: 'Sign in as a user.' })
  return userId
}
