import type { RowChange } from './row-change.ts'

/** The stored form of `rows`: [table, key column, id, before, after]. */
export function parseRows(text: string): RowChange[] {
  const stored: unknown = JSON.parse(text)
  if (!Array.isArray(stored)) return []
  return stored.flatMap((entry) => (Array.isArray(entry) && entry.length === 5 ? [{ table: String(entry[0]), key: [String(entry[1]), Number(entry[2])] as const, before: entry[3], after: entry[4] }] : []))
}

/** The rows that take a change back: each row's before and after change places, last row first. */
export function reverseRows(rows: readonly RowChange[]): RowChange[] {
  return rows.toReversed().map((row) => ({ ...row, before: row.after, after: row.before }))
}
