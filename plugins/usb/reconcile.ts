import type { Row } from '@shopdb/plugin-api'
import { emptyHead, readHeads } from './chain.ts'
import type { Context } from './context.ts'
import type { FoundComputer } from './find-computer.ts'
import { deviceKeyOf, isIdentity, isSameDevice, modelKeyOf } from './identity.ts'
import { judge, type Verdict } from './judge.ts'
import { tellFinding } from './notices.ts'
import type { Device } from './read-devices.ts'
import { findIgnoredModels, findMediaBySerial, findStandingFindings, numberOf, textOf, upsertSightings } from './store.ts'
import { belongsTo } from './used-at.ts'

/** A device at a computer. `seenAt` is in milliseconds, UTC. */
export type Sighting = { computer: FoundComputer; device: Device; user: string | null; seenAt: number }
export type Reconciled = { storage: number; known: number; unknown: number; findings: number }

type Judged = Sighting & { deviceKey: string; serialKey: string | null; mediumId: number | null; mediumNumber: string | null; verdict: Verdict }

/** An open finding is brought up to date when it was not for so long, in milliseconds. */
const touchAfter = 3_600_000
/** A report that names more than so many new ones brings the rest with the next: nobody reads a thousand at once. */
const mostAtOnce = 100

/** Notes where media were seen, and finds those that should not be there. Devices that are no storage and no known medium are nobody's business. */
export async function reconcile(context: Context, sightings: readonly Sighting[]): Promise<Reconciled> {
  const judged = await judgeAll(context, sightings)
  await upsertSightings(context.database, judged.map((seen) => sightingRow(seen)))
  const created = await noteFindings(context, judged)
  return { storage: judged.length, known: judged.filter(({ mediumId }) => mediumId !== null).length, unknown: judged.filter(({ mediumId }) => mediumId === null).length, findings: created }
}

async function judgeAll(context: Context, sightings: readonly Sighting[]): Promise<Judged[]> {
  const serialKeyOf = ({ device }: Sighting): string | null => (isIdentity(device.serial) ? context.codec.naturalKey(device.serial.trim()) : null)
  const candidates = await findMediaBySerial(context.database, [...new Set(sightings.flatMap((seen) => serialKeyOf(seen) ?? []))])
  const mediumOf = ({ device }: Sighting): Row | null => candidates.find((row) => isSameDevice(device, { vendorId: textOf(row.usbvendorid), productId: textOf(row.usbproductid), serial: textOf(row.deviceserial) })) ?? null
  const [heads, media] = await Promise.all([readHeads(context.database, candidates.map((row) => Number(row.assetid))), context.assets.names(candidates.map((row) => Number(row.assetid)))])
  const places = new Map((await context.assets.names([...new Set([...heads.values()].flatMap(({ usedAtId }) => usedAtId ?? []))])).map((asset) => [asset.id, asset.assetNumber]))
  const stations = scanStationsOf(context)
  const judged: Judged[] = []
  for (const seen of sightings) {
    const mediumId = numberOf(mediumOf(seen)?.assetid)
    if (seen.device.isStorage !== true && mediumId === null) continue
    const head = (mediumId === null ? undefined : heads.get(mediumId)) ?? emptyHead
    const mediumNumber = media.find(({ id }) => id === mediumId)?.assetNumber ?? null
    const usedAt = head.usedAtId === null ? null : (places.get(head.usedAtId) ?? null)
    const belongsThere = head.usedAtId !== null && seen.computer.id !== null && (await belongsTo(context, seen.computer.id, head.usedAtId))
    const verdict = judge({ seenAt: seen.seenAt, isScanStation: stations.has(seen.computer.name.toLowerCase()) || stations.has(seen.computer.key), isAnonymous: !isIdentity(seen.device.serial), knows: mediumNumber === null ? null : { assetNumber: mediumNumber, head, usedAt, belongsThere } })
    judged.push({ ...seen, deviceKey: deviceKeyOf(seen.device, seen.computer.key, seen.device.name), serialKey: serialKeyOf(seen), mediumId, mediumNumber, verdict })
  }
  return judged
}

function scanStationsOf({ settings }: Context): Set<string> {
  return new Set(settings.scanStations.split(',').map((name) => name.trim().toLowerCase()).filter((name) => name !== ''))
}

function deviceName({ device, mediumNumber }: Judged): string {
  return (mediumNumber ?? [device.manufacturer, device.name].filter((word, index, words) => word !== null && (index === 0 || !words[1]?.startsWith(words[0] ?? ' '))).join(' ')).slice(0, 200) || device.name
}

function sightingRow(seen: Judged): Row {
  return { computerkey: seen.computer.key, devicekey: seen.deviceKey, computerid: seen.computer.id, mediumid: seen.mediumId, device: deviceName(seen), serialkey: seen.serialKey, lastuser: seen.user, firstseenat: seen.seenAt, lastseenat: seen.seenAt }
}

/** One finding for a device, a computer and what is wrong. One that was ignored does not come again, unless the custody has changed since. */
async function noteFindings(context: Context, judged: readonly Judged[]): Promise<number> {
  const wrong = judged.filter((seen): seen is Judged & { verdict: NonNullable<Verdict> } => seen.verdict !== null)
  if (wrong.length === 0) return 0
  const [standing, models] = await Promise.all([findStandingFindings(context.database, [...new Set(wrong.map(({ deviceKey }) => context.codec.naturalKey(deviceKey)))]), findIgnoredModels(context.database, [...new Set(wrong.flatMap(({ device }) => { const key = modelKeyOf(device); return key === null ? [] : [context.codec.naturalKey(key)] }))])])
  const heads = await readHeads(context.database, wrong.flatMap(({ mediumId }) => mediumId ?? []))
  const noted = new Set<string>()
  let created = 0
  for (const seen of wrong) {
    const { kind } = seen.verdict
    const isUnknown = kind === 'unknown medium'
    if (isUnknown && models.has(modelKeyOf(seen.device) ?? '')) continue
    const same = standing.filter((row) => row.kind === kind && row.devicekey === seen.deviceKey)
    const changedAt = seen.mediumId === null ? 0 : (heads.get(seen.mediumId)?.changedAt ?? 0)
    if (same.some((row) => row.state === 'ignored' && (isUnknown || (isAt(row, seen) && Number(row.resolvedat) >= changedAt)))) continue
    const key = `${kind} ${seen.deviceKey} ${seen.computer.key}`
    const open = same.find((row) => row.state === 'open' && isAt(row, seen))
    if (open && seen.seenAt - Number(open.lastseenat) >= touchAfter) await context.records.update('usbfindings', Number(open.id), { lastSeenAt: new Date(seen.seenAt).toISOString(), lastUser: seen.user })
    if (open || noted.has(key) || created === mostAtOnce) continue
    noted.add(key)
    await createFinding(context, seen)
    created += 1
  }
  return created
}

function isAt(row: Row, { computer }: Judged): boolean {
  return computer.id === null ? row.computername === computer.name : numberOf(row.computerid) === computer.id
}

async function createFinding(context: Context, seen: Judged & { verdict: NonNullable<Verdict> }): Promise<void> {
  const { verdict, computer, device, mediumId } = seen
  const at = new Date(seen.seenAt).toISOString()
  const name = deviceName(seen)
  const { id } = await context.records.create('usbfindings', {
    ...verdict, state: 'open', device: name, deviceKey: seen.deviceKey, modelKey: modelKeyOf(device), deviceSerial: device.serial?.slice(0, 120) ?? null, mediumId, computerId: computer.id, computerName: computer.name, lastUser: seen.user, firstSeenAt: at, lastSeenAt: at,
  })
  await tellFinding(context, { id, kind: verdict.kind, device: name, place: computer.name, explanation: verdict.explanation, mediumId, computerId: computer.id })
}
