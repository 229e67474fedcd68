import { request } from './request.ts'

export type SignInSession = { id: number | string; userAgent?: string | null; ipAddress?: string | null; ip?: string | null; createdAt?: string | null; lastUsedAt?: string | null; current?: boolean }
export type ApiToken = { id: number; name: string; scopes?: readonly string[]; createdAt?: string | null; lastUsedAt?: string | null; expiresAt?: string | null; version?: number }
export type CreatedToken = ApiToken & { token: string }

export async function listSessions(): Promise<readonly SignInSession[]> {
  const answer = await request<{ items: readonly SignInSession[] }>('GET', '/api/auth/sessions')
  return answer.items
}

export function revokeSession(id: number | string): Promise<void> {
  return request('DELETE', `/api/auth/sessions/${id}`)
}

export async function listTokens(): Promise<readonly ApiToken[]> {
  const answer = await request<{ items: readonly ApiToken[] }>('GET', '/api/tokens')
  return answer.items
}

export function createToken(name: string, scopes: readonly string[], expiresAt: string | null): Promise<CreatedToken> {
  return request('POST', '/api/tokens', { json: { name, scopes, ...(expiresAt ? { expiresAt } : {}) } })
}

export function revokeToken(token: ApiToken): Promise<void> {
  return request('DELETE', `/api/tokens/${token.id}`, { version: token.version })
}
