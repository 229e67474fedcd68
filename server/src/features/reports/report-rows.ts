import type { ContentColumn } from '@shopdb/contract/plugin-content'
import { loadContribution, type Contributed } from '../../plugin-host/index.ts'
import type { Caller } from '../../platform/caller.ts'
import { rowLimit, type Report, type ReportParameters, type ReportRow } from './report.ts'

type Source = { next: () => Promise<IteratorResult<unknown>>; close: () => Promise<void> }

/** The rows of one run, checked one by one. The first is there before anything is answered, so a report that fails at once is a plain 503. */
export async function startReport(found: Contributed<Report>, parameters: ReportParameters, caller: Caller): Promise<AsyncIterable<ReportRow>> {
  const source = sourceOf(found, await loadContribution('report', found, () => found.entry.run(parameters, caller)))
  return rowsFrom(found.entry.columns, source, await source.next())
}

async function* rowsFrom(columns: readonly ContentColumn[], source: Source, first: IteratorResult<unknown>): AsyncGenerator<ReportRow> {
  try {
    for (let result = first; result.done !== true; result = await source.next()) yield rowOf(columns, result.value)
  } finally {
    await source.close()
  }
}

function sourceOf(found: Contributed<Report>, answer: unknown): Source {
  const iterator = iteratorOf(answer)
  const step = <Result>(work: () => Result | Promise<Result>): Promise<Result> => loadContribution('report', found, () => found.entry.step('reports.rows', work, rowLimit))
  if (!iterator) return { next: () => loadContribution('report', found, () => Promise.reject(new TypeError('The report answered neither a list nor an async iterable of rows.'))), close: async () => undefined }
  return {
    next: () => step(async () => {
      const result = await iterator.next()
      if (result.done !== true) assertRow(result.value)
      return result
    }),
    close: async () => void (await step(async () => iterator.return?.(undefined))),
  }
}

function iteratorOf(answer: unknown): AsyncIterator<unknown> | Iterator<unknown> | null {
  if (answer === null || typeof answer !== 'object') return null
  if (Symbol.asyncIterator in answer && typeof answer[Symbol.asyncIterator] === 'function') return (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]() // looked at in the condition
  return Array.isArray(answer) ? answer[Symbol.iterator]() : null
}

/** Thrown inside the step, so that it is told as a fault of the report. */
function assertRow(row: unknown): asserts row is ReportRow {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) throw new TypeError('A row of the report is no object.')
  const wrong = Object.entries(row).find(([, value]) => value !== null && value !== undefined && !['string', 'number', 'boolean'].includes(typeof value))
  if (wrong) throw new TypeError(`The column "${wrong[0]}" of a row is neither text, number, boolean nor null.`)
}

/** Every column has a value, and nothing but columns is shown. */
function rowOf(columns: readonly ContentColumn[], row: unknown): ReportRow {
  const values: Readonly<Record<string, unknown>> = { ...Object(row) }
  return Object.fromEntries(columns.map(({ name }) => [name, values[name] ?? null]))
}
