import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { writeApiReports } from './api-report.ts'
import { recordCliShapes } from './cli-shapes.ts'
import { cliShapesFile, currentContract } from './current-contract.ts'
import { judgeContract } from './judge-contract.ts'
import { readReleased, releasedFolder } from './released.ts'

/**
 * Writes the reports of the present contract, and keeps it as the one of its version. Refuses a version lower than its
 * changes ask for. `--final` says that the version is released: from then on it does not change any more.
 */
async function accept(root: string, final: boolean): Promise<void> {
  mkdirSync(join(root, 'contract/reports'), { recursive: true })
  writeFileSync(join(root, cliShapesFile), `${JSON.stringify(await recordCliShapes(), null, 2)}\n`)
  const contract = await currentContract(root)
  for (const [name, text] of Object.entries(writeApiReports(root, contract.types))) writeFileSync(join(root, 'contract/reports', name), text)
  const last = readReleased(root).filter((released) => released.final).at(-1)
  if (last !== undefined) {
    const { isAllowed, lowest, kind, changes } = await judgeContract(root, last, contract)
    for (const change of changes) console.log(`${change.kind} ${change.part} ${change.place}: ${change.what}`)
    if (!isAllowed) throw new Error(`After ${last.version} a ${kind ?? 'patch'} change asks for ${lowest} at least; contract/package.json says ${contract.version}.`)
    if (last.version === contract.version) return console.log(`${last.version} is final and unchanged.`)
  }
  const folder = join(root, releasedFolder, contract.version)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(contract.types, join(folder, 'types'), { recursive: true })
  writeFileSync(join(folder, 'snapshot.json'), `${JSON.stringify({ final, ...contract.snapshot }, null, 1)}\n`)
  console.log(`Kept ${contract.version} in ${releasedFolder}/${contract.version}${final ? ' for ever' : ''}.`)
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { final: { type: 'boolean' } } })
  await accept(resolve(import.meta.dirname, '../..'), values.final === true)
}
