import type { DiskRecord } from '../computer-record.ts'
import type { Machine } from '../machine.ts'

const sectorBytes = 512 // /sys counts in these, whatever the disk does
const passing = /^(loop|ram|zram|sr|fd|dm-|md|nbd|drbd|zd)/

type Mount = { device: string; path: string; filesystem: string }

/** Physical disks with the free space of the file systems on them, through partitions, LVM, encryption and RAID. */
export function readDisks(machine: Machine): DiskRecord[] {
  const mounts = parseMounts(machine.read('/proc/mounts') ?? '')
  const disksOfMount = new Map(mounts.map((mount) => [mount, disksBelow(machine, nameOf(machine, mount.device))]))
  const disks = machine.list('/sys/block').filter((name) => !passing.test(name) && sizeOf(machine, name) > 0)
  if (disks.length === 0) return rootFilesystem(machine, mounts)
  return disks.map((name) => readDisk(machine, name, mounts.filter((mount) => disksOfMount.get(mount)?.has(name))))
}

function readDisk(machine: Machine, name: string, mounts: readonly Mount[]): DiskRecord {
  const text = (file: string) => machine.read(`/sys/block/${name}/${file}`)?.trim() || undefined
  const spaces = mounts.map((mount) => ({ mount, space: machine.space(mount.path) })).filter(({ space }) => space !== null)
  const largest = spaces.toSorted((a, b) => (b.space?.sizeBytes ?? 0) - (a.space?.sizeBytes ?? 0))[0]
  return {
    name,
    model: text('device/model') ?? text('device/name'),
    serialNumber: text('device/serial') ?? text('serial') ?? udevSerial(machine, text('dev')),
    sizeBytes: sizeOf(machine, name),
    freeBytes: spaces.length === 0 ? undefined : spaces.reduce((sum, { space }) => sum + (space?.freeBytes ?? 0), 0),
    filesystem: largest?.mount.filesystem,
  }
}

function sizeOf(machine: Machine, name: string): number {
  return Number(machine.read(`/sys/block/${name}/size`) ?? 0) * sectorBytes
}

function udevSerial(machine: Machine, numbers: string | undefined): string | undefined {
  return /^E:ID_SERIAL_SHORT=(.+)$/m.exec(machine.read(`/run/udev/data/b${numbers}`) ?? '')?.[1]
}

/** File systems on block devices, each device once: bind mounts and subvolumes share their space. */
export function parseMounts(text: string): Mount[] {
  const mounts = text.split('\n').map((line) => line.split(' ')).filter(([device]) => device?.startsWith('/dev/'))
    .map(([device = '', path = '', filesystem = '']) => ({ device, path: unescapePath(path), filesystem }))
  return mounts.filter((mount, index) => mounts.findIndex((other) => other.device === mount.device) === index)
}

function unescapePath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

function nameOf(machine: Machine, device: string): string {
  return (machine.realPath(device) ?? device).split('/').at(-1) ?? ''
}

/** The physical disks that a block device lies on. */
function disksBelow(machine: Machine, name: string): Set<string> {
  const below = machine.list(`/sys/block/${name}/slaves`)
  if (below.length > 0) return new Set(below.flatMap((slave) => [...disksBelow(machine, slave)]))
  const blocks = machine.list('/sys/block')
  const whole = blocks.includes(name) ? name : blocks.find((block) => machine.list(`/sys/block/${block}`).includes(name))
  return new Set(whole === undefined ? [] : [whole])
}

/** A container sees no disks, only the file system it stands on. */
function rootFilesystem(machine: Machine, mounts: readonly Mount[]): DiskRecord[] {
  const space = machine.space('/')
  if (space === null) return []
  return [{ name: '/', ...space, filesystem: mounts.find((mount) => mount.path === '/')?.filesystem }]
}
