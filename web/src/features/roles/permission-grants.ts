import type { Permission, Role } from '../../api/roles.ts'

/** Whether a role's patterns cover a permission: itself, `noun.*` or `*`. */
export function grants(patterns: readonly string[], permission: string): boolean {
  const [noun = ''] = permission.split('.')
  return patterns.includes(permission) || patterns.includes(`${noun}.*`) || patterns.includes('*')
}

/** The patterns after one permission was switched. A pattern that covers several is written out before one of them is taken away. */
export function withGrant(role: Pick<Role, 'permissions'>, all: readonly Permission[], permission: string, granted: boolean): string[] {
  if (granted) return [...role.permissions, permission]
  const [noun = ''] = permission.split('.')
  const covering = role.permissions.includes('*') ? all.map(({ id }) => id) : role.permissions.includes(`${noun}.*`) ? all.map(({ id }) => id).filter((id) => id.startsWith(`${noun}.`)) : []
  const kept = role.permissions.filter((pattern) => pattern !== permission && pattern !== '*' && !(covering.length > 0 && pattern === `${noun}.*`))
  return [...new Set([...kept, ...covering])].filter((id) => id !== permission)
}

/** Permissions by what they are about, each group in its order. */
export function permissionGroups(all: readonly Permission[], text: string): [string, Permission[]][] {
  const term = text.trim().toLowerCase()
  const found = all.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(term))
  const nouns = [...new Set(found.map(({ id }) => id.split('.')[0] ?? ''))].sort()
  return nouns.map((noun) => [noun, found.filter(({ id }) => id.startsWith(`${noun}.`))])
}
