import type { DemoPlant } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { severities, type Severity } from './notification.ts'
import { findNotifications, saveRead } from './store.ts'
import { written } from './write-notification.ts'

const day = 86_400_000
const hour = 3_600_000
const people = ['J. Miller', 'S. Novak', 'T. Brandt', 'L. Okafor']
type Kind = { type: string; titles: readonly string[] }
const past: readonly [Kind, Kind, Kind, Kind] = [
  { type: 'Announcement', titles: ['Canteen closes at 13:30', 'New parking rules at gate 2', 'Works meeting in the canteen', 'Badge printer moved to reception'] },
  { type: 'Maintenance', titles: ['Compressed air reduced for service', 'Network switch replaced in the control room', 'Coolant supply flushed', 'Crane inspection'] },
  { type: 'Outage', titles: ['Label printing is down', 'MES does not answer', 'No compressed air'] },
  { type: 'Safety', titles: ['Oil on the main aisle', 'Emergency exit blocked by pallets', 'Hearing protection in the press shop'] },
]

type Draft = { title: string; text?: string; type: string; severity: Severity; startsAt: number; endsAt: number | null; recurrence?: string; locationId?: number | null; asset?: { id: number; type: string } | null; pinned?: boolean; banner?: boolean; needsAcknowledgement?: boolean }

/** A year of announcements, with what runs now, what comes and what repeats; most of it acknowledged by somebody. */
export async function fillWithNotifications(context: Context, { assets, now, random, signal }: DemoPlant): Promise<{ notifications: number; acknowledgements: number }> {
  const at = now.getTime()
  const typeIds = new Map((await context.records.list('notificationtypes', 'limit=100')).items.map((type) => [String(type['name']), type.id]))
  const places = (await context.records.list('locations', 'limit=100')).items.map(({ id }) => id)
  const machines = (await context.assets.list('limit=100')).items.map(({ id, type }) => ({ id, type }))
  const place = (): number | null => (places.length === 0 || random.chance(0.4) ? null : random.pick(places))
  const drafts: Draft[] = [...running(at, place, machines[0] ?? null), ...coming(at, place)]
  for (let number = 0; number < Math.min(300, 40 + Math.ceil(assets / 4)) && !signal.aborted; number++) {
    const kind = random.weighted([[5, past[0]], [4, past[1]], [2, past[2]], [2, past[3]]])
    const startsAt = at - random.between(1, 360) * day - random.between(0, 20) * hour
    drafts.push({ title: random.pick(kind.titles), type: kind.type, severity: kind.type === 'Outage' ? 'critical' : kind.type === 'Safety' ? 'warning' : random.weighted([[4, 'info'], [1, 'warning']]), startsAt, endsAt: startsAt + random.between(1, 30) * hour, locationId: place(), asset: machines.length > 0 && random.chance(0.3) ? random.pick(machines) : null, needsAcknowledgement: kind.type === 'Outage' || kind.type === 'Safety' })
  }
  const timeZone = context.settings.timeZone
  await context.records.saveMany('notifications', drafts.map(({ type, startsAt, endsAt, recurrence, asset, ...draft }) => ({
    text: null, locationId: null, pinned: false, banner: false, needsAcknowledgement: false, ...draft, wall: true, typeId: typeIds.get(type) ?? null, author: random.pick(people), ...written({ startsAt, endsAt, timeZone, recurrence: recurrence ?? null }, at), ...(asset && { assetId: asset.id, assetType: asset.type }),
  })))
  return { notifications: drafts.length, acknowledgements: await acknowledge(context, at, random) }
}

function running(at: number, place: () => number | null, machine: { id: number; type: string } | null): Draft[] {
  return [
    { title: 'Compressed air is at 4 bar in hall 2', text: 'The second compressor tripped. Run only what is needed; the service is on its way.', type: 'Outage', severity: 'critical', startsAt: at - hour, endsAt: null, locationId: place(), asset: machine, banner: true, needsAcknowledgement: true },
    { title: 'Floor marking is renewed in the main aisle', text: 'Forklifts take the north gate until the paint is dry.', type: 'Safety', severity: 'warning', startsAt: at - 5 * hour, endsAt: at + 20 * hour, locationId: place(), needsAcknowledgement: true },
    { title: 'Summer works: holidays are entered by the end of the month', type: 'Announcement', severity: 'info', startsAt: at - 3 * day, endsAt: at + 12 * day, pinned: true },
    { title: 'Backup of the file server runs late', text: 'Shares may be slow until noon.', type: 'Maintenance', severity: 'info', startsAt: at - 2 * hour, endsAt: at + 4 * hour },
  ]
}

function coming(at: number, place: () => number | null): Draft[] {
  const midnight = Math.floor(at / day) * day
  return [
    { title: 'Shift handover with the five-minute board', type: 'Announcement', severity: 'info', startsAt: midnight - 30 * day + 6 * hour, endsAt: midnight - 30 * day + 6.25 * hour, recurrence: 'FREQ=DAILY' },
    { title: 'Weekly safety walk', text: 'Meeting point: foreman office.', type: 'Safety', severity: 'warning', startsAt: midnight - 28 * day + 9 * hour, endsAt: midnight - 28 * day + 10 * hour, recurrence: 'FREQ=WEEKLY;BYDAY=TU', locationId: place() },
    { title: 'Updates of the shop floor computers', text: 'Computers restart once. Save your programs.', type: 'Maintenance', severity: 'warning', startsAt: midnight - 60 * day + 22 * hour, endsAt: midnight - 60 * day + 23 * hour, recurrence: 'FREQ=MONTHLY;BYDAY=2WE' },
    { title: 'Power is off in the annex', type: 'Outage', severity: 'critical', startsAt: midnight + 2 * day + 5 * hour, endsAt: midnight + 2 * day + 9 * hour, locationId: place(), needsAcknowledgement: true, banner: true },
  ]
}

/** People look at what is over; how fast depends on how bad it was. */
async function acknowledge(context: Context, at: number, random: DemoPlant['random']): Promise<number> {
  const found = await findNotifications(context.database, { state: 'over' }, { userId: null, at, most: 400 })
  const wanted = found.filter(({ needsAcknowledgement }) => needsAcknowledgement && random.chance(0.85))
  await context.database.write(async (transaction) => {
    for (const { id, severity, currentFrom } of wanted) {
      const after = random.between(2, severity === severities[2] ? 40 : 300) * 60_000
      // Users of a demo are not known; a number below zero is nobody's.
      await saveRead(transaction, { notificationid: id, userid: -1, occurrence: currentFrom, person: random.pick(people), readat: currentFrom + after, acknowledgedat: currentFrom + after, note: null })
    }
  })
  return wanted.length
}
