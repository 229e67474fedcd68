import { request } from './request.ts'

export type SignInSession = { id: number; device: string; ip: string; startedAt: string; lastUsedAt: string; current: boolean }
export type ApiToken = { id: number; name: string; scopes: readonly string[]; username: string; createdAt: string; lastUsedAt: string | null; expiresAt: string | null }
export type CreatedToken = ApiToken & { token: string }

export async function listSessions(): Promise<readonly SignInSession[]> {
  const answer = await request<{ items: readonly SignInSession[] }>('GET', '/api/sessions')
  return answer.items
}

export function revokeSession(id: number): Promise<void> {
  return request('DELETE', `/api/sessions/${id}`)
}

export async function listTokens(): Promise<readonly ApiToken[]> {
  const answer = await request<{ items: readonly ApiToken[] }>('GET', '/api/tokens')
  return answer.items
}

export function createToken(name: string, scopes: readonly string[], expiresAt: string | null): Promise<CreatedToken> {
  return request('POST', '/api/tokens', { json: { name, scopes, ...(expiresAt ? { expiresAt } : {}) } })
}

export function revokeToken(token: ApiToken): Promise<void> {
  return request('DELETE', `/api/tokens/${token.id}`)
}
