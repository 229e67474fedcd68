import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { pathToFileURL } from 'node:url'
import { parseableEnvironment } from '../environment.ts'

export type PluginTest = { name: string; file: string; outcome: 'passed' | 'failed'; milliseconds: number; error: string | null }
export type TestReport = { files: string[]; passed: number; failed: number; tests: PluginTest[] }

export function testFilesOf(folder: string): string[] {
  return globSync('**/*.test.ts', { cwd: folder, exclude: (name) => ['node_modules', '.shopdb', '.git'].includes(name) }).toSorted()
}

/** Whether a test of the plugin fails. The first one that does ends the run. */
export async function anyTestFails(folder: string): Promise<boolean> {
  const end = new AbortController()
  const { failed } = await runPluginTests(folder, ({ outcome }) => { if (outcome === 'failed') end.abort() }, undefined, end.signal)
  return failed > 0
}

/**
 * Runs the tests of a plugin, each file in a process of its own, with the host's testing kit. `only` names tests by a
 * part of their name. `told` hears of each test as it ends.
 */
export async function runPluginTests(folder: string, told: (test: PluginTest) => void = () => undefined, only?: string, signal?: AbortSignal): Promise<TestReport> {
  const files = testFilesOf(folder)
  const report: TestReport = { files, passed: 0, failed: 0, tests: [] }
  if (files.length === 0) return report
  const stream = run({
    files: files.map((file) => join(folder, file)), cwd: folder, concurrency: 1, isolation: 'process',
    execArgv: ['--import', pathToFileURL(join(import.meta.dirname, 'host-packages.ts')).href],
    env: environmentOfTests(),
    ...(only === undefined ? {} : { testNamePatterns: only }), ...(signal && { signal }),
  })
  const note = (event: TestEvent, outcome: PluginTest['outcome']): void => {
    if (event.details.type === 'suite' || isWholeFile(event, folder, files)) return
    const test = { name: event.name, file: relative(folder, event.file ?? '').replaceAll('\\', '/'), outcome, milliseconds: Math.round(event.details.duration_ms), error: outcome === 'failed' ? messageOf(event.details) : null }
    report[outcome] += 1
    report.tests.push(test)
    told(test)
  }
  stream.on('test:pass', (event) => note(event, 'passed'))
  stream.on('test:fail', (event) => note(event, 'failed'))
  for await (const _event of stream) continue // the report is whole when the stream ends
  return report
}

/** On one engine unless told otherwise. A run inside another run would report to that one. */
function environmentOfTests(): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _outer, ...environment } = parseableEnvironment()
  return { ...environment, SHOPDB_TEST_ENGINES: environment.SHOPDB_TEST_ENGINES ?? 'sqlite' }
}

/** A file is reported like a test; it counts only when it failed for itself, as one that cannot be imported. */
function isWholeFile({ name, details }: TestEvent, folder: string, files: readonly string[]): boolean {
  if (!files.some((file) => join(folder, file) === name || file === name)) return false
  return details.error === undefined || failureTypeOf(details.error) === 'subtestsFailed'
}

function failureTypeOf(error: Error): unknown {
  return 'failureType' in error ? error.failureType : undefined
}

type TestEvent = { name: string; file?: string | undefined; details: { duration_ms: number; type?: string | undefined; error?: Error } }

function messageOf({ error }: TestEvent['details']): string {
  const cause = error?.cause instanceof Error ? error.cause : error
  const place = /\(?(file:[^)\s]+:\d+:\d+)\)?/.exec(cause?.stack ?? '')?.[1]
  return [cause?.message ?? 'It failed.', ...(place === undefined ? [] : [`at ${place}`])].join('\n')
}
