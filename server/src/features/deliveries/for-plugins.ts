import type { Delivery, DeliverApi } from '@shopdb/plugin-api'
import type { PluginHandle } from '../../plugin-host/index.ts'
import { mailDelivery, webhookDelivery } from './check-delivery.ts'
import type { Deliveries } from './deliveries.ts'
import { presentForPlugin } from './present-delivery.ts'
import type { StoredDelivery } from './delivery.ts'
import { findDelivery } from './store.ts'

/** Events are no messages of a plugin; it never sees them here. */
const present = (delivery: StoredDelivery): Delivery => ({ ...presentForPlugin(delivery), channel: delivery.channel === 'mail' ? 'mail' : 'webhook' })

/** `context.deliver`: a plugin sends in its own name, and sees what it sent. */
export function deliverForPlugin({ platform, enqueue }: Deliveries, { name, manifest }: PluginHandle): DeliverApi {
  return {
    mail: async (mail) => present(await enqueue(mailDelivery(name, mail))),
    webhook: async (webhook) => present(await enqueue(await webhookDelivery(platform, name, manifest.capabilities?.outbound ?? [], webhook))),
    get: async (id) => {
      const found = await findDelivery(platform.database, id)
      return found?.plugin === name && found.channel !== 'event' ? present(found) : null
    },
  }
}
