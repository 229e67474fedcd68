import { request } from './request.ts'

export type User = { id: number; version: number; username: string; displayName: string | null; email: string | null; active: boolean; roles: readonly string[]; lastSignInAt: string | null }
export type Role = { id: number; name: string; title?: string | null }
export type UserValues = Partial<Pick<User, 'username' | 'displayName' | 'email' | 'active' | 'roles'>> & { password?: string }

export async function listUsers(): Promise<readonly User[]> {
  const answer = await request<{ items: readonly User[] }>('GET', '/api/users', { query: { limit: 500 } })
  return answer.items
}

export async function listRoles(): Promise<readonly Role[]> {
  const answer = await request<{ items: readonly Role[] }>('GET', '/api/roles')
  return answer.items
}

export function createUser(values: UserValues): Promise<User> {
  return request('POST', '/api/users', { json: values })
}

export function updateUser(user: User, values: UserValues): Promise<User> {
  return request('PATCH', `/api/users/${user.id}`, { json: values, version: user.version })
}
