import type { Demo as DemoHook } from '@shopdb/plugin-api'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { ExtensionPoint, PluginHost } from '../../plugin-host/index.ts'
import { siteName } from './plant-names.ts'
import { createPluginDemos, type FailedDemo } from './plugin-demos.ts'
import type { DemoOptions } from './seed-demo-plant.ts'
import { hasLocation } from './store.ts'

/** Records by kind; those of a plugin's own demo as `<plugin>.<kind>`. */
export type DemoResult = { counts: Record<string, number>; failed: readonly FailedDemo[] }

/** The demo plant: core's, and then what each plugin adds to it. */
export type Demo = {
  point: ExtensionPoint<DemoHook>
  /** Where the plant stands already, only those plugins fill in theirs that have not done so; with none of them it is refused. */
  fill: (options: DemoOptions) => Promise<DemoResult>
}

export function createDemo(platform: Platform, host: Pick<PluginHost, 'judge'>): Demo {
  const demos = createPluginDemos(platform, host)

  async function fill(options: DemoOptions): Promise<DemoResult> {
    const stands = await hasLocation(platform.database, siteName)
    if (stands && !(await demos.areWaiting())) throw new Problem('STATE_CONFLICT', { detail: `The demo plant (${siteName}) is in this database already.` })
    const plant = stands ? {} : await generate(platform, options)
    const { counts, failed } = await demos.fill(options.assets)
    return { counts: { ...plant, ...counts }, failed }
  }

  return { point: demos.point, fill }
}

/** The generator is loaded by who wants a plant. */
async function generate(platform: Platform, options: DemoOptions): Promise<Record<string, number>> {
  const { seedDemoPlant } = await import('./seed-demo-plant.ts')
  return seedDemoPlant(platform, options)
}
