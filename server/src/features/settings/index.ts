import type { Feature } from '../../feature.ts'
import { settingRoutes } from './routes.ts'
import { settingsTable } from './tables.ts'

export { readSetting, writeSetting } from './settings.ts'

export const settingsFeature: Feature = {
  name: 'settings',
  tables: [settingsTable],
  permissions: [
    { id: 'settings.read', title: 'See settings', roles: ['administrator'] },
    { id: 'settings.write', title: 'Change settings', roles: ['administrator'] },
  ],
  routes: settingRoutes,
}
