import { Problem } from '../../platform/problem.ts'

const shortest = 8

/** Length is what protects a password; rules about its characters only annoy. */
export function assertGoodPassword(password: string, username: string): void {
  const refuse = (message: string): never => { throw new Problem('RULE_BROKEN', { detail: `The password ${message}.`, fields: [{ path: '/password', message }] }) }
  if (password.length < shortest) refuse(`needs at least ${shortest} characters`)
  if (password.length > 1000) refuse('is longer than 1000 characters')
  if (password.toLowerCase() === username.toLowerCase()) refuse('must not be the user name')
  if (new Set(password).size < 4) refuse('repeats a few characters')
}
