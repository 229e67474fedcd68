import type { Notification, Severity } from './notification.ts'
import type { Places } from './places.ts'

/** Whom to tell of what, and how: a person, all of a role, or another program. `digestAt` gathers what comes in the meantime. */
export type Subscription = {
  readonly id: number
  readonly userId: number | null
  readonly role: string | null
  readonly channel: 'mail' | 'webhook'
  readonly url: string | null
  readonly severities: readonly Severity[]
  readonly typeId: number | null
  readonly businessUnitId: number | null
  readonly locationId: number | null
  /** `HH:MM` on the clock of the time zone; null: at once. */
  readonly digestAt: string | null
  readonly timeZone: string
  readonly nextDigestAt: number | null
  readonly tellsEnd: boolean
  readonly createdBy: string
}

/** Without a place, a unit or a type of its own a notification concerns everybody; so does a subscription without them. */
export function isWanted(subscription: Subscription, notification: Notification, kind: 'begun' | 'ended', places: Places): boolean {
  const { severities: wanted, typeId, businessUnitId, locationId, tellsEnd } = subscription
  if (!wanted.includes(notification.severity) || (kind === 'ended' && !tellsEnd)) return false
  if (typeId !== null && notification.type?.id !== typeId) return false
  if (businessUnitId !== null && notification.businessUnitId !== null && notification.businessUnitId !== businessUnitId) return false
  return locationId === null || notification.locationId === null || places.related(locationId).includes(notification.locationId)
}
