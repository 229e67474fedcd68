import type { Feature } from '../../feature.ts'

export { createDashboard, type Dashboard } from './dashboard.ts'
export { registerDashboardRoutes } from './routes.ts'

export const dashboardFeature: Feature = {
  name: 'dashboard',
  permissions: [{ id: 'dashboard.read', title: 'See the dashboard', roles: ['administrator', 'editor', 'technician', 'viewer', 'walldisplay'] }],
}
