import type { Feature } from '../../feature.ts'

export { coreReports } from './core-reports.ts'
export { unseenForPlugin } from './for-plugins.ts'
export { createReports, type Reports } from './reports.ts'
export { registerReportRoutes } from './routes.ts'

export const reportsFeature: Feature = {
  name: 'reports',
  permissions: [{ id: 'reports.read', title: 'Run reports', roles: ['administrator', 'editor', 'technician', 'viewer'] }],
}
