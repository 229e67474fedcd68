import type { JobRun } from './jobs.ts'
import { request } from './request.ts'

export type ImportState = 'uploaded' | 'checking' | 'checked' | 'importing' | 'imported' | 'undoing' | 'undone' | 'failed'
export type ImportOutcome = 'create' | 'update' | 'skip' | 'error'
export type ImportCounts = Readonly<Record<ImportOutcome, number>>
export type ImportOptions = { columns: readonly (string | null)[]; decimal: 'point' | 'comma'; dates: 'iso' | 'dmy' | 'mdy'; empty: 'keep' | 'clear'; mode: 'upsert' | 'create' | 'update'; key: string | null }
export type ImportTarget = { name: string; title: string; required: boolean; type: string; reference: string | null; choices: readonly unknown[] | null }
/** One uploaded file and what becomes of it. */
export type Import = {
  id: number; type: string; fileName: string; state: ImportState; createdAt: string; by: string; encoding: string; separator: string; headers: readonly string[]; lines: number
  options: ImportOptions | null; counts: ImportCounts | null; jobId: number | null; batchId: string | null; committedAt: string | null; error: string | null
}
/** With the fields that its columns can fill, what the headings were taken for, and the first lines. */
export type OpenImport = Import & { fields: readonly ImportTarget[]; guessed: readonly (string | null)[]; samples: readonly (readonly string[])[] }
export type ImportLine = { line: number; outcome: ImportOutcome; id: number | null; label: string; changes: readonly { field: string; title: string; before: unknown; after: unknown }[]; problems: readonly { column: string | null; field: string | null; message: string }[] }
export type ImportLines = { items: readonly ImportLine[]; nextCursor: string | null }
export type StartedImport = { import: Import; job: JobRun }

export function uploadImport(type: string, file: File): Promise<OpenImport> {
  return request('POST', `/api/imports?${new URLSearchParams({ type, name: file.name })}`, { body: new Blob([file], { type: 'text/csv' }) })
}

export function listImports(cursor: string | null): Promise<{ items: readonly Import[]; nextCursor: string | null }> {
  return request('GET', '/api/imports', { query: { limit: 50, cursor } })
}

export function getImport(id: number): Promise<OpenImport> {
  return request('GET', `/api/imports/${id}`)
}

/** Rehearses: nothing is written. */
export function checkImport(id: number, options: Partial<ImportOptions>): Promise<StartedImport> {
  return request('POST', `/api/imports/${id}/check`, { json: options })
}

export function importLines(id: number, outcome: ImportOutcome, cursor: string | null): Promise<ImportLines> {
  return request('GET', `/api/imports/${id}/rows`, { query: { outcome, limit: 50, cursor } })
}

export function commitImport(id: number, skipErrors: boolean): Promise<StartedImport> {
  return request('POST', `/api/imports/${id}/commit`, { json: { skipErrors } })
}

export function undoImport(id: number): Promise<StartedImport> {
  return request('POST', `/api/imports/${id}/undo`)
}

export function forgetImport(id: number): Promise<void> {
  return request('DELETE', `/api/imports/${id}`)
}

/** Address of the lines with errors, with what is wrong, to be mended and uploaded again. */
export function failedLines(id: number): string {
  return `/api/imports/${id}/failed`
}
