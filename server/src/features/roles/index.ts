import type { Feature } from '../../feature.ts'
import { ensureReadyMadeRoles } from './ready-made-roles.ts'
import { roleRoutes } from './routes.ts'
import { rolesTable, userRolesTable } from './tables.ts'

export { assertMayGrant, createUserCheck, everyonesPermissions } from './grants.ts'
export { ensureReadyMadeRoles, readyMadeRoles } from './ready-made-roles.ts'
export { loadRoleNames, loadRoles, loadRolesOfUser, setRolesOfUser, type Reader, type StoredRole } from './store.ts'

export const rolesFeature: Feature = {
  name: 'roles',
  tables: [rolesTable, userRolesTable],
  permissions: [
    { id: 'roles.read', title: 'See roles and permissions', roles: ['administrator'] },
    { id: 'roles.write', title: 'Create and change roles', roles: ['administrator'] },
    { id: 'roles.delete', title: 'Delete roles', roles: ['administrator'] },
  ],
  routes: roleRoutes,
  start: ensureReadyMadeRoles,
}
