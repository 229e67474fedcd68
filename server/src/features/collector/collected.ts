import type { Collected, CollectedRecord } from '@shopdb/plugin-api'
import type { Logger } from 'pino'
import { defineExtensionPoint, type ExtensionPoint } from '../../plugin-host/index.ts'
import type { IngestAnswer, Outcome } from './answer.ts'

const recordsPerCall = 500
const weight: Readonly<Record<Outcome, number>> = { quarantined: 0, unchanged: 1, updated: 2, created: 3 }

/** The hook `collected`: tells a plugin what its collector took, after it is stored. What the plugin makes of it never costs the sender its answer. */
export function createCollected(log: Logger) {
  const sources: { plugin: string; collected: Collected }[] = []
  const point: ExtensionPoint<readonly Collected[]> = defineExtensionPoint<readonly Collected[]>({
    key: 'collected',
    added: ({ name }, values) => void sources.push(...values.map((collected) => ({ plugin: name, collected }))),
    removed: ({ name }, values) => {
      for (const value of values) {
        const at = sources.findIndex(({ plugin, collected }) => plugin === name && collected === value)
        if (at >= 0) sources.splice(at, 1)
      }
    },
  })

  async function tell(plugin: string, answer: IngestAnswer, at: number): Promise<void> {
    for (const { collected } of sources.filter((source) => source.plugin === plugin)) {
      const records = recordsOf(answer, collected.type, new Date(at).toISOString())
      for (let start = 0; start < records.length; start += recordsPerCall) {
        try {
          await collected.take(records.slice(start, start + recordsPerCall))
        } catch (error) {
          log.warn({ err: error, plugin, type: collected.type }, 'a plugin could not take what its collector stored')
        }
      }
    }
  }

  return { point, tell }
}

export type CollectedPoint = ReturnType<typeof createCollected>

/** Each asset once, however many records of it came. */
function recordsOf(answer: IngestAnswer, wanted: string, at: string): CollectedRecord[] {
  const records = new Map<number, CollectedRecord>()
  for (const { assetId, outcome, type } of answer.results) {
    if (assetId === null || outcome === 'quarantined' || type !== wanted) continue
    const known = records.get(assetId)
    if (!known || weight[known.outcome] < weight[outcome]) records.set(assetId, { assetId, outcome, at })
  }
  return [...records.values()]
}
