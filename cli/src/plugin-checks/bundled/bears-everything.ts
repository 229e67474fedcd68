import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '../../environment.ts'
import { phaseWorks } from '../phase-works.ts'
import { readPlugin } from '../read-plugin.ts'
import { failsCheck, runCheck } from '../run-check.ts'

const phases = ['faults', 'tests'] as const
const fiveMinutes = 300_000

/** The two phases that take minutes, in a file for each bundled plugin so that they run beside each other. */
export function bearsEverything(name: string): void {
  describe(`plugins/${name}`, () => {
    it.each(phases)('passes the phase of %s', async (phase) => {
      const report = await runCheck(readPlugin(join(projectFolder, 'plugins', name)), [phase], phaseWorks({ engines: [], previous: null }), () => undefined)
      expect(report.findings.filter(failsCheck)).toEqual([])
      expect(report.phases.find((each) => each.phase === phase)).toMatchObject({ outcome: 'passed' })
    }, fiveMinutes)
  })
}
