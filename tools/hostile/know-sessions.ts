import type { Ask, Specials } from './ask.ts'
import type { Special } from './attack.ts'

const password = 'a long enough password'

type Session = { headers: Readonly<Record<string, string>>; username: string }

/** Operations that end or change a session are tried with one of somebody else, so that the attack goes on. */
export function knowSessions(ask: Ask): Specials {
  const user = async (): Promise<string> => {
    const username = `guest${ask.next()}`
    await ask.post('/api/users', { username, password, roles: ['viewer'] })
    return username
  }
  const signIn = async (): Promise<Session> => {
    const username = await user()
    const { cookies = {} } = await ask.attempt({ method: 'POST', url: '/api/auth/login', headers: { 'content-type': 'application/json' }, payload: JSON.stringify({ username, password }) })
    const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('; ')
    return { username, headers: { cookie, 'x-csrf-token': cookies['shopdb_csrf'] ?? '' } }
  }
  const asGuest: Special = async () => ({ headers: (await signIn()).headers })
  return {
    'POST /api/auth/login': async () => ({ body: { username: await user(), password } }),
    'POST /api/auth/refresh': asGuest, 'POST /api/auth/logout': asGuest, 'DELETE /api/sessions': asGuest,
    'PATCH /api/auth/password': async () => ({ headers: (await signIn()).headers, body: { currentPassword: password, newPassword: 'another long password' } }),
    'DELETE /api/sessions/{id}': async () => {
      const { username } = await signIn()
      return { path: { id: await ask.firstOf(`/api/sessions?all=true&q=${username}`, 'id') } }
    },
  }
}
