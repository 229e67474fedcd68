import type { DeliverApi } from '@shopdb/plugin-api'
import type { PluginHandle } from '../../plugin-host/index.ts'
import { mailDelivery, webhookDelivery } from './check-delivery.ts'
import type { Deliveries } from './deliveries.ts'
import { presentForPlugin } from './present-delivery.ts'
import { findDelivery } from './store.ts'

/** `context.deliver`: a plugin sends in its own name, and sees what it sent. */
export function deliverForPlugin({ platform, enqueue }: Deliveries, { name, manifest }: PluginHandle): DeliverApi {
  return {
    mail: async (mail) => presentForPlugin(await enqueue(mailDelivery(name, mail))),
    webhook: async (webhook) => presentForPlugin(await enqueue(await webhookDelivery(platform, name, manifest.capabilities?.outbound ?? [], webhook))),
    get: async (id) => {
      const found = await findDelivery(platform.database, id)
      return found?.plugin === name ? presentForPlugin(found) : null
    },
  }
}
