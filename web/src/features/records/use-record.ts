import { showToast, useMessages } from '@shopdb/ui'
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { ResourceDescription } from '../../api/models.ts'
import { toProblem, type ApiProblem, type FieldConflict } from '../../api/problem.ts'
import { queryClient } from '../../api/query-client.ts'
import { noteRecordChange } from '../../api/record-changes.ts'
import { useCoalesced, useLive } from '../../plugin-host/use-live.ts'
import { getRecord, updateRecord, type RecordItem } from '../../api/records.ts'

/** A change that met somebody else's: what was to be saved and what stands there now. */
export type SaveConflict = { values: Readonly<Record<string, unknown>>; conflicts: readonly FieldConflict[] }
export type SaveResult = { saved: true } | { saved: false; problem: ApiProblem }
export type OpenRecord = {
  record: ComputedRef<RecordItem | undefined>
  error: ComputedRef<unknown>
  conflict: Ref<SaveConflict | null>
  /** `version`: what the person had in view when the edit began; what others saved since is a conflict. */
  save: (values: Readonly<Record<string, unknown>>, labels?: Readonly<Record<string, unknown>>, version?: number) => Promise<SaveResult>
  reload: () => Promise<void>
  replace: (record: RecordItem) => void
}

/** One record with its changes: shown at once, taken back when refused, held up when somebody else was faster. */
export function useRecord(model: () => ResourceDescription, id: () => number): OpenRecord {
  const { t } = useMessages()
  const key = computed(() => ['record', model().path, id()])
  const query = useQuery({ queryKey: key, queryFn: () => getRecord(model().path, id()) })
  const conflict = ref<SaveConflict | null>(null)
  const readAgain = useCoalesced(async () => {
    await query.refetch()
    for (const name of ['history', 'asset-panels']) void queryClient.invalidateQueries({ queryKey: [name, id()] })
  }, 40)
  useLive(() => [model().base === 'assets' ? `asset:${id()}` : `type:${model().name}`], ({ changes, reload }) => {
    // What this page has saved itself stands there already.
    const isOther = reload || changes.some((change) => change.entityId === id() && (change.at > Date.parse(String(query.data.value?.['modifiedAt'] ?? '')) || change.action === 'deleted' || change.action === 'restored'))
    if (isOther || query.data.value === undefined) readAgain()
  })
  const replace = (record: RecordItem): void => void queryClient.setQueryData(key.value, record)

  const save: OpenRecord['save'] = async (values, labels = {}, version) => {
    const before = query.data.value
    if (!before) throw new Error('A record is changed only after it was read')
    replace({ ...before, ...values, ...labels })
    try {
      replace({ ...before, ...(await updateRecord(model().path, id(), version ?? before.version, values)) })
      conflict.value = null
      void noteRecordChange()
      void queryClient.invalidateQueries({ queryKey: ['history', id()] })
      return { saved: true }
    } catch (caught) {
      replace(before)
      const problem = toProblem(caught)
      if (problem.code === 'VERSION_STALE') {
        const resolved = await onStale(values, problem)
        if (resolved) return resolved
      }
      return { saved: false, problem }
    }
  }

  /** Fields nobody else touched are saved on top; only true conflicts are put before the person. */
  const onStale = async (values: Readonly<Record<string, unknown>>, problem: ApiProblem): Promise<SaveResult | null> => {
    await query.refetch()
    const real = problem.conflicts.filter((entry) => entry.field in values)
    if (real.length === 0) return save(values)
    conflict.value = { values, conflicts: real }
    showToast(t('records.conflictToast'), { tone: 'error' })
    return null
  }

  return { record: computed(() => query.data.value), error: computed(() => query.error.value), conflict, save, replace, reload: async () => { await query.refetch() } }
}
