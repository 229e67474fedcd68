import type { Feature } from '../../feature.ts'
import { userRoutes } from './routes.ts'
import { usersTable } from './tables.ts'

export { passwordSchema, presentUser, usernameSchema } from './routes.ts'
export { countUsers, loadUser, loadUserByName, loadUsers, noteSignIn, replaceHash, type StoredUser } from './store.ts'
export { changeUser, createUser, deleteUser, setPassword, type UserChange, type UserInput } from './write-users.ts'

export const usersFeature: Feature = {
  name: 'users',
  tables: [usersTable],
  permissions: [
    { id: 'users.read', title: 'See users', roles: ['administrator'] },
    { id: 'users.write', title: 'Create and change users', roles: ['administrator'] },
    { id: 'users.delete', title: 'Delete users', roles: ['administrator'] },
  ],
  routes: userRoutes,
}
