import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useLive } from './use-live.ts'
import { queryClient } from '../api/query-client.ts'
import { recordChanges } from '../api/record-changes.ts'
import { getRecord, type RecordItem } from '../api/records.ts'

export type OpenAsset = { asset: ComputedRef<RecordItem | undefined>; error: ComputedRef<unknown>; reload: () => Promise<void> }

/**
 * An asset with the fields of its type, read again whenever this browser has changed a record.
 * @example const { asset, error } = useAsset(() => props.assetId)
 */
export function useAsset(id: MaybeRefOrGetter<number>): OpenAsset {
  const query = useQuery({ queryKey: computed(() => ['record', '/api/assets', toValue(id)]), queryFn: () => getRecord('/api/assets', toValue(id)) }, queryClient)
  watch(recordChanges, () => void query.refetch())
  useLive(() => [`asset:${toValue(id)}`], () => void query.refetch())
  return { asset: computed(() => query.data.value), error: computed(() => query.error.value), reload: async () => { await query.refetch() } }
}
