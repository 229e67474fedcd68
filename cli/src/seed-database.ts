import type { Platform } from '@shopdb/server/platform/platform'
import type { Run } from './define-command.ts'
import { openApplication } from './open-application.ts'

type Counts = Record<string, number>

export async function seedReferenceData(run: Run): Promise<void> {
  await seed(run, async (platform) => {
    const feature = await import('@shopdb/server/features/referencedata/index')
    return feature.seedReferenceData(platform)
  })
}

/** The generated plant of the demo feature. */
export async function seedDemo(run: Run, assets: number): Promise<void> {
  await seed(run, async (platform) => {
    const { seedDemoPlant } = await import('@shopdb/server/features/demo/index')
    return seedDemoPlant(platform, { assets, onProgress: tellNowAndThen(run, assets) })
  })
}

const progressMilliseconds = 2_000

function tellNowAndThen({ terminal }: Run, assets: number): (done: number) => void {
  let told = Date.now()
  return (done) => {
    if (Date.now() - told < progressMilliseconds) return
    told = Date.now()
    terminal.note(`${done} of ${assets} assets`)
  }
}

/** Works beside a running server too: what is filled is the database. */
async function seed(run: Run, work: (platform: Platform) => Promise<Counts>): Promise<void> {
  const application = await openApplication()
  try {
    const counts = await work(application.platform)
    run.print(counts, () => Object.entries(counts).map(([what, count]) => `${what}: ${count}`).join('\n'))
  } finally {
    await application.close()
  }
}
