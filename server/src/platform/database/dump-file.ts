import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream, fsyncSync, openSync, closeSync, renameSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { afterKey, type Cursor } from '../migrations/after-key.ts'
import type { SchemaModel, TableModel } from '../migrations/model.ts'
import type { Engine, SnapshotReader, SqlValue } from './database.ts'
import { quoteName } from './row-statements.ts'

/** The first line of a dump. */
export type DumpHeader = { kind: 'archive' | 'backup'; format: 1; createdAt: string; model: SchemaModel; /** What the writer of an archive says about it; plain JSON. */ about?: unknown }

/** What follows it: a table's name, its rows as arrays, its end with their number and the SHA-256 of their lines; at last the end of all. */
export type DumpLine =
  | { table: string; columns: string[] }
  | SqlValue[]
  | { endOf: string; rows: number; hash?: string }
  | { end: true; tables: number; rows: number }

export type DumpFile = { write: (...lines: readonly DumpLine[]) => Promise<void>; counted: (rows: number) => void; finish: () => Promise<{ tables: number; rows: number }> }

/** Writes gzip NDJSON beside the final name; `finish` reads it back, then gives it the name. */
export function createDumpFile(file: string, { kind, model, about }: Pick<DumpHeader, 'kind' | 'model' | 'about'>): DumpFile {
  const partial = `${file}.partial`
  const gzip = createGzip({ level: 6 })
  const written = pipeline(gzip, createWriteStream(partial, { mode: 0o600 }))
  written.catch(() => undefined) // awaited in finish; until then a failed disk must not end the process
  const totals = { tables: 0, rows: 0 }
  const write = async (...lines: readonly (DumpLine | DumpHeader)[]): Promise<void> => {
    if (lines.length === 0) return
    if (gzip.destroyed) await written
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), written])
  }
  const header = write({ kind, format: 1, createdAt: new Date().toISOString(), model, ...(about !== undefined && { about }) })
  return {
    write: async (...lines) => {
      await header
      await write(...lines)
    },
    counted: (rows) => {
      totals.tables++
      totals.rows += rows
    },
    finish: async () => {
      await write({ end: true, ...totals })
      gzip.end()
      await written
      flush(partial)
      await verifyDump(partial)
      renameSync(partial, file)
      return totals
    },
  }
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const pageSize = 1000

/** Some rows of a table: a condition over its columns with `?` for values. */
export type RowSelection = { where: string; parameters: readonly SqlValue[] }

/** Writes one table, or the rows selected, page by page in the order of its key. Returns how many rows there were. */
export async function dumpTable(engine: Engine, reader: SnapshotReader, dump: DumpFile, name: string, table: TableModel, selection?: RowSelection): Promise<number> {
  const columns = Object.keys(table.columns)
  const quote = (column: string): string => quoteName(engine, column)
  const key = table.primaryKey.map((column) => columns.indexOf(column))
  await dump.write({ table: name, columns })
  const hash = createHash('sha256')
  let cursor: Cursor | null = null
  let rows = 0
  for (;;) {
    const after: ReturnType<typeof afterKey> = cursor ? afterKey(table.primaryKey.map(quote), cursor) : { sql: '', parameters: [] }
    const conditions = [selection?.where, after.sql].filter(Boolean).map((condition) => `(${condition})`)
    const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''
    const page: SqlValue[][] = await reader.arrays(`select ${columns.map(quote).join(', ')} from ${quote(name)}${where} order by ${table.primaryKey.map(quote).join(', ')} limit ${pageSize}`, [...(selection?.parameters ?? []), ...after.parameters])
    await dump.write(...page)
    for (const row of page) hash.update(JSON.stringify(row))
    rows += page.length
    const last = page.at(-1)
    if (!last || page.length < pageSize) break
    cursor = key.map((position) => last[position] ?? null)
    await new Promise((resolve) => setImmediate(resolve)) // SQLite answers at once: let requests in between pages
  }
  await dump.write({ endOf: name, rows, hash: hash.digest('hex') })
  dump.counted(rows)
  return rows
}

/** Reads a dump line by line. */
export async function* readDump(file: string): AsyncGenerator<DumpHeader | DumpLine> {
  const input = createReadStream(file)
  const gunzip = createGunzip()
  const fed = pipeline(input, gunzip)
  fed.catch(() => undefined) // its error reaches the loop through the reader below
  for await (const line of createInterface({ input: gunzip, crlfDelay: Infinity })) {
    yield JSON.parse(line) as DumpHeader | DumpLine // written by createDumpFile; verifyDump has counted it
  }
  await fed
}

/** Every table is complete and the counts agree; throws what is wrong. */
export async function verifyDump(file: string): Promise<{ header: DumpHeader; tables: number; rows: number }> {
  let header: DumpHeader | undefined
  let counted = { table: '', columns: 0, rows: 0, hash: createHash('sha256') }
  const totals = { tables: 0, rows: 0 }
  let isComplete = false
  for await (const line of readDump(file)) {
    if (header === undefined) header = asHeader(line)
    else if (Array.isArray(line)) {
      if (line.length !== counted.columns) throw new Error(`A row of ${counted.table} has ${line.length} values, not ${counted.columns}.`)
      counted.rows++
      counted.hash.update(JSON.stringify(line))
    } else if ('table' in line) counted = { table: line.table, columns: line.columns.length, rows: 0, hash: createHash('sha256') }
    else if ('endOf' in line) {
      if (line.endOf !== counted.table || line.rows !== counted.rows) throw new Error(`The table ${line.endOf} has ${counted.rows} rows in the file, not ${line.rows}.`)
      if (line.hash !== undefined && line.hash !== counted.hash.digest('hex')) throw new Error(`The rows of ${line.endOf} in the file are not those that were written.`)
      totals.tables++
      totals.rows += counted.rows
    } else if ('end' in line) isComplete = line.tables === totals.tables && line.rows === totals.rows
  }
  if (!header || !isComplete) throw new Error('The file is incomplete.')
  return { header, ...totals }
}

function asHeader(line: DumpHeader | DumpLine): DumpHeader {
  if (Array.isArray(line) || !('format' in line)) throw new Error('The file is no dump of ShopDB.')
  if (line.format !== 1) throw new Error(`The dump has the format ${String(line.format)}, which this version does not know.`)
  return line
}
