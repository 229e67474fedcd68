import type { AssetRecord, Caller, DemoPlant, DemoRandom, StoredRecord } from '@shopdb/plugin-api'
import { appendEvents, type NewEvent } from './chain.ts'
import { day, mediumType, type Context } from './context.ts'
import { resolveFinding } from './findings.ts'
import { isMissing } from './find-computer.ts'
import { refreshMedium } from './medium.ts'
import { lastNumber, numberAfter } from './media-numbers.ts'
import { escalate } from './overdue.ts'
import { reconcile, type Sighting } from './reconcile.ts'
import { currentWording } from './wording.ts'
import { relateTo } from './used-at.ts'

const hour = 3_600_000
const people = ['J. Miller', 'S. Novak', 'T. Brandt', 'L. Okafor', 'R. Huber', 'A. Moreau', 'D. Silva', 'K. Lindqvist']
const counters = ['M. Weber', 'P. Costa']
const kinds = [
  { name: 'DataTraveler 3.0', vendor: '0951', product: '1666', bytes: 31_037_849_600, purpose: 'NC programs', encrypted: false },
  { name: 'Ironkey S1000', vendor: '0951', product: '1708', bytes: 63_753_420_800, purpose: 'PLC backups', encrypted: true },
  { name: 'Extreme Pro', vendor: '0781', product: '5588', bytes: 128_035_676_160, purpose: 'Measuring data', encrypted: false },
  { name: 'Kanguru Defender', vendor: '1e1d', product: '2006', bytes: 15_938_355_200, purpose: 'Firmware updates', encrypted: true },
  { name: 'Portable SSD T7', vendor: '04e8', product: '4001', bytes: 1_000_204_886_016, purpose: 'Machine images', encrypted: true },
  { name: 'Cruzer Blade', vendor: '0781', product: '5567', bytes: 16_008_609_792, purpose: 'Virus definitions', encrypted: false },
] as const
/** Even the largest site has a drawer of media, not a warehouse. */
const mostMedia = 150

type Scene = { context: Context; plant: DemoPlant; lastNumber: number; machines: readonly AssetRecord[]; units: readonly number[]; wording: number }
type Fate = 'in' | 'out' | 'overdue' | 'late' | 'forgotten' | 'waiting' | 'blocked' | 'infected' | 'lost' | 'new'

/** Media as a plant has them: most in the drawer or out in time, some overdue, a few blocked, one lost, and some that computers saw where they should not be. */
export async function fillDemo(context: Context, plant: DemoPlant): Promise<{ media: number; events: number; findings: number }> {
  const [machines, units, { version: wording }, devices, last] = await Promise.all([listOf(context, 'equipment.equipment'), idsOf(context, 'businessunits'), currentWording(context), seenDevices(context), lastNumber(context)])
  const scene: Scene = { context, plant, lastNumber: last, machines: machines.length > 0 ? machines : await listOf(context, null), units, wording }
  const count = Math.min(mostMedia, Math.max(12, Math.ceil(plant.assets / 4)))
  let events = 0
  const media: number[] = []
  for (let number = 1; number <= count && !plant.signal.aborted; number++) {
    const made = await makeMedium(scene, number, devices[number - 1] ?? null)
    events += made.events
    media.push(made.id)
  }
  const findings = await seeSome(scene, media)
  await escalate(context, plant.signal)
  return { media: media.length, events, findings }
}

async function listOf({ assets }: Context, type: string | null): Promise<AssetRecord[]> {
  const { items } = await assets.list('limit=200')
  return items.filter((asset) => asset.type !== mediumType && (type === null || asset.type === type))
}

async function idsOf({ records }: Context, resource: string): Promise<number[]> {
  return (await records.list(resource, 'limit=50')).items.map(({ id }) => id)
}

/** Sticks that computers of the demo plant report. Two of three belong to the site; the rest is what the findings are about. */
async function seenDevices({ records }: Context): Promise<StoredRecord[]> {
  try {
    return (await records.list('computerusbdevices', 'isStorage=true&limit=60')).items.filter((_device, index) => index % 3 !== 0)
  } catch (error) { // a border: without the plugin "computers" there is no such resource
    if (isMissing(error)) return []
    throw error
  }
}

/** Of twenty media about four are out in time, one waits for its receipt, four are late by days or weeks; blocked, infected, lost and new ones are among them. */
function fateOf(number: number): Fate {
  const special: Readonly<Record<number, Fate>> = { 3: 'overdue', 6: 'waiting', 9: 'late', 11: 'blocked', 13: 'forgotten', 15: 'infected', 17: 'lost', 19: 'new', 20: 'overdue' }
  return special[((number - 1) % 20) + 1] ?? (number % 3 === 2 ? 'out' : 'in')
}

async function makeMedium({ context, plant: { now, random }, lastNumber: last, machines, units, wording }: Scene, number: number, device: StoredRecord | null): Promise<{ id: number; events: number }> {
  const kind = kinds[(number * 5) % kinds.length] ?? kinds[0]
  const fate = fateOf(number)
  const serial = typeof device?.['serialNumber'] === 'string' ? device['serialNumber'] : `${kind.vendor.toUpperCase()}${(4_096_000 + number * 7919).toString(16).toUpperCase()}${random.between(10_000, 99_999)}`
  const { id } = await context.assets.create(mediumType, {
    assetNumber: numberAfter(last + number - 1), name: kind.name, label: `M${String(100 + number)}`, purpose: kind.purpose, mediumKind: kind.bytes > 5e11 ? 'disk' : 'stick', capacityBytes: kind.bytes, encrypted: kind.encrypted, deviceSerial: serial,
    ...(device === null && { usbVendorId: kind.vendor, usbProductId: kind.product }), ...(units.length > 0 && { businessUnitId: units[number % units.length] }),
  })
  const at = machines.length === 0 ? null : (machines[(number * 7) % machines.length]?.id ?? null)
  const events = fate === 'new' ? [] : storyOf(fate, now.getTime(), random, at, wording)
  const head = await appendEvents(context, id, () => events)
  await refreshMedium(context, id, head)
  if (head.usedAtId !== null) await relateTo(context, id, head.usedAtId)
  return { id, events: events.length }
}

/** What happened to a medium until now: a few loans that ended well, then how it stands. */
function storyOf(fate: Fate, now: number, random: DemoRandom, machine: number | null, wording: number): NewEvent[] {
  const counter = random.pick(counters)
  const scan = (result: 'clean' | 'infected') => ({ scan: result, scanner: 'ClamAV', scannerVersion: '1.4.2', files: random.between(3, 900), threat: result === 'infected' ? 'Win.Worm.Jenxcus' : null, notes: null })
  const loan = (out: number, due: number): NewEvent[] => {
    const person = random.pick(people)
    return [{ kind: 'out', at: out, by: counter, person, usedAtId: machine, dueAt: due, detail: { acceptance: 'confirmed', wording, notes: null } }, { kind: 'accepted', at: out + 40_000, by: counter, person, detail: { how: 'typed name', wording } }]
  }
  const story: NewEvent[] = [{ kind: 'scanned', at: now - 120 * day, by: counter, detail: scan('clean') }]
  for (let age = random.between(60, 110); age > 30; age -= random.between(14, 30)) {
    const lent = loan(now - age * day, now - (age - 3) * day)
    story.push(...lent, { kind: 'in', at: now - (age - random.between(1, 4)) * day, by: counter, person: lent[0]?.person ?? null, usedAtId: machine, detail: scan('clean') })
  }
  const since: Readonly<Partial<Record<Fate, [out: number, due: number]>>> = { out: [1.2, -1.8], overdue: [5, 2], late: [9, 5], forgotten: [24, 18], waiting: [0.3, -2.7], lost: [20, 15], infected: [6, 2] }
  const [out, due] = since[fate] ?? [null, null]
  const last = out === null || due === null ? [] : loan(now - out * day, now - due * day)
  if (fate === 'waiting') return [...story, ...last.slice(0, 1).map((event) => ({ ...event, detail: { acceptance: 'waiting', wording, notes: null } }))]
  if (fate === 'infected') return [...story, ...last, { kind: 'in', at: now - 3 * day, by: counter, person: last[0]?.person ?? null, usedAtId: machine, detail: scan('infected') }, { kind: 'blocked', at: now - 3 * day, by: counter, detail: { reason: 'infected: Win.Worm.Jenxcus', infected: true } }]
  if (fate === 'blocked') return [...story, { kind: 'blocked', at: now - 12 * day, by: counter, detail: { reason: 'Case broken, contacts bent' } }]
  if (fate === 'lost') return [...story, ...last, { kind: 'lost', at: now - 8 * day, by: counter, person: last[0]?.person ?? null, usedAtId: machine, detail: { reason: 'Not found at the machine or in the locker' } }]
  return [...story, ...last]
}

/** A few sightings that cannot be explained, and one that already was. */
async function seeSome({ context, plant: { now, signal }, machines }: Scene, media: readonly number[]): Promise<number> {
  const computers = await listOf(context, 'computers.computer')
  const places = computers.length > 0 ? computers : machines
  const place = (index: number) => places[(index * 11) % Math.max(1, places.length)]
  const wanted = [media[0], media[1], media[10], media[16]].filter((id) => id !== undefined)
  const known = await context.assets.getMany(wanted)
  const sightings = known.flatMap((medium, index): Sighting[] => sightingAt(place(index + 1), { vendorId: null, productId: null, serial: String(medium['deviceSerial']), name: String(medium.name), manufacturer: null, isStorage: true, capacityBytes: null, label: null }, now.getTime() - (index + 1) * 5 * hour))
  const strangers = [['0930', '6545', 'TransMemory', '001CC0EC3450BB40'], ['13fe', '4200', 'USB DISK 2.0', '070B4AA2C5D11F84'], ['05dc', 'a838', 'JumpDrive', 'AA7XZ30G1C4QTK2'], ['2109', '0715', 'Card reader', '0']] as const
  const unknown = strangers.flatMap(([vendorId, productId, name, serial], index): Sighting[] => sightingAt(place(index + 5), { vendorId, productId, serial, name, manufacturer: null, isStorage: true, capacityBytes: null, label: null }, now.getTime() - (index + 2) * 9 * hour))
  const { findings } = signal.aborted ? { findings: 0 } : await reconcile(context, [...sightings, ...unknown])
  const reader = (await context.records.list('usbfindings', 'state=open&kind=unknown%20medium&limit=50')).items.find((finding) => finding['modelKey'] === '2109:0715')
  if (reader) await resolveFinding(context, reader.id, { as: 'ignored', scope: 'model', reason: 'Card reader that is built into the panel PC.' }, technician)
  return findings
}

const technician: Caller = { kind: 'system', userId: null, label: 'M. Weber', may: () => true }

function sightingAt(computer: AssetRecord | undefined, device: Sighting['device'], seenAt: number): Sighting[] {
  return computer === undefined ? [] : [{ computer: { id: computer.id, key: `asset ${computer.id}`, name: computer.assetNumber, matchedBy: null }, device, user: typeof computer['lastUser'] === 'string' ? computer['lastUser'] : null, seenAt }]
}
