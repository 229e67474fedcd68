import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contractTypesFolder } from '@shopdb/cli/plugin-authoring/contract-types'
import { contractVersion } from '@shopdb/contract/version'
import type { Contract } from './judge-contract.ts'
import { takeSnapshot, type ContractSnapshot } from './snapshot.ts'

export const cliShapesFile = 'contract/reports/cli-json.json'

/** The contract as the sources have it now. The shapes of commands are recorded by accept.ts and compared by a test, because commands take seconds. */
export async function currentContract(root: string): Promise<Contract> {
  const types = await contractTypesFolder()
  if (types === null) throw new Error('The compiler is not installed: run "npm ci".')
  return { version: contractVersion, types, snapshot: takeSnapshot(readCliShapes(root)) }
}

export function readCliShapes(root: string): ContractSnapshot['cli'] {
  const file = join(root, cliShapesFile)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as ContractSnapshot['cli'] : {} // written by accept.ts
}
