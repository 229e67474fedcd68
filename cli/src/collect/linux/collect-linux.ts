import type { ComputerRecord } from '../computer-record.ts'
import type { Machine } from '../machine.ts'
import { readDisks } from './disks.ts'
import { readLastUser } from './last-user.ts'
import { readInterfaces } from './interfaces.ts'
import { readSoftware } from './software.ts'
import { parseBootTime, parseOsRelease, parseProcessors } from './system-files.ts'

/** The inventory of a Linux computer, from /proc, /sys and its package database. Needs neither root nor extra packages. */
export async function collectLinux(machine: Machine): Promise<ComputerRecord> {
  const { interfaces, primary } = readInterfaces(machine)
  return {
    hostname: machine.hostname,
    ...readHardware(machine),
    macAddress: primary?.macAddress,
    ipAddress: primary?.ipAddress,
    ...parseOsRelease(machine.read('/etc/os-release') ?? machine.read('/usr/lib/os-release') ?? ''),
    ...parseProcessors(machine.read('/proc/cpuinfo') ?? ''),
    memoryBytes: machine.memoryBytes,
    lastUser: readLastUser(machine),
    lastBoot: parseBootTime(machine.read('/proc/stat') ?? ''),
    interfaces,
    disks: readDisks(machine),
    software: await readSoftware(machine),
  }
}

/** PCs describe themselves in DMI (the serial number for root only), boards in the device tree. */
function readHardware(machine: Machine): Pick<ComputerRecord, 'manufacturer' | 'model' | 'serialNumber'> {
  const text = (path: string) => machine.read(path)?.replaceAll('\0', '').trim() || undefined
  return {
    manufacturer: text('/sys/class/dmi/id/sys_vendor'),
    model: text('/sys/class/dmi/id/product_name') ?? text('/sys/firmware/devicetree/base/model'),
    serialNumber: text('/sys/class/dmi/id/product_serial') ?? text('/sys/firmware/devicetree/base/serial-number'),
  }
}
