import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseableEnvironment, projectFolder } from '../../environment.ts'
import { phaseWorks } from '../phase-works.ts'
import { readPlugin } from '../read-plugin.ts'
import { failsCheck, runCheck } from '../run-check.ts'
import { checkTests, type Lot } from '../tests/check-tests.ts'

const phases = ['faults', 'tests'] as const
const tenMinutes = 600_000

/** Emptying all that seven plugins have takes a quarter of an hour: each day a quarter has its turn, SHOPDB_CHECK_TESTS=all takes all. */
const lot: Lot = parseableEnvironment()['SHOPDB_CHECK_TESTS'] === 'all' ? { first: 0, of: 1 } : { first: Math.floor(Date.now() / 86_400_000), of: 4 }

/** The two phases that take minutes, in a file for each bundled plugin so that they run beside each other. */
export function bearsEverything(name: string): void {
  describe(`plugins/${name}`, () => {
    it.each(phases)('passes the phase of %s', async (phase) => {
      const works = { ...phaseWorks({ engines: [], previous: null }), tests: (plugin: Parameters<typeof checkTests>[0], progress: (what: string) => void) => checkTests(plugin, progress, lot) }
      const report = await runCheck(readPlugin(join(projectFolder, 'plugins', name)), [phase], works, () => undefined)
      expect(report.findings.filter(failsCheck)).toEqual([])
      expect(report.phases.find((each) => each.phase === phase)).toMatchObject({ outcome: 'passed' })
    }, tenMinutes)
  })
}
