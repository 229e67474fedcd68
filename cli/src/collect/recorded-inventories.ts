import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readCommandEnvironment } from '../environment.ts'
import { CommandFailure } from '../failure.ts'
import { translateAgentInventory } from './agents/translate-agent-inventory.ts'
import { collectComputer } from './collect-computer.ts'
import type { ComputerRecord } from './computer-record.ts'
import { parseRecordedMachine } from './recorded-machine.ts'
import { settleRecord } from './settle-record.ts'

/** The records of a file or of every file in a folder: recorded computers and inventories of agents. Other files are passed over. */
export async function readRecordedInventories(from: string): Promise<ComputerRecord[]> {
  const path = resolve(readCommandEnvironment().workingFolder, from)
  if (statSync(path, { throwIfNoEntry: false }) === undefined) throw new CommandFailure('FILE_MISSING', `There is no "${from}".`, 'Name a file or a folder with recorded inventories.')
  const records = (await Promise.all(filesIn(path).map((file) => readRecord(readFileSync(file, 'utf8'))))).filter((record) => record !== null)
  if (records.length > 0) return records
  throw new CommandFailure('INVENTORY_MISSING', `"${from}" holds no inventory of a computer.`, 'It takes JSON of the GLPI agent and XML of FusionInventory and OCS agents, uncompressed.')
}

async function readRecord(text: string): Promise<ComputerRecord | null> {
  const machine = parseRecordedMachine(text)
  if (machine !== null) return collectComputer(machine)
  const record = translateAgentInventory(text)
  return record === null ? null : settleRecord(record)
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path).sort().filter((name) => /\.(json|xml|body|ocs)$/i.test(name)).map((name) => join(path, name))
}
