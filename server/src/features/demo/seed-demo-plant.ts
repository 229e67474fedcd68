import type { Platform } from '../../platform/platform.ts'
import { findKinds, takeCensus, type Census, type DemoKind } from './demo-kind.ts'
import type { Workshop } from './draft-asset.ts'
import { batchOf, daysBefore, stepsOf, type Step } from './history.ts'
import { layOutPlant } from './plant.ts'
import type { DemoTask, Range, StepTask } from './write-assets.ts'
import { writeLocations } from './write-locations.ts'
import { writeLookups } from './write-lookups.ts'

export type DemoOptions = { assets: number; onProgress?: (done: number) => void }

/** Up to this many assets have a history of several changes, and more software and disks each. */
const richUpTo = 20_000

const moduleUrl = new URL('./write-assets.ts', import.meta.url).href

/**
 * Fills the database with a generated plant: always the same one for a number of assets and a moment. Answers how many
 * records of each kind it wrote. Large plants take minutes; each transaction holds some two thousand assets.
 */
export async function seedDemoPlant(platform: Platform, { assets, onProgress = () => undefined }: DemoOptions): Promise<Record<string, number>> {
  const kinds = await findKinds(platform)
  const census = takeCensus(assets, kinds)
  const now = platform.now()
  const rich = assets <= richUpTo
  const context = batchOf('import', '', daysBefore(now, 440), 0)
  const ids = await writeLookups(platform, kinds, context)
  const spots = await writeLocations(platform, layOutPlant(census.machines, census.desks), context)
  const task: DemoTask = { workshop: { kinds, ids, spots, now, rich }, resources: childModels(platform, kinds), steps: rich ? stepsOf(kinds) : [], census, ranges: [] }
  const changes = await writeInRanges(platform, task, rangesOf(assets, rich), assets, onProgress)
  return { ...counts(census, kinds), locations: spots.length, changes }
}

function counts({ machines, controllers, desks }: Census, kinds: readonly DemoKind[]): Record<string, number> {
  return Object.fromEntries(kinds.map(({ model, recipe }) => [model.name, recipe.use === 'machine' ? machines : controllers + desks]))
}

/** The resources whose rows are written with an asset. */
function childModels(platform: Platform, kinds: readonly DemoKind[]): Workshop['kinds'][number]['model'][] {
  const names = new Set(['communications', 'installedapplications', 'relationships', ...kinds.flatMap(({ recipe }) => recipe.variants.flatMap(({ children }) => Object.keys(children ?? {})))])
  return platform.resources.all().filter((model) => names.has(model.name))
}

function rangesOf(assets: number, rich: boolean): Range[] {
  const of = Math.max(1, Math.ceil(assets / (rich ? 100 : 2000)))
  return Array.from({ length: of }, (_, from) => ({ from, to: from + 1, of }))
}

/** A few ranges to a message: progress shows, and other writers get their turn. */
async function writeInRanges(platform: Platform, task: DemoTask, ranges: readonly Range[], assets: number, onProgress: (done: number) => void): Promise<number> {
  const perMessage = 5
  const firstIds: number[] = []
  for (let start = 0; start < ranges.length; start += perMessage) {
    const input = { ...task, ranges: ranges.slice(start, start + perMessage) }
    firstIds.push(...(await platform.database.runInWriter<DemoTask, number[]>({ moduleUrl, exportName: 'createAssets' }, input)))
    onProgress(Math.round((assets * Math.min(start + perMessage, ranges.length)) / ranges.length))
  }
  let changes = assets
  for (const step of task.steps) changes += await applyStep(platform, { ...task, ranges }, step, firstIds)
  return changes
}

async function applyStep(platform: Platform, task: DemoTask, step: Step, firstIds: readonly number[]): Promise<number> {
  return platform.database.runInWriter<StepTask, number>({ moduleUrl, exportName: 'applyStep' }, { ...task, step, firstIds })
}

