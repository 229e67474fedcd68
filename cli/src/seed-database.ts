import type { Run } from './define-command.ts'
import { openApplication, type OpenedApplication } from './open-application.ts'

type Counts = Record<string, number>

export async function seedReferenceData(run: Run): Promise<void> {
  await seed(run, async ({ platform }) => {
    const feature = await import('@shopdb/server/features/referencedata/index')
    return feature.seedReferenceData(platform)
  })
}

/** The generated plant of the demo feature, with what plugins add to it. */
export async function seedDemo(run: Run, assets: number): Promise<void> {
  await seed(run, async ({ demo }) => {
    const { counts, failed } = await demo.fill({ assets, onProgress: tellNowAndThen(run, assets) })
    for (const { plugin, reason } of failed) run.terminal.note(`The demo of the plugin ${plugin} failed: ${reason}`)
    return counts
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
async function seed(run: Run, work: (application: OpenedApplication) => Promise<Counts>): Promise<void> {
  const application = await openApplication()
  try {
    const counts = await work(application)
    run.print(counts, () => Object.entries(counts).map(([what, count]) => `${what}: ${count}`).join('\n'))
  } finally {
    await application.close()
  }
}
