import { problemToast, showToast, useApi, useMessages, useTopic } from '@shopdb/ui'
import { onMounted, onUnmounted, shallowRef, type ShallowRef } from 'vue'

export type Severity = 'info' | 'warning' | 'critical'
export type State = 'scheduled' | 'active' | 'over'
export type NotificationType = { id: number; name: string; colour: string | null; icon: string | null }
export type Notification = {
  id: number; title: string; text: string | null; type: NotificationType | null; severity: Severity; state: State; startsAt: string; endsAt: string | null; timeZone: string; recurrence: string | null; currentFrom: string; currentUntil: string | null
  businessUnitId: number | null; businessUnit: string | null; locationId: number | null; location: string | null; assetId: number | null; asset: { id: number; assetNumber: string; name: string | null } | null
  pinned: boolean; banner: boolean; wall: boolean; needsAcknowledgement: boolean; sourcePlugin: string | null; author: string | null; readAt: string | null; acknowledgedAt: string | null
}
export type Reader = { person: string; readAt: string; acknowledgedAt: string | null; note: string | null }

export const severities: readonly Severity[] = ['info', 'warning', 'critical']
export const toneOf = (severity: Severity): 'accent' | 'warn' | 'down' => (severity === 'critical' ? 'down' : severity === 'warning' ? 'warn' : 'accent')

/** Something that is read again when notifications change; `reload` reads it now. */
export function useLive<Answer>(read: () => Promise<Answer>): { answer: ShallowRef<Answer | null>; failure: ShallowRef<unknown>; reload: () => Promise<void> } {
  const answer = shallowRef<Answer | null>(null)
  const failure = shallowRef<unknown>(null)
  let round = 0
  async function reload(): Promise<void> {
    const mine = ++round
    try {
      const found = await read()
      if (mine === round) [answer.value, failure.value] = [found, null]
    } catch (error) {
      if (mine === round) failure.value = error
    }
  }
  // Whoever reads or acknowledges something on this page changes it for the others on it, such as banner and badge.
  const heard = (): void => void reload()
  onMounted(() => {
    window.addEventListener('shopdb-notifications', heard)
    void reload()
  })
  onUnmounted(() => window.removeEventListener('shopdb-notifications', heard))
  useTopic('notifications.changed', heard)
  return { answer, failure, reload }
}

/** What a reader does with a notification; true when it was taken. */
export function useActs() {
  const api = useApi()
  const { t } = useMessages()
  async function act(id: number, verb: 'read' | 'unread' | 'acknowledge' | 'end', said?: string): Promise<boolean> {
    try {
      await api.post(`/api/notifications/${id}/${verb}`, {})
      window.dispatchEvent(new Event('shopdb-notifications'))
      if (said !== undefined) showToast(t(`notifications.${said}`))
      return true
    } catch (error) {
      problemToast(error)
      return false
    }
  }
  return { act }
}
