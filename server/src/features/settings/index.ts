import type { Feature } from '../../feature.ts'
import { settingsHolding } from './plugin-holding.ts'
import { settingRoutes } from './routes.ts'
import { settingsTable } from './tables.ts'

export { checkValue, readSetting, writeSetting } from './settings.ts'

export const settingsFeature: Feature = {
  name: 'settings',
  tables: [settingsTable],
  permissions: [
    { id: 'settings.read', title: 'See settings', roles: ['administrator'] },
    { id: 'settings.write', title: 'Change settings', roles: ['administrator'] },
  ],
  holdings: (platform) => [settingsHolding(platform)],
  routes: settingRoutes,
}
