import { useApi, useTopic } from '@shopdb/ui'
import { onMounted, ref, type Ref } from 'vue'
import type { Due } from './crib.ts'

/** How many cribs wait to be counted; read when the component comes, and when the server says that one was counted. */
export function useDue(): { due: Ref<Due | null>; reload: () => Promise<void> } {
  const api = useApi()
  const due = ref<Due | null>(null)
  const reload = async (): Promise<void> => {
    due.value = await api.get<Due>('/api/toolcribs/due')
  }
  onMounted(reload)
  useTopic('toolcribs.counted', () => void reload())
  return { due, reload }
}
