import { cpSync, existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { projectFolder } from '../environment.ts'
import { phaseWorks } from './phase-works.ts'
import { failsCheck, runCheck, type CheckReport } from './run-check.ts'
import { readPlugin } from './read-plugin.ts'
import { createPlace } from './testing.ts'
import { phases, type Phase } from './tiers.ts'

vi.setConfig({ testTimeout: 300_000 })

const { place, remove } = createPlace()
afterAll(remove)

/** Whatever lies there today and tomorrow: who adds a plugin adds it to this test. */
const folders = ['plugins', 'examples'].flatMap((parent) => readdirSync(join(projectFolder, parent)).map((name) => join(projectFolder, parent, name)).filter((folder) => existsSync(join(folder, 'manifest.json'))))
const bundled = folders.filter((folder) => folder.includes('plugins')).length

function check(folder: string, wanted: readonly Phase[]): Promise<CheckReport> {
  return runCheck(readPlugin(folder), wanted, phaseWorks({ engines: [], previous: null }), () => undefined)
}

/** As an author has it after "npm install": packages lie in the folder of the plugin. */
function installed(folder: string): string {
  if (!folder.endsWith('labels')) return folder
  const copy = join(place, 'labels')
  cpSync(folder, copy, { recursive: true })
  cpSync(join(projectFolder, 'node_modules', 'uqr'), join(copy, 'node_modules', 'uqr'), { recursive: true })
  return copy
}

const quick: readonly Phase[] = ['static', 'types', 'contract', 'documents']

describe('every plugin of this repository', () => {
  it('is looked at', () => {
    expect(bundled).toBeGreaterThanOrEqual(2)
    expect(folders.length - bundled).toBeGreaterThanOrEqual(4)
  })

  it.each(folders.map((folder) => [folder.slice(projectFolder.length + 1).replaceAll('\\', '/'), folder]))('%s is silver and documented', async (_name, folder) => {
    const report = await check(installed(folder), quick)
    expect(report.findings.filter(failsCheck)).toEqual([])
    expect(report.phases.filter(({ phase }) => quick.includes(phase)).map(({ outcome, reason }) => reason ?? outcome)).toEqual(quick.map(() => 'passed'))
    expect(report.tier).toBe('silver')
  })

  // Databases and browsers are looked at where those of the tests are: engines.engines.test.ts, screens.test.ts.
  it('that is bundled has a test of the phases that take minutes', () => {
    const tested = readdirSync(join(import.meta.dirname, 'bundled')).filter((file) => file.endsWith('.test.ts')).map((file) => file.replace('.test.ts', ''))
    expect(folders.filter((folder) => folder.includes('plugins')).map((folder) => basename(folder)).filter((name) => !tested.includes(name))).toEqual([])
  })

  it('examples/fireextinguishers bears faults, and its tests notice what is emptied', async () => {
    const further = phases.map(({ name }) => name).filter((name) => ['faults', 'tests'].includes(name))
    const report = await check(join(projectFolder, 'examples/fireextinguishers'), ['static', 'contract', ...further])
    expect(report.findings.filter(failsCheck)).toEqual([])
    expect(report.phases.filter(({ phase }) => further.some((name) => name === phase)).map(({ outcome }) => outcome)).toEqual(further.map(() => 'passed'))
  })
})
