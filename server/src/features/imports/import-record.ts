/** Where an import stands. checking and importing are jobs; failed says why and can be tried again. */
export const importStates = ['uploaded', 'checking', 'checked', 'importing', 'imported', 'undoing', 'undone', 'failed'] as const
export type ImportState = (typeof importStates)[number]

export type ImportOptions = {
  /** Which field each column of the file fills, by the column's place; null leaves the column out. */
  columns: (string | null)[]
  /** The sign before decimals. With a comma, points between groups of three digits are taken out. */
  decimal: 'point' | 'comma'
  /** How dates are written beside ISO 8601: day first or month first. */
  dates: 'iso' | 'dmy' | 'mdy'
  /** What an empty cell means for a record that exists. */
  empty: 'keep' | 'clear'
  mode: 'upsert' | 'create' | 'update'
  /** The field by which a line is the same record; null: each line is a new one. */
  key: string | null
}

export type ImportCounts = { create: number; update: number; skip: number; error: number }
export const noCounts: ImportCounts = { create: 0, update: 0, skip: 0, error: 0 }

export type StoredImport = {
  id: number
  kind: string
  fileName: string
  state: ImportState
  createdAt: number
  actor: { id: number | null; label: string; kind: 'user' | 'token' | 'system' }
  encoding: string
  separator: string
  headers: string[]
  lines: number
  options: ImportOptions | null
  counts: ImportCounts | null
  jobId: number | null
  batchId: string | null
  committedAt: number | null
  error: string | null
}

/** One line of the file: where it begins, and its cells. */
export type FileLine = readonly [line: number, cells: readonly string[]]

export type LineProblem = { column: string | null; field: string | null; message: string }
export type LineChange = { field: string; title: string; before: unknown; after: unknown }
/** What becomes, or became, of a line. */
export type LineOutcome = { line: number; outcome: keyof ImportCounts; id: number | null; label: string; changes: LineChange[]; problems: LineProblem[] }

/** Lines kept, rehearsed and written at once. */
export const linesPerPart = 200
