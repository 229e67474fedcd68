import type { Feature } from '../../feature.ts'
import { realtimeProcessesTable, realtimeSubscriptionsTable } from '../../platform/realtime/tables.ts'

export { startRealtime, type RealtimeParts } from './start-realtime.ts'
export { registerRealtimeRoutes } from './routes.ts'
export { createTopics, type Topics } from './topics.ts'
export { createPluginSockets, type PluginSockets } from './plugin-sockets.ts'

export const realtimeFeature: Feature = {
  name: 'realtime',
  tables: [realtimeProcessesTable, realtimeSubscriptionsTable],
  permissions: [{ id: 'realtime.read', title: 'See who is connected and listens to what', roles: ['administrator'] }],
}
