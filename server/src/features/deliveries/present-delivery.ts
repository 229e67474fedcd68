import type { Delivery } from '@shopdb/plugin-api'
import { channels, deliveryStates, type StoredDelivery } from './delivery.ts'

export const deliverySchema = {
  type: 'object',
  properties: {
    id: { type: 'integer' }, plugin: { type: 'string' }, channel: { type: 'string', enum: channels }, target: { type: 'string' }, subject: { type: 'string' }, state: { type: 'string', enum: deliveryStates }, attempts: { type: 'integer' },
    error: { type: ['string', 'null'] }, createdAt: { type: 'string', format: 'date-time' }, sentAt: { type: ['string', 'null'], format: 'date-time' }, dueAt: { type: ['string', 'null'], format: 'date-time', description: 'When it is tried next.' },
  },
} as const

const iso = (time: number): string => new Date(time).toISOString()

export function presentForPlugin({ id, channel, target, state, attempts, error, createdAt, sentAt }: StoredDelivery): Omit<Delivery, 'channel'> & { channel: StoredDelivery['channel'] } {
  return { id, channel, target, state, attempts, error, createdAt: iso(createdAt), sentAt: sentAt === null ? null : iso(sentAt) }
}

/** Without what it says and the secret: that is between the sender and the other side. */
export function presentDelivery(delivery: StoredDelivery): ReturnType<typeof presentForPlugin> & { plugin: string; subject: string; dueAt: string | null } {
  const { plugin, subject, state, dueAt } = delivery
  return { ...presentForPlugin(delivery), plugin, subject, dueAt: state === 'waiting' ? iso(dueAt) : null }
}
