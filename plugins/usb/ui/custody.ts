import { noteRecordChange, problemToast, useApi, type SelectOption } from '@shopdb/ui'

export type CustodyEvent = { place: number; kind: string; at: string; by: string; person: string | null; usedAtId: number | null; usedAt: string | null; dueAt: string | null; detail: Record<string, string | number | boolean | null>; hash: string }
export type Wording = { version: number; wording: string; by: string; at: string | null }
export type Custody = {
  medium: { id: number; assetNumber: string; name: string | null; label: string | null; purpose: string | null; serial: string | null }
  state: 'in' | 'out' | 'blocked' | 'lost'; holder: string | null; usedAtId: number | null; usedAt: string | null; outSince: string | null; dueAt: string | null; isOverdue: boolean
  acceptance: string | null; wording: number | null; scanState: string; scannedAt: string | null; blockedReason: string | null; mustAccept: boolean; cleanBeforeCheckout: boolean; loanDays: number
  events: CustodyEvent[]; brokenAt: number | null; wordings: Wording[]
  sightings: { computerId: number | null; computer: string; user: string | null; firstSeenAt: string; lastSeenAt: string }[]
}
export type Finding = { id: number; kind: string; state: string; device: string; deviceSerial: string | null; modelKey: string | null; mediumId: number | null; medium: string | null; computerId: number | null; computer: string | null; computerName: string | null; lastUser: string | null; explanation: string | null; firstSeenAt: string; lastSeenAt: string; reason: string | null; resolvedBy: string | null }

/** Sends something and says what went wrong; null when it was refused. */
export async function sent<Answer>(work: () => Promise<Answer>): Promise<Answer | null> {
  try {
    const answer = await work()
    await noteRecordChange()
    return answer
  } catch (error) {
    problemToast(error)
    return null
  }
}

/** Finds machines and computers by what somebody types or scans: number, name, serial number. */
export function usePlaces(): (text: string) => Promise<SelectOption[]> {
  const api = useApi()
  return async (text) => {
    const { items } = await api.get<{ items: { id: number; assetNumber: string; name: string | null; type: string | null }[] }>('/api/assets', { limit: 12, ...(text.trim() && { q: text.trim() }) })
    return items.filter(({ type }) => type !== 'usb.medium').map(({ id, assetNumber, name }) => ({ value: id, label: assetNumber, hint: name }))
  }
}

export function toneOf({ state, isOverdue }: Pick<Custody, 'state' | 'isOverdue'>): 'ok' | 'warn' | 'down' | 'accent' {
  if (state === 'in') return 'ok'
  if (state === 'out') return isOverdue ? 'warn' : 'accent'
  return 'down'
}

/** Words of a state, scan, event or finding stand in the messages, run together. */
export const wordKey = (group: string, word: string): string => `usb.${group}.${word.replaceAll(' ', '')}`

/** The day so many days from now, as an input of type date writes it. */
export const dayFromNow = (days: number): string => {
  const date = new Date(Date.now() + days * 86_400_000)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

/** A medium is due at the end of that day, where the reader is. */
export const endOfDay = (date: string): string => new Date(`${date}T23:59:00`).toISOString()
