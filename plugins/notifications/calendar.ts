import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator'
import type { Caller } from '@shopdb/plugin-api'
import { findShown, type BoardQuery } from './board.ts'
import type { Context } from './context.ts'
import { present } from './present.ts'
import { occurrencesFrom } from './schedule.ts'

const ahead = 92 * 86_400_000
const mostOfOne = 60

/** A calendar (RFC 5545) of what is announced for the next three months: each occurrence by itself, so that every program shows the hour right on the days on which clocks change. */
export async function writeCalendar(context: Context, caller: Caller, query: Pick<BoardQuery, 'location' | 'businessUnit'>, at: number): Promise<string> {
  const found = [...await findShown(context, caller, { ...query, state: 'active' }, at), ...await findShown(context, caller, { ...query, state: 'scheduled' }, at)].filter(({ sourcePlugin }) => sourcePlugin === null)
  const presented = await present(context, found)
  const calendar = ical({ name: 'Notifications', prodId: { company: 'ShopDB', product: 'notifications' }, method: ICalCalendarMethod.PUBLISH, ttl: 3600 })
  for (const [index, notification] of found.entries()) {
    const { location, text } = presented[index] ?? { location: null, text: null }
    for (const { from, until } of occurrencesFrom(notification, at, mostOfOne).filter((occurrence) => occurrence.from < at + ahead)) {
      calendar.createEvent({ id: `notification-${notification.id}-${from}@shopdb`, start: new Date(from), end: new Date(until ?? from + 3_600_000), summary: notification.title, transparency: ICalEventTransparency.TRANSPARENT, categories: [{ name: notification.type?.name ?? notification.severity }], ...(text !== null && { description: text }), ...(location !== null && { location }) })
    }
  }
  return calendar.toString()
}
