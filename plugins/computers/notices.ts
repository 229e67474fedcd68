import type { NewNotice, PluginContext, UnseenAsset } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'
import { daysFromNow, today } from './support.ts'

type Context = PluginContext<Manifest>

const type = 'computers.computer'
/** A fleet with more of them has another problem than a list that is too short. */
const most = 500

/** PCs that no collector sees any more, the longest first; one that is seen again is over at the next look. */
export async function tellStale({ assets, notices, settings }: Context, signal: AbortSignal): Promise<{ raised: number; settled: number }> {
  const stale: UnseenAsset[] = []
  for await (const asset of assets.unseen(type, new Date(Date.now() - settings.staleDays * 86_400_000))) {
    signal.throwIfAborted()
    stale.push(asset)
  }
  const longest = stale.toSorted((one, other) => (one.lastSeen < other.lastSeen ? -1 : 1)).slice(0, most)
  return notices.keep('stale ', longest.map(({ id, assetNumber, lastSeen }): NewNotice => ({ key: `stale ${id}`, severity: 'warning', title: `${assetNumber} has not been seen since ${lastSeen.slice(0, 10)}`, text: 'It is switched off, gone, or its collector does not run.', assetId: id })))
}

/** Warranties that end soon; over when they have ended, or when a new one is entered. */
export async function tellWarranties({ records, notices, settings }: Context, signal: AbortSignal): Promise<{ raised: number; settled: number }> {
  const [from, until] = [today(), daysFromNow(settings.warrantyDays)]
  const ending: NewNotice[] = []
  for await (const { id, assetNumber, warrantyUntil } of records.each('computers')) {
    signal.throwIfAborted()
    if (typeof warrantyUntil !== 'string' || warrantyUntil < from || warrantyUntil > until) continue
    ending.push({ key: `warranty ${id}`, severity: 'info', title: `The warranty of ${String(assetNumber)} ends on ${warrantyUntil}`, assetId: id, until: `${warrantyUntil}T23:59:59Z` })
  }
  return notices.keep('warranty ', ending.toSorted((one, other) => ((one.until ?? '') < (other.until ?? '') ? -1 : 1)).slice(0, most))
}
