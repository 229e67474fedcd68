import type { Feature } from '../../feature.ts'
import { createWordListHolding } from '../../platform/word-list-holding.ts'
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
  holdings: ({ auth }) => [createWordListHolding({
    title: 'role grants', table: 'roles', column: 'permissions', labelColumn: 'name', touch: 'version = version + 1',
    isOf: (word, plugin) => word.startsWith(`${plugin}.`), changed: auth.callers.forgetAll,
  })],
  routes: roleRoutes,
  start: ensureReadyMadeRoles,
}
