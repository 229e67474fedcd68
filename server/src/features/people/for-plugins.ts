import type { PeopleApi, Person } from '@shopdb/plugin-api'
import type { Platform } from '../../platform/platform.ts'
import { createUserCheck, loadRoles, type StoredRole } from '../roles/index.ts'
import { loadUsers } from '../users/index.ts'

/** `context.people`: who there is, and who may what. Three statements, however many there are. */
export function peopleForPlugin(platform: Platform): PeopleApi {
  const { database } = platform

  async function everybody(): Promise<Person[]> {
    const [users, roles] = await Promise.all([loadUsers(database), loadRoles(database)])
    const byName = new Map(roles.map((role) => [role.name, role]))
    return users.filter(({ active }) => active).map(({ id, username, displayName, email, roles: names }) => ({ id, username, displayName, email, roles: names, may: createUserCheck(platform, namedBy(names, byName)) }))
  }

  return {
    list: async ({ role } = {}) => (await everybody()).filter(({ roles }) => role === undefined || roles.includes(role)),
    get: async (userId) => (await everybody()).find(({ id }) => id === userId) ?? null,
    roles: async () => (await loadRoles(database)).map(({ name }) => name),
  }
}

function namedBy(names: readonly string[], roles: ReadonlyMap<string, StoredRole>): StoredRole[] {
  return names.flatMap((name) => roles.get(name) ?? [])
}
