import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { countTests } from './test-counts.ts'

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'shopdb counts ')) })
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function count(report: object, exitStatus: number) {
  const path = join(folder, 'report.json')
  writeFileSync(path, JSON.stringify(report))
  return countTests(path, exitStatus)
}

it('counts tests and names those that were skipped', () => {
  const assertionResults = [{ fullName: 'a works', status: 'passed' }, { fullName: 'b waits', status: 'pending' }, { fullName: 'c is planned', status: 'todo' }]
  expect(count({ numPassedTests: 1, numFailedTests: 0, testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults }] }, 0))
    .toEqual({ passed: 1, failed: 0, skipped: ['b waits', 'c is planned'] })
})

it('counts a file that does not load as a failure', () => {
  expect(count({ numPassedTests: 5, numFailedTests: 0, testResults: [{ name: 'broken.test.ts', status: 'failed', assertionResults: [] }] }, 1)).toMatchObject({ failed: 1 })
})

it('never calls a run passed that ended badly', () => {
  expect(count({ numPassedTests: 5, numFailedTests: 0, testResults: [] }, 1)).toMatchObject({ passed: 5, failed: 1 })
  expect(countTests(join(folder, 'missing.json'), 0)).toMatchObject({ passed: 0, failed: 1 })
})
