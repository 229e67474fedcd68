import { request } from './request.ts'

export type Role = { id: number; version: number; name: string; description: string | null; permissions: readonly string[]; readyMade: boolean }
export type Permission = { id: string; title: string }

export async function listRoles(): Promise<readonly Role[]> {
  const answer = await request<{ items: readonly Role[] }>('GET', '/api/roles', { query: { limit: 500 } })
  return answer.items
}

export async function listPermissions(): Promise<readonly Permission[]> {
  const answer = await request<{ items: readonly Permission[] }>('GET', '/api/permissions', { query: { limit: 500 } })
  return answer.items
}

export function createRole(values: Pick<Role, 'name' | 'description' | 'permissions'>): Promise<Role> {
  return request('POST', '/api/roles', { json: values })
}

export function updateRole(role: Pick<Role, 'id' | 'version'>, values: Partial<Pick<Role, 'name' | 'description' | 'permissions'>>): Promise<Role> {
  return request('PATCH', `/api/roles/${role.id}`, { json: values, version: role.version })
}

export function deleteRole(role: Pick<Role, 'id' | 'version'>): Promise<void> {
  return request('DELETE', `/api/roles/${role.id}`, { version: role.version })
}
