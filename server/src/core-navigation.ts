import type { NavigationEntry } from '@shopdb/contract/manifest'

/** The platform's own screens. Plugins stand between them, under Assets. */
export const coreNavigation: readonly NavigationEntry[] = [
  { title: 'Home', icon: 'house', path: '/', section: 'overview', order: 10 },
  { title: 'Floor map', icon: 'map', path: '/map', section: 'overview', order: 20, permission: 'assets.read' },
  { title: 'Reports', icon: 'chart-column', path: '/reports', section: 'overview', order: 30, permission: 'reports.read' },
  { title: 'All assets', icon: 'boxes', path: '/assets', section: 'assets', order: 10, permission: 'assets.read' },
  { title: 'Locations', icon: 'map-pin', path: '/locations', section: 'organisation', order: 10, permission: 'locations.read' },
  { title: 'Floor plans', icon: 'map', path: '/floorplans', section: 'organisation', order: 20, permission: 'locations.read' },
  { title: 'Business units', icon: 'building-2', path: '/businessunits', section: 'organisation', order: 30, permission: 'businessunits.read' },
  { title: 'Vendors', icon: 'factory', path: '/vendors', section: 'catalogue', order: 10, permission: 'vendors.read' },
  { title: 'Models', icon: 'box', path: '/models', section: 'catalogue', order: 20, permission: 'models.read' },
  { title: 'Applications', icon: 'package', path: '/applications', section: 'catalogue', order: 30, permission: 'applications.read' },
  { title: 'Operating systems', icon: 'app-window', path: '/operatingsystems', section: 'catalogue', order: 40, permission: 'operatingsystems.read' },
  { title: 'Statuses', icon: 'circle-dot', path: '/statuses', section: 'settings', order: 10, permission: 'statuses.write' },
  { title: 'Relationship types', icon: 'spline', path: '/relationshiptypes', section: 'settings', order: 20, permission: 'relationshiptypes.write' },
  { title: 'Tags', icon: 'tag', path: '/tags', section: 'settings', order: 30, permission: 'tags.write' },
  { title: 'Plugins', icon: 'plug', path: '/plugins', section: 'administration', order: 10, permission: 'plugins.read' },
  { title: 'Users', icon: 'users', path: '/users', section: 'administration', order: 20, permission: 'users.read' },
  { title: 'API tokens', icon: 'key-round', path: '/tokens', section: 'administration', order: 30, permission: 'tokens.read' },
  { title: 'Roles', icon: 'shield-check', path: '/roles', section: 'administration', order: 25, permission: 'roles.read' },
  { title: 'Imports', icon: 'database', path: '/imports', section: 'administration', order: 40, permission: 'imports.run' },
  { title: 'Quarantine', icon: 'shield', path: '/quarantine', section: 'administration', order: 50, permission: 'quarantine.read' },
  { title: 'Jobs', icon: 'activity', path: '/jobs', section: 'administration', order: 60, permission: 'jobs.read' },
  { title: 'Audit log', icon: 'list', path: '/auditlog', section: 'administration', order: 70, permission: 'auditlog.read' },
  { title: 'Settings', icon: 'settings', path: '/settings', section: 'administration', order: 80, permission: 'settings.read' },
]
