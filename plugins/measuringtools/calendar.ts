import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator'
import type { Context } from './context.ts'
import { planOf } from './plan.ts'
import { countUses, findCalendarPlans } from './store.ts'

/** As many as a person looks at; the soonest come first. */
const most = 500

/** A calendar (RFC 5545) with a whole day for each calibration that a plan asks for by time. */
export async function writeCalendar(context: Context): Promise<string> {
  const rows = await findCalendarPlans(context.database, most)
  const ids = [...new Set(rows.map((row) => Number(row.assetid)))]
  const [uses, tools] = await Promise.all([countUses(context.database, ids), context.assets.getMany(ids)])
  const nameOf = new Map(tools.map(({ id, assetNumber, name }) => [id, [assetNumber, name].filter(Boolean).join(' ')]))
  const calendar = ical({ name: 'Calibrations', prodId: { company: 'ShopDB', product: 'measuringtools' }, method: ICalCalendarMethod.PUBLISH, ttl: 3600 })
  for (const row of rows) {
    const plan = planOf(row, [], uses)
    if (plan.dueOn === null) continue
    calendar.createEvent({
      id: `calibration-plan-${plan.id}@shopdb`, start: new Date(`${plan.dueOn}T00:00:00Z`), allDay: true, timezone: 'UTC', transparency: ICalEventTransparency.TRANSPARENT,
      summary: `Calibrate ${nameOf.get(plan.assetId) ?? plan.assetId}: ${plan.title}`, description: [plan.laboratory, plan.procedure].filter(Boolean).join('\n'), categories: [{ name: 'Calibration' }],
    })
  }
  return calendar.toString()
}
