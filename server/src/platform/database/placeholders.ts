import type { Engine } from './database.ts'

const rewritten = new Map<string, string>()
const longestCache = 2000

/** Turns `?` into `$1`, `$2`, ... for PostgreSQL, leaving quoted text and comments alone; other engines take it as it is. */
export function nativePlaceholders(engine: Engine, sql: string): string {
  if (engine !== 'postgres') return sql
  const known = rewritten.get(sql)
  if (known !== undefined) return known
  let count = 0
  const numbered = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g, (part) => (part === '?' ? `$${++count}` : part))
  if (rewritten.size >= longestCache) rewritten.clear()
  rewritten.set(sql, numbered)
  return numbered
}
