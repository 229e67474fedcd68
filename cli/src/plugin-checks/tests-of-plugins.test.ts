import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { projectFolder } from '../environment.ts'
import { runPluginTests, testFilesOf } from '../plugin-authoring/run-tests.ts'

vi.setConfig({ testTimeout: 600_000 })

/** Whatever lies there today and tomorrow. */
const folders = ['plugins', 'examples'].flatMap((parent) => readdirSync(join(projectFolder, parent)).map((name) => `${parent}/${name}`)).filter((folder) => testFilesOf(join(projectFolder, folder)).length > 0)

it.each(folders)('the tests of %s pass', async (folder) => {
  const report = await runPluginTests(join(projectFolder, folder))
  expect(report.tests.filter(({ outcome }) => outcome === 'failed').map(({ file, name, error }) => `${file} "${name}": ${error}`)).toEqual([])
  expect(report.passed).toBeGreaterThan(0)
})
