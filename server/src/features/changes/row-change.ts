import type { SqlValue } from '../../platform/database/database.ts'

export type Row = Record<string, SqlValue>

/** One row of one table: `before` null is an insert, `after` null a delete; an update holds the changed columns only. */
export type RowChange = {
  table: string
  key: readonly [column: string, id: number]
  before: Row | null
  after: Row | null
  /** Columns written with the row but kept out of the change record (provenance). */
  unrecorded?: Row
}
