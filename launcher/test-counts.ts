import { existsSync, readFileSync } from 'node:fs'

export type TestCounts = { passed: number; failed: number; skipped: string[] }

/** The part of vitest's JSON report that is read here. */
type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  testResults: { name: string; status: string; assertionResults: { fullName: string; status: string }[] }[]
}

/**
 * Counts from vitest's JSON report. A file that could not even be loaded has no failed test in it and counts as one; so
 * does a run that ended without a report.
 */
export function countTests(reportPath: string, exitStatus: number): TestCounts {
  if (!existsSync(reportPath)) return { passed: 0, failed: 1, skipped: [] }
  const report = JSON.parse(readFileSync(reportPath, 'utf8')) as VitestReport // the format of the pinned vitest
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'))
  const failed = report.numFailedTests + brokenFiles.length
  const skipped = report.testResults.flatMap((file) => file.assertionResults).filter((test) => ['pending', 'skipped', 'todo', 'disabled'].includes(test.status))
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitStatus !== 0 ? 1 : failed,
    skipped: skipped.map((test) => test.fullName),
  }
}
