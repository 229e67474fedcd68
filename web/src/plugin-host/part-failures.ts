import { useMessages } from '@shopdb/ui'
import { shallowReactive, shallowRef } from 'vue'
import { reportUiFault, type UiItem } from '../api/plugin-ui.ts'
import { ApiProblem } from '../api/problem.ts'
import { PartTooLate, partLimit } from './load-part.ts'
import { partTitle } from './part-title.ts'

/** A part of a plugin that does not work, as its card shows it. */
export type PartFailure = { readonly item: UiItem; readonly title: string; readonly why: string; readonly fix: string | null; requestId: string | null; readonly retry: () => void }

/** Failures of parts too small for a card of their own (badges, result lines), by the key of the part. */
export const smallFailures = shallowReactive(new Map<string, PartFailure>())

/** The failure whose card stands in a dialog. */
export const shownFailure = shallowRef<PartFailure | null>(null)

export const partKey = (item: UiItem): string => `${item.plugin}/${item.id}`

/** Describes what happened and tells the server; `changed` is called when its id is known. */
export function describeFailure(item: UiItem, error: unknown, retry: () => void, changed: (failure: PartFailure) => void): void {
  const { t } = useMessages()
  const failure: PartFailure = { item, title: t('slot.failed', { part: partTitle(item), plugin: item.pluginTitle }), retry, ...reasonOf(item, error) }
  console.warn(`[${item.plugin}] ${item.slot} ${item.id}:`, error)
  changed(failure)
  // What the server has in its log already needs no second line there.
  if (failure.requestId === null && item.problem === null) {
    const fault = { plugin: item.plugin, slot: item.slot, part: item.id, message: failure.why.slice(0, 2000), stack: error instanceof Error ? (error.stack ?? null)?.slice(0, 8000) ?? null : null }
    reportUiFault(fault).then((requestId) => changed({ ...failure, requestId }), () => undefined)
  }
}

function reasonOf(item: UiItem, error: unknown): Pick<PartFailure, 'why' | 'fix' | 'requestId'> {
  const { t } = useMessages()
  if (item.problem) return { why: `${item.problem.file}${item.problem.line === null ? '' : `:${item.problem.line}`} ${item.problem.message}`, fix: item.problem.fix, requestId: null }
  if (error instanceof PartTooLate) return { why: t('slot.tooLate', { seconds: partLimit / 1000 }), fix: t('slot.tooLateFix'), requestId: null }
  if (error instanceof ApiProblem) return { why: error.message, fix: error.problem.fix || null, requestId: error.problem.requestId || null }
  return { why: error instanceof Error ? error.message : String(error), fix: t('slot.failedFix'), requestId: null }
}
