import type { ComputerRecord, DiskRecord, InterfaceRecord, SoftwareRecord } from './computer-record.ts'

const minuteMilliseconds = 60_000
const freeSpaceSteps = 100
/** Drivers answer with all bits set when they know no speed. */
const fastestMbps = 1_000_000

/**
 * Brings a record into the one form that the same state of a computer always has: fixed order, no empty values, and
 * values that never stand still rounded, so that a second collection changes nothing but what changed.
 */
export function settleRecord(record: ComputerRecord): ComputerRecord {
  return withoutEmpty({
    ...record,
    ...nameOf(record),
    macAddress: macOf(record.macAddress),
    lastBoot: roundToMinute(record.lastBoot),
    interfaces: record.interfaces?.map(settleInterface).sort(byName),
    disks: record.disks?.map(settleDisk).sort(byName),
    software: record.software === undefined ? undefined : settleSoftware(record.software),
  })
}

/** Some systems call themselves by their full name. `.local` is no domain, it says that there is none. */
function nameOf({ hostname, domain }: ComputerRecord): Pick<ComputerRecord, 'hostname' | 'domain'> {
  const [name = hostname, ...rest] = /^[\d.]+$/.test(hostname) ? [hostname] : hostname.trim().split('.')
  const found = domain ?? rest.join('.')
  return { hostname: name, domain: found === 'local' || found === '' ? undefined : found }
}

function settleInterface(entry: InterfaceRecord): InterfaceRecord {
  const speed = entry.speedMbps === undefined ? undefined : Math.round(entry.speedMbps)
  return withoutEmpty({ ...entry, macAddress: macOf(entry.macAddress), speedMbps: speed !== undefined && speed <= fastestMbps ? speed : undefined })
}

function settleDisk(disk: DiskRecord): DiskRecord {
  const sizeBytes = disk.sizeBytes === undefined ? undefined : Math.round(disk.sizeBytes)
  return withoutEmpty({ ...disk, sizeBytes, freeBytes: roundFreeSpace(disk.freeBytes, sizeBytes) })
}

/** Free space changes with every log line; a whole percent of the size is what a person would call a change. */
function roundFreeSpace(free: number | undefined, size: number | undefined): number | undefined {
  if (free === undefined || size === undefined || size <= 0) return free
  const step = Math.max(1, Math.round(size / freeSpaceSteps))
  return Math.floor(free / step) * step
}

/** The time of the last boot is "now minus uptime" on every system, and wanders with the clock's corrections. */
function roundToMinute(time: string | undefined): string | undefined {
  const milliseconds = time === undefined ? Number.NaN : Date.parse(time)
  return Number.isNaN(milliseconds) ? undefined : new Date(Math.round(milliseconds / minuteMilliseconds) * minuteMilliseconds).toISOString()
}

function macOf(address: string | undefined): string | undefined {
  const digits = (address ?? '').replace(/[^0-9a-f]/gi, '').toLowerCase()
  return digits.length === 12 && /[^0]/.test(digits) ? digits.replace(/(..)(?=.)/g, '$1:') : undefined
}

function settleSoftware(software: readonly SoftwareRecord[]): SoftwareRecord[] {
  const known = new Map(software.map((entry) => withoutEmpty(entry)).map((entry) => [`${entry.name}\0${entry.version ?? ''}`, entry]))
  return [...known.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

/** Drops undefined, blank and NaN members and trims text. */
function withoutEmpty<T extends object>(value: T): T {
  const entries = Object.entries(value).map(([key, member]) => [key, typeof member === 'string' ? member.trim().replace(/\s+/g, ' ') : member])
  return Object.fromEntries(entries.filter(([, member]) => member !== undefined && member !== '' && !Number.isNaN(member))) as T // only optional members go
}
