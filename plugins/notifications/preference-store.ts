import type { Context } from './context.ts'
import { numberOrNull } from './notification.ts'

/** The place and the business unit a person cares about; without them, everything. */
export async function readPreference({ database }: Context, userId: number): Promise<{ location?: number; businessUnit?: number }> {
  const [row] = await database.all('select businessunitid, locationid from notificationpreferences where userid = ?', [userId])
  const [location, businessUnit] = [numberOrNull(row?.['locationid']), numberOrNull(row?.['businessunitid'])]
  return { ...(location !== null && { location }), ...(businessUnit !== null && { businessUnit }) }
}

export async function savePreference(context: Context, userId: number, { locationId, businessUnitId }: { locationId: number | null; businessUnitId: number | null }): Promise<void> {
  await context.upsert('notificationpreferences', ['userid'], [{ userid: userId, businessunitid: businessUnitId, locationid: locationId }])
}
