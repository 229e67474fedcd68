import { useApi } from '@shopdb/ui'
import { computed, onMounted, ref, type ComputedRef, type Ref } from 'vue'

export type Crib = { id: number; assetNumber: string; name: string | null; places?: number | null; occupied?: number | null }
export type CribList = { cribs: ComputedRef<readonly Crib[]>; failure: Ref<unknown>; isHere: ComputedRef<boolean>; load: () => Promise<void> }

export function shareOf({ places, occupied }: Crib): number | null {
  return places ? Math.min(1, (occupied ?? 0) / places) : null
}

/** Every crib, the fullest first. */
export function useCribs(): CribList {
  const api = useApi()
  const answer = ref<readonly Crib[] | null>(null)
  const failure = ref<unknown>(null)
  const cribs = computed(() => [...(answer.value ?? [])].sort((one, other) => (shareOf(other) ?? -1) - (shareOf(one) ?? -1)))

  async function load(): Promise<void> {
    failure.value = null
    try {
      answer.value = (await api.get<{ items: readonly Crib[] }>('/api/toolcribs', { limit: 100 })).items
    } catch (error) {
      failure.value = error
    }
  }
  onMounted(load)
  return { cribs, failure, isHere: computed(() => answer.value !== null), load }
}
