import type { Feature } from '../../feature.ts'
import { authRoutes } from './auth-routes.ts'
import { sessionRoutes } from './routes.ts'
import { removeOldSessions } from './store.ts'
import { sessionsTable } from './tables.ts'

export { createAuthenticate } from './authenticate.ts'
export { recheckAuthentication } from './recheck-authentication.ts'
export { prepareFirstAdministrator } from './first-administrator.ts'

const keptAfterEnd = 30 * 24 * 3_600_000

export const sessionsFeature: Feature = {
  name: 'sessions',
  tables: [sessionsTable],
  permissions: [
    { id: 'account.read', title: 'See the own account', roles: ['administrator', 'editor', 'technician', 'viewer', 'collector', 'walldisplay'] },
    { id: 'account.write', title: 'Change the own account, password, sessions and tokens', roles: ['administrator', 'editor', 'technician', 'viewer', 'collector', 'walldisplay'] },
    { id: 'sessions.read', title: 'See the sessions of everybody', roles: ['administrator'] },
    { id: 'sessions.write', title: 'End the sessions of everybody', roles: ['administrator'] },
  ],
  routes(http, platform) {
    authRoutes(http, platform)
    sessionRoutes(http, platform)
  },
  jobs: ({ database, now }) => [{ name: 'sessions.cleanup', title: 'Forget sessions that ended long ago', at: '03:05', run: () => removeOldSessions(database, now() - keptAfterEnd) }],
  start: ({ database, now }) => removeOldSessions(database, now() - keptAfterEnd),
}
