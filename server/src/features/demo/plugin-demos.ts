import type { Demo as DemoHook } from '@shopdb/plugin-api'
import type { Manifest } from '@shopdb/contract/manifest'
import type { Platform } from '../../platform/platform.ts'
import { defineExtensionPoint, type PluginHandle, type PluginHost } from '../../plugin-host/index.ts'
import { createRandom } from './random.ts'
import { claimDemo, findBegunDemos, noteFilled } from './store.ts'

/** A demo that went wrong, which harms nobody else's. */
export type FailedDemo = { plugin: string; reason: string }

type Entry = { plugin: PluginHandle; demo: DemoHook }
type Manifests = ReadonlyMap<string, Manifest>

const defaultOrder = 100

/** The hook `demo`: what plugins add to the demo plant, each once in the life of a database. */
export function createPluginDemos(platform: Platform, host: Pick<PluginHost, 'judge'>) {
  const entries = new Map<string, Entry>()

  async function waiting(): Promise<Entry[]> {
    const begun = await findBegunDemos(platform.database)
    return [...entries.values()].filter(({ plugin }) => !begun.has(plugin.name))
  }

  async function fill(assets: number): Promise<{ counts: Record<string, number>; failed: FailedDemo[] }> {
    const manifests = new Map(host.judge().subjects.flatMap(({ name, manifest }) => (manifest ? [[name, manifest] as const] : [])))
    const counts: Record<string, number> = {}
    const failed: FailedDemo[] = []
    for (const entry of inOrder(await waiting(), manifests)) {
      try {
        if (await claimDemo(platform.database, entry.plugin.name, platform.now())) Object.assign(counts, await fillOne(platform, entry, assets))
      } catch (error) {
        platform.log.error({ plugin: entry.plugin.name, err: error }, 'the demo of a plugin failed')
        failed.push({ plugin: entry.plugin.name, reason: error instanceof Error ? error.message : String(error) })
      }
    }
    return { counts, failed }
  }

  return {
    point: defineExtensionPoint<DemoHook>({
      key: 'demo',
      added: (plugin, demo) => void entries.set(plugin.name, { plugin, demo }),
      removed: (plugin) => void (entries.get(plugin.name)?.plugin === plugin && entries.delete(plugin.name)),
    }),
    areWaiting: async (): Promise<boolean> => (await waiting()).length > 0,
    fill,
  }
}

async function fillOne(platform: Platform, { plugin, demo }: Entry, assets: number): Promise<Record<string, number>> {
  const milliseconds = timeLimit(assets)
  const plant = { assets, now: new Date(platform.now()), random: createRandom(seedOf(plugin.name), 0), signal: AbortSignal.timeout(milliseconds) }
  const counts = await plugin.run('demo.fill', async () => assertCounts(await demo.fill(plant)), milliseconds)
  await noteFilled(platform.database, plugin.name, platform.now())
  return Object.fromEntries(Object.entries(counts).map(([kind, count]) => [`${plugin.name}.${kind}`, count]))
}

/** What a plugin answers is not known before it is looked at. */
function assertCounts(answer: unknown): Record<string, number> {
  const counts = typeof answer === 'object' && answer !== null ? Object.entries(answer) : []
  if (counts.length === 0 || counts.some(([, count]) => !Number.isInteger(count))) throw new Error('It did not answer how many records it filled in, such as { lockers: 40 }.')
  return Object.fromEntries(counts.map(([kind, count]) => [kind, Number(count)]))
}

/** Milliseconds: a minute for the smallest plant, and as much again for every six thousand assets. */
function timeLimit(assets: number): number {
  return 60_000 + assets * 10
}

/** The same for a plugin everywhere. */
function seedOf(name: string): number {
  return [...name].reduce((seed, letter) => (seed * 31 + letter.charCodeAt(0)) % 2_147_483_647, 7)
}

/** What a plugin depends on, directly or not, comes before it; then by the order it asks for, then by name. */
function inOrder(entries: readonly Entry[], manifests: Manifests): Entry[] {
  const seen = new Set<string>()
  const ordered: Entry[] = []
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    const { dependencies = {}, after = [] } = manifests.get(name) ?? {}
    for (const before of [...Object.keys(dependencies), ...after]) visit(before)
    ordered.push(...entries.filter(({ plugin }) => plugin.name === name))
  }
  const orderOf = ({ demo }: Entry): number => demo.order ?? defaultOrder
  for (const { plugin } of entries.toSorted((one, other) => orderOf(one) - orderOf(other) || (one.plugin.name < other.plugin.name ? -1 : 1))) visit(plugin.name)
  return ordered
}
