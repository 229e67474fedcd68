import type { DemoPlant, PluginContext } from '@shopdb/plugin-api'
import { refreshDueDates } from './maintenance.ts'
import type { Manifest } from './manifest-type.ts'
import { tellAll } from './notices.ts'

type Context = PluginContext<Manifest>

const hour = 3_600_000
/** Of this many machines one is down. */
const oneOf = 25
const mostDown = 12
const causes = [['breakdown', 'Servo alarm on X, waiting for the electrician.'], ['computer', 'The PC does not start.'], ['tooling', 'Waiting for inserts.'], ['network', null]] as const

/** Machines, plans and logs are those of the plant; here their due dates are worked out, and some machines are down right now. */
export async function fillDemo(context: Context, { assets, now, random, signal }: DemoPlant): Promise<{ duedates: number; downtimes: number }> {
  const { changed } = await refreshDueDates(context, signal)
  const { items } = await context.assets.list('type=equipment.equipment&limit=500')
  const down = items.filter((_machine, index) => index % oneOf === 3).slice(0, Math.min(mostDown, Math.ceil(assets / oneOf)))
  await context.records.saveMany('downtimes', down.map(({ id }) => {
    const [reason, notes] = random.pick(causes)
    return { assetId: id, startedAt: new Date(now.getTime() - random.between(1, 40) * hour / 4).toISOString(), reason, notes, reportedBy: random.pick(['A. Keller', 'S. Okafor', 'J. Lindqvist']) }
  }))
  await tellAll(context)
  return { duedates: changed, downtimes: down.length }
}
