import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it, vi } from 'vitest'
import { writeApiReports } from './api-report.ts'
import { recordCliShapes } from './cli-shapes.ts'
import { currentContract, readCliShapes } from './current-contract.ts'
import { compareSnapshots } from './snapshot.ts'

vi.setConfig({ testTimeout: 300_000 })

const root = resolve(import.meta.dirname, '../..')
const how = 'Read what changed, then run "node tools/contract-gate/accept.ts".'

it('the committed API reports are of this contract', async () => {
  const { types } = await currentContract(root)
  for (const [name, text] of Object.entries(writeApiReports(root, types))) expect(readFileSync(join(root, 'contract/reports', name), 'utf8') === text, `contract/reports/${name} is behind. ${how}`).toBe(true)
})

it('commands print as JSON what they printed when the contract was kept', async () => {
  const { snapshot } = await currentContract(root)
  const changes = compareSnapshots({ ...snapshot, cli: readCliShapes(root) }, { ...snapshot, cli: await recordCliShapes() })
  expect(changes.filter(({ kind }) => kind === 'major'), how).toEqual([])
})
