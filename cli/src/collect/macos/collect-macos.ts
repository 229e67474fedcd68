import type { ComputerRecord } from '../computer-record.ts'
import type { Machine } from '../machine.ts'
import { parseKernelValues, parseProfile, parseSystemVersion } from './parse-macos.ts'

const profileTypes = ['SPHardwareDataType', 'SPNetworkDataType', 'SPStorageDataType', 'SPApplicationsDataType']

/** The inventory of a Mac, by system_profiler, sw_vers and sysctl. */
export async function collectMacos(machine: Machine): Promise<ComputerRecord> {
  const profile = await machine.run('system_profiler', ['-json', '-detailLevel', 'basic', ...profileTypes])
  const version = await machine.run('sw_vers', [])
  const kernel = await machine.run('sysctl', ['kern.boottime', 'machdep.cpu.brand_string', 'hw.physicalcpu', 'hw.memsize'])
  const consoleUser = await machine.run('stat', ['-f', '%Su', '/dev/console'])
  const recorded = parseProfile(profile ?? '{}', machine.addresses())
  return {
    hostname: machine.hostname,
    memoryBytes: machine.memoryBytes,
    ...recorded,
    ...parseSystemVersion(version ?? ''),
    ...parseKernelValues(kernel ?? ''),
    // Nobody at the screen: the console belongs to root.
    lastUser: [consoleUser?.trim(), machine.userName].find((name) => name && name !== 'root') ?? machine.userName ?? undefined,
  }
}
