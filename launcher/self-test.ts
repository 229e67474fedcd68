import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { probeServices, type Services } from './probe-services.ts'
import { countTests, type TestCounts } from './test-counts.ts'

/**
 * Behind `npm test`: the checks of tools/, then the test suite on every engine that answers here. What could not run for
 * want of a service is named at the end; SHOPDB_TEST_REQUIRE_ALL=1 makes that a failure.
 */
const projectFolder = dirname(import.meta.dirname)
const reportPath = join(projectFolder, '.cache', 'test-report.json')

function runNode(argumentList: string[], environment: NodeJS.ProcessEnv): number {
  return spawnSync(process.execPath, argumentList, { cwd: projectFolder, env: environment, stdio: 'inherit', windowsHide: true }).status ?? 1
}

/** Types, lint, layers, names. Left out when single tests are asked for. */
function runChecks(environment: NodeJS.ProcessEnv): TestCounts {
  const checks = join(projectFolder, 'tools', 'run-checks.ts')
  if (!existsSync(checks)) return { passed: 0, failed: 0, skipped: [] }
  const status = runNode([checks], environment)
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: [] }
}

function runTests(argumentList: string[], environment: NodeJS.ProcessEnv): TestCounts {
  mkdirSync(dirname(reportPath), { recursive: true })
  rmSync(reportPath, { force: true })
  const vitest = join(projectFolder, 'node_modules', 'vitest', 'vitest.mjs')
  const status = runNode([vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`, ...argumentList], environment)
  return countTests(reportPath, status)
}

function testEnvironment(services: Services): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, SHOPDB_TEST_ENGINES: process.env.SHOPDB_TEST_ENGINES ?? services.engines.join(',') }
  if (services.chromium !== null) environment.CHROMIUM_PATH = services.chromium
  if (services.found.some((service) => service.name === 'Redis' && service.missing === null)) environment.SHOPDB_TEST_REDIS = '1'
  return environment
}

const services = await probeServices(process.env)
const environment = testEnvironment(services)
const argumentList = process.argv.slice(2)
const checks = argumentList.length === 0 ? runChecks(environment) : { passed: 0, failed: 0, skipped: [] }
const tests = runTests(argumentList, environment)

const leftOut = [
  ...services.found.filter((service) => service.missing !== null).map((service) => `${service.name} (${service.missing})`),
  ...tests.skipped.map((name) => `the test "${name}" (skipped)`),
]
for (const line of leftOut) console.log(`not run: ${line}`)
const isComplete = leftOut.length === 0 || process.env.SHOPDB_TEST_REQUIRE_ALL !== '1'
if (!isComplete) console.log('Everything was required (SHOPDB_TEST_REQUIRE_ALL=1), so what was left out counts as failed.')
const failed = checks.failed + tests.failed + (isComplete ? 0 : leftOut.length)
console.log(`${checks.passed + tests.passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
