import type { Context } from './context.ts'
import type { Notification } from './notification.ts'
import { readBusinessUnits, readPlaces } from './places.ts'

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

/** As people and other programs are told of them: with the names of what they refer to. A fixed number of reads, however many they are. */
export async function present(context: Context, notifications: readonly Notification[]) {
  const placeIds = notifications.flatMap(({ locationId }) => locationId ?? [])
  const assetIds = [...new Set(notifications.flatMap(({ assetId }) => assetId ?? []))]
  const [places, units, assets] = await Promise.all([readPlaces(context, placeIds), notifications.some(({ businessUnitId }) => businessUnitId !== null) ? readBusinessUnits(context) : new Map<number, string>(), assetIds.length === 0 ? [] : context.assets.names(assetIds)])
  const assetOf = new Map(assets.map((asset) => [asset.id, asset]))
  return notifications.map(({ startsAt, endsAt, currentFrom, currentUntil, readAt, acknowledgedAt, businessUnitId, locationId, assetId, ...rest }) => ({
    ...rest, startsAt: iso(startsAt), endsAt: iso(endsAt), currentFrom: iso(currentFrom), currentUntil: iso(currentUntil), readAt: iso(readAt), acknowledgedAt: iso(acknowledgedAt),
    businessUnitId, businessUnit: businessUnitId === null ? null : (units.get(businessUnitId) ?? null), locationId, location: places.pathOf(locationId), assetId, asset: assetId === null ? null : (assetOf.get(assetId) ?? null),
  }))
}

export type Presented = Awaited<ReturnType<typeof present>>[number]
