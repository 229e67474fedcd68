import type { Caller } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { severities, type Severity } from './notification.ts'
import { ownUser } from './read-state.ts'
import { isTimeZone, nextTimeOfDay } from './schedule.ts'
import { endSubscription, findSubscription, saveSubscription } from './subscription-store.ts'
import type { Subscription } from './subscription.ts'

export type SubscriptionInput = { role?: string | null | undefined; channel: 'mail' | 'webhook'; url?: string | null | undefined; severities?: readonly Severity[] | undefined; typeId?: number | null | undefined; businessUnitId?: number | null | undefined; locationId?: number | null | undefined; digestAt?: string | null | undefined; timeZone?: string | undefined; tellsEnd?: boolean | undefined }

/** People subscribe themselves to mail; whole roles and other programs are for who may send. */
export async function addSubscription(context: Context, input: SubscriptionInput, caller: Caller, at: number): Promise<number> {
  const isOwn = input.channel === 'mail' && (input.role ?? null) === null
  if (!isOwn && !caller.may('notifications.send')) throw context.errors.problem({ code: 'NOT_FOR_OTHERS', status: 403, message: 'You subscribe yourself to mail; roles and webhooks need the permission notifications.send.', fix: 'Leave out the role, or ask who may send.' })
  if (input.role != null && !(await context.people.roles()).includes(input.role)) throw refused(context, 'role', `There is no role "${input.role.slice(0, 80)}".`)
  const timeZone = input.timeZone ?? context.settings.timeZone
  if (!isTimeZone(timeZone)) throw refused(context, 'timeZone', `There is no time zone "${timeZone.slice(0, 64)}".`)
  const digestAt = input.digestAt ?? null
  const id = await context.database.write(async (transaction) => {
    const taken = await transaction.takeIds('notificationsubscriptions', 1)
    const subscription: Subscription = {
      id: taken, userId: isOwn ? ownUser(context, caller) : null, role: input.role ?? null, channel: input.channel, url: input.channel === 'webhook' ? urlOf(context, input.url ?? '') : null, severities: input.severities ?? severities,
      typeId: input.typeId ?? null, businessUnitId: input.businessUnitId ?? null, locationId: input.locationId ?? null, digestAt, timeZone, nextDigestAt: digestAt === null ? null : nextTimeOfDay(digestAt, timeZone, at), tellsEnd: input.tellsEnd ?? false, createdBy: caller.label.slice(0, 160),
    }
    await saveSubscription(transaction, subscription, at)
    return taken
  })
  await context.auditLog({ action: 'subscribed', detail: { subscription: id, channel: input.channel, role: input.role ?? null } })
  return id
}

export async function removeSubscription(context: Context, id: number, caller: Caller): Promise<void> {
  const found = await findSubscription(context.database, id)
  if (found === null || (found.userId !== caller.userId && !caller.may('notifications.send'))) throw context.errors.notFound('There is no such subscription.')
  await context.database.write((transaction) => endSubscription(transaction, id))
  await context.auditLog({ action: 'unsubscribed', detail: { subscription: id } })
}

function urlOf(context: Context, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '') throw refused(context, 'url', 'A webhook goes to an address with http or https, without a user name in it.')
  return url.href
}

function refused(context: Context, field: string, message: string): Error {
  return context.errors.problem({ code: 'SUBSCRIPTION_INVALID', status: 422, message, fix: 'Correct it and save again.', fields: [{ path: `/${field}`, message }] })
}
