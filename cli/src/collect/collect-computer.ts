import type { ComputerRecord } from './computer-record.ts'
import type { Machine } from './machine.ts'
import { settleRecord } from './settle-record.ts'

const collectors: Record<string, (machine: Machine) => Promise<ComputerRecord>> = {
  linux: async (machine) => (await import('./linux/collect-linux.ts')).collectLinux(machine),
  win32: async (machine) => (await import('./windows/collect-windows.ts')).collectWindows(machine),
  darwin: async (machine) => (await import('./macos/collect-macos.ts')).collectMacos(machine),
}

/** The inventory of a computer. On a system without a collector of its own it holds what Node knows. */
export async function collectComputer(machine: Machine): Promise<ComputerRecord> {
  const collect = collectors[machine.platform] ?? collectBasics
  return settleRecord(await collect(machine))
}

async function collectBasics(machine: Machine): Promise<ComputerRecord> {
  return { hostname: machine.hostname, memoryBytes: machine.memoryBytes, interfaces: [], disks: [], software: [] }
}
