import type { Feature } from '../../feature.ts'
import { heldBy } from './store.ts'
import { deliveriesTable } from './tables.ts'

export { createDeliveries, type Deliveries } from './deliveries.ts'
export type { StoredDelivery } from './delivery.ts'
export { createCall, sendDue } from './send-due.ts'
export { findDueEvents, insertDelivery } from './store.ts'
export { deliverySettings } from './delivery-settings.ts'
export { deliverForPlugin } from './for-plugins.ts'
export { registerDeliveryRoutes } from './routes.ts'

export const deliveriesFeature: Feature = {
  name: 'deliveries',
  tables: [deliveriesTable],
  permissions: [
    { id: 'deliveries.read', title: 'See mail and webhooks that were sent or given up', roles: ['administrator'] },
    { id: 'deliveries.write', title: 'Send mail and webhooks again, or forget them', roles: ['administrator'] },
  ],
  holdings: () => [{ title: 'mail and webhooks', rows: async (_reader, { name }) => [heldBy(name)] }],
}
