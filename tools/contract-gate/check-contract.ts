import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../finding.ts'
import type { Repository } from '../repository.ts'
import { currentContract } from './current-contract.ts'
import { judgeContract, type Verdict } from './judge-contract.ts'
import { readReleased } from './released.ts'

const file = 'contract/package.json'

/** The version in contract/package.json says at least as much as what changed since the last released contract. */
export async function checkContract({ root }: Repository): Promise<Finding[]> {
  const [released] = readReleased(root).toReversed()
  if (released === undefined) return [{ file, line: 1, rule: 'contract', message: 'No contract is kept in contract/released. Run "node tools/contract-gate/accept.ts".' }]
  const verdict = await judgeContract(root, released, await currentContract(root))
  return findingsOf(verdict, released.version, released.final, lineOfVersion(root))
}

function lineOfVersion(root: string): number {
  return readFileSync(join(root, file), 'utf8').split('\n').findIndex((line) => line.includes('"contractVersion"')) + 1
}

export function findingsOf({ isAllowed, lowest, kind, changes }: Verdict, released: string, final: boolean, line: number): Finding[] {
  if (isAllowed || kind === null) return []
  const shown = changes.filter((change) => change.kind === kind).slice(0, 12).map(({ part, place, what }) => `${part} ${place}: ${what}`).join('; ')
  const advice = final ? `Raise "contractVersion" to ${lowest} at least, and say in CHANGELOG.md what authors have to do.` : `${released} is not final yet: run "node tools/contract-gate/accept.ts" when the change is meant.`
  return [{ file, line, rule: 'contract', severity: final ? 'error' : 'warning', message: `The contract has changed since ${released} (${kind}): ${shown}. ${advice}` }]
}
