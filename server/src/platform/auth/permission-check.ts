/** What one may be granted: `assets.read`, all of a noun (`assets.*`), one verb everywhere (`*.read`), all (`*`). */
export const permissionPattern = '^(?:\\*|(?:\\*|[a-z][a-z0-9]*)(?:\\.(?:\\*|[a-z][a-z0-9]*))+)$'

/** A check over patterns that remembers its answers; patterns are few, checks are one per request. */
export function createPermissionCheck(patterns: Iterable<string>): (permission: string) => boolean {
  const exact = new Set<string>()
  const wild: RegExp[] = []
  for (const pattern of patterns) {
    if (pattern === '*') return () => true
    if (pattern.includes('*')) wild.push(toExpression(pattern))
    else exact.add(pattern)
  }
  const answers = new Map<string, boolean>()
  return (permission) => {
    let answer = answers.get(permission)
    if (answer === undefined) {
      answer = exact.has(permission) || wild.some((expression) => expression.test(permission))
      answers.set(permission, answer)
    }
    return answer
  }
}

function toExpression(pattern: string): RegExp {
  return new RegExp(`^${pattern.split('.').map((part) => (part === '*' ? '.+' : part)).join('\\.')}$`)
}
