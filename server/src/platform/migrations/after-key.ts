import type { SqlValue } from '../database/database.ts'

/** The key of the last row that was looked at. */
export type Cursor = SqlValue[]

/** `(a > ?) or (a = ? and b > ?)`: MariaDB uses no index for a comparison of rows. */
export function afterKey(columns: readonly string[], cursor: Cursor): { sql: string; parameters: SqlValue[] } {
  const parameters: SqlValue[] = []
  const parts = columns.map((column, position) => {
    const equal = columns.slice(0, position).map((other) => `${other} = ?`)
    parameters.push(...cursor.slice(0, position + 1))
    return `(${[...equal, `${column} > ?`].join(' and ')})`
  })
  return { sql: `(${parts.join(' or ')})`, parameters }
}
