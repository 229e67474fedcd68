import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Text whose first character a spreadsheet would take for the start of a formula, however many guards stand before it. */
const startsFormula = /^'*[=+\-@\t\r]/
const guarded = /^'+[=+\-@\t\r]/
const plainNumber = /^[+-]?\d+(\.\d+)?$/
const chunkLength = 32_768

/** A text that would run as a formula gets an apostrophe before it; `unguardCell` gives back exactly what was. */
export function guardCell(text: string): string {
  return startsFormula.test(text) && !plainNumber.test(text) ? `'${text}` : text
}

/** What a cell of our own CSV said before `guardCell`. */
export function unguardCell(text: string): string {
  return guarded.test(text) ? text.slice(1) : text
}

/** One record by RFC 4180 with its line end. Texts are guarded; objects and lists are written as JSON. */
export function csvRecord(values: readonly unknown[]): string {
  return `${values.map(csvCell).join()}\r\n`
}

function csvCell(value: unknown): string {
  const text = cellText(value)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return guardCell(typeof value === 'string' ? value : JSON.stringify(value))
}

export type CsvRows = Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>

/** Header and rows in pieces of about 32 KB, so that a long list never stands in memory as a whole. */
export async function* csvChunks(header: readonly string[], rows: CsvRows): AsyncGenerator<string> {
  let text = csvRecord(header)
  for await (const row of rows) {
    text += csvRecord(row)
    if (text.length < chunkLength) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

/** Whether the answer is to be CSV: `format=csv` in the query, or `Accept: text/csv` first. */
export function wantsCsv({ query, headers }: Pick<FastifyRequest, 'query' | 'headers'>): boolean {
  const format: unknown = typeof query === 'object' && query !== null && 'format' in query ? query.format : undefined
  return format === undefined ? /^\s*text\/csv\b/i.test(headers.accept ?? '') : format === 'csv'
}

/**
 * Streams rows as a file to save. A browser that opens the address gets a byte order mark, without which Excel takes
 * the text for another encoding; programs get plain UTF-8, unless `bom=true` asks for the mark.
 */
export function sendCsv(request: FastifyRequest, reply: FastifyReply, fileName: string, header: readonly string[], rows: CsvRows): FastifyReply {
  const asked: unknown = typeof request.query === 'object' && request.query !== null && 'bom' in request.query ? request.query.bom : undefined
  const mark = asked === 'true' || (asked === undefined && (request.headers.accept ?? '').includes('text/html')) ? '\ufeff' : ''
  const chunks = async function* (): AsyncGenerator<string> {
    if (mark !== '') yield mark
    yield* csvChunks(header, rows)
  }
  const safeName = fileName.replace(/[^A-Za-z0-9._-]+/g, '-')
  return reply.header('content-disposition', `attachment; filename="${safeName}"`).type('text/csv; charset=utf-8').send(Readable.from(chunks(), { objectMode: false }))
}
