import type { PlatformEvent } from '@shopdb/plugin-api'

/** `event`: to a plugin of this site that consumes it. */
export const channels = ['mail', 'webhook', 'event'] as const
export const deliveryStates = ['waiting', 'sent', 'dead'] as const

export type MailContent = { to: string[]; subject: string; text: string; html?: string }
export type WebhookContent = { url: string; body: string; headers: Record<string, string> }
export type EventContent = Omit<PlatformEvent, 'id'>

type Fields = {
  plugin: string
  /** Addresses, the URL without its query, or the consumer: what may be shown. */
  target: string
  subject: string
  /** Sealed; of webhooks that are signed. */
  secret: string | null
  uniqueKey: string | null
}

export type NewDelivery = Fields & ({ channel: 'mail'; content: MailContent } | { channel: 'webhook'; content: WebhookContent } | { channel: 'event'; content: EventContent })

export type StoredDelivery = NewDelivery & {
  id: number
  state: (typeof deliveryStates)[number]
  attempts: number
  dueAt: number
  createdAt: number
  sentAt: number | null
  error: string | null
}

/** Trying again can help only where the failure is not the answer itself. */
export class DeliveryRefused extends Error {}

const minute = 60_000
const pauses = [minute, 5 * minute, 30 * minute, 120 * minute, 360 * minute, 1440 * minute]

/** How long after its nth failed attempt it is tried again; null when it is given up. */
export function pauseAfter(attempts: number): number | null {
  return pauses[attempts - 1] ?? null
}
