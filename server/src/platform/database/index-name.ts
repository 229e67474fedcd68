import { createHash } from 'node:crypto'

const longest = 60

/**
 * The name of an index follows from its table and columns, so that a migration cannot name, and drop, the index of
 * another table (SQLite and PostgreSQL drop by name alone). MariaDB refuses names over 64 characters, PostgreSQL cuts at 63.
 */
export function indexName(table: string, columns: readonly string[], unique = false): string {
  const name = [table, ...columns, unique ? 'uq' : 'ix'].join('_')
  if (name.length <= longest) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 10)
  return `${name.slice(0, longest - 11)}_${hash}`
}
