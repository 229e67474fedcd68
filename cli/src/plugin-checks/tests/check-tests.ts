import { anyTestFails, runPluginTests, testFilesOf } from '../../plugin-authoring/run-tests.ts'
import { writeShopdbFolder } from '../../plugin-authoring/shopdb-folder.ts'
import type { Found } from '../check-finding.ts'
import { createFaultyCopy, healthy } from '../faults/faulty-copy.ts'
import type { Fault } from '../faults/inject-fault.ts'
import { entryOf, type PluginUnderCheck } from '../read-plugin.ts'
import type { PhaseOutcome } from '../run-check.ts'
import { hooksInCode } from '../static/check-capabilities.ts'
import { withWorkingCopy } from '../working-copy.ts'
import { countRoutes } from './count-routes.ts'

/** Of all that can be emptied every `of`-th, beginning with `first`. */
export type Lot = { readonly first: number; readonly of: number }

/** The tests pass as they are, and one fails for every hook and route that is emptied. */
export async function checkTests(plugin: PluginUnderCheck, progress: (what: string) => void, lot: Lot = { first: 0, of: 1 }): Promise<PhaseOutcome> {
  const entry = entryOf(plugin)
  const files = testFilesOf(plugin.folder)
  if (entry === null && files.length === 0) return { found: [] }
  if (files.length === 0) return { found: [{ id: 'tests/present', file: entry ?? 'manifest.json', message: 'No file ends in .test.ts.' }] }
  return withWorkingCopy(plugin, async (folder) => {
    await writeShopdbFolder(folder)
    progress('as they are')
    const report = await runPluginTests(folder)
    const failed = report.tests.filter(({ outcome }) => outcome === 'failed')
    if (failed.length > 0 || report.passed === 0) return { found: failed.length > 0 ? failed.map(toFound) : [{ id: 'tests/pass', file: files[0] ?? '', message: 'The files hold no test.' }] }
    return { found: entry === null ? [] : await findUnnoticed(plugin, entry, folder, progress, lot) }
  })
}

function toFound({ file, name, error }: { file: string; name: string; error: string | null }): Found {
  return { id: 'tests/pass', file, message: `"${name}" fails: ${(error ?? '').slice(0, 300)}` }
}

async function findUnnoticed(plugin: PluginUnderCheck, entry: string, folder: string, progress: (what: string) => void, { first, of }: Lot): Promise<Found[]> {
  const copy = createFaultyCopy(plugin, folder)
  const hooks = hooksInCode(plugin)
  const found: Found[] = []
  for (const { fault, what } of emptied([...hooks.keys()], await countRoutes(plugin)).filter((_each, index) => index % of === first % of)) {
    progress(`${what} emptied`)
    copy.set(fault)
    if (!(await anyTestFails(folder))) found.push({ id: 'tests/notice', file: entry, line: hooks.get(fault.hook) ?? 1, message: `No test fails when ${what} is emptied.` })
  }
  copy.set(healthy)
  return found
}

function emptied(hooks: readonly string[], routes: readonly string[]): { fault: Fault; what: string }[] {
  return hooks.flatMap((hook) => (hook === 'routes'
    ? routes.map((route, index) => ({ fault: { hook, inside: 'handle', index, kind: 'empty' } satisfies Fault, what: `the handler of ${route}` }))
    : [{ fault: { hook, kind: 'empty' } satisfies Fault, what: `the hook "${hook}"` }]))
}
