import { readonly, shallowRef } from 'vue'
import { queryClient } from './query-client.ts'

const count = shallowRef(0)

/** Rises whenever this browser changed records; lists that are open read again what they show. */
export const recordChanges = readonly(count)

export async function noteRecordChange(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['records'] })
  count.value++
}
