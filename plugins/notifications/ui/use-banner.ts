import { useApi } from '@shopdb/ui'
import { onUnmounted, watch } from 'vue'
import { useLive, type Notification } from './notification.ts'

export type Banner = { items: Notification[]; more: number; unread: number; nextEdge: string | null }
const longest = 60_000

/** What stands above every page and how much is unread; read again when something changes, begins or ends. */
export function useBanner() {
  const api = useApi()
  const live = useLive(() => api.get<Banner>('/api/notifications/banner'))
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(live.answer, (found) => {
    clearTimeout(timer)
    const edge = found?.nextEdge ? Date.parse(found.nextEdge) - Date.now() + 300 : longest
    timer = setTimeout(() => void live.reload(), Math.min(longest, Math.max(1000, edge)))
  })
  onUnmounted(() => clearTimeout(timer))
  return live
}
