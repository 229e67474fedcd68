import { computed, readonly, shallowRef } from 'vue'
import { ApiProblem } from './problem.ts'
import { request } from './request.ts'

export type SignedInUser = { id: number; username: string; displayName: string | null }
export type Session = { user: SignedInUser; permissions: readonly string[] }

const current = shallowRef<Session | null>(null)
const granted = computed(() => new Set(current.value?.permissions ?? []))

export const session = readonly(current)

/** Of what code alone writes: nobody has it, the administrator neither. */
export const nobody = 'nobody.write'

/** Whether the signed-in user has a permission. The server decides; this only spares people refused clicks. */
export function may(permission: string): boolean {
  return permission !== nobody && (granted.value.has(permission) || granted.value.has('*'))
}

export async function loadSession(): Promise<Session | null> {
  try {
    current.value = await request<Session>('GET', '/api/auth/me')
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error
    current.value = null
  }
  return current.value
}

export async function signIn(username: string, password: string): Promise<void> {
  await request('POST', '/api/auth/login', { json: { username, password } })
  await loadSession()
}

export async function signOut(): Promise<void> {
  await request('POST', '/api/auth/logout')
  current.value = null
}

export function forgetSession(): void {
  current.value = null
}

export function setupState(): Promise<{ required: boolean }> {
  return request('GET', '/api/auth/setup')
}

export async function setUp(code: string, username: string, password: string): Promise<void> {
  await request('POST', '/api/auth/setup', { json: { code, username, password } })
}
