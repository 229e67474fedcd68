import type { Run } from './define-command.ts'
import { openApplication } from './open-application.ts'

type SeedModule = {
  seedReferenceData: (platform: unknown) => Promise<Record<string, number>>
  seedDemoPlant: (platform: unknown, options: { assets: number; onProgress?: (done: number) => void }) => Promise<Record<string, number>>
}

export async function seedReferenceData(run: Run): Promise<void> {
  await seed(run, (module, platform) => module.seedReferenceData(platform))
}

export async function seedDemo(run: Run, assets: number): Promise<void> {
  await seed(run, (module, platform) => module.seedDemoPlant(platform, { assets, onProgress: (done) => run.terminal.note(`${done} of ${assets} assets`) }))
}

/** Writes beside a running server too; it is the database that is filled. */
async function seed(run: Run, work: (module: SeedModule, platform: unknown) => Promise<Record<string, number>>): Promise<void> {
  const application = await openApplication()
  try {
    const name: string = '@shopdb/server/features/demo/index'
    const counts = await work(await import(name) as SeedModule, application.platform) // the feature's door
    run.print(counts, () => Object.entries(counts).map(([what, count]) => `${what}: ${count}`).join('\n'))
  } finally {
    await application.close()
  }
}
