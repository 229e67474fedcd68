import type { Feature } from '../../feature.ts'
import { consumersOf } from './consumer-store.ts'
import { eventConsumersTable, noticesTable } from './tables.ts'

export { createEvents, type Events } from './events.ts'
export { noticesForPlugin } from './for-plugins.ts'
export { createNotices, type Notices } from './notices.ts'
export { registerNoticeRoutes } from './routes.ts'

export const noticesFeature: Feature = {
  name: 'notices',
  tables: [noticesTable, eventConsumersTable],
  permissions: [{ id: 'notices.read', title: 'See notices of plugins', roles: ['administrator', 'editor', 'technician', 'viewer', 'walldisplay'] }],
  holdings: () => [{ title: 'consumers of events', madeByInstallation: true, rows: async (_reader, { name }) => [consumersOf(name)] }],
}
