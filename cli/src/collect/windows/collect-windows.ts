import type { ComputerRecord } from '../computer-record.ts'
import type { Machine } from '../machine.ts'
import { inventoryScript, powershellArguments } from './inventory-script.ts'
import { parseWindowsInventory } from './parse-windows-inventory.ts'

/** The inventory of a Windows computer, by PowerShell. Without it, what Node knows. */
export async function collectWindows(machine: Machine): Promise<ComputerRecord> {
  const output = await machine.run('powershell', powershellArguments(inventoryScript))
  const basics: ComputerRecord = {
    hostname: machine.hostname, memoryBytes: machine.memoryBytes, lastUser: machine.userName ?? undefined, interfaces: [], disks: [], software: [],
  }
  return output === null ? basics : { ...basics, ...parseWindowsInventory(output) }
}
